use super::ResetArgs;
use crate::commands::Session;
use crate::commands::apply::Applier;
use crate::commands::change::carry_out;
use crate::error::Error;
use crate::exit::ExitStatus;

pub fn run(
    args: &ResetArgs,
    session: &mut Session<'_>,
    applier: Applier,
) -> Result<ExitStatus, Error> {
    let ask = args.ask(session)?;
    carry_out(&ask, &args.change, session, applier)
}
