use crate::commands::Session;
use crate::commands::apply::Applier;
use crate::commands::change::{ChangeArgs, carry_out};
use crate::commands::select::ChangedGroupArgs;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::plan::{Ask, AskedPositions, Policy};

const EXAMPLES: &str = "\
A group goes with all its commits. What can be brought back are the commits, as those of a simple \
group, which expire one by one.

Examples:
  koffset group delete billing --dry-run
  koffset group delete billing shipping
  koffset group delete --groups-matching 'test-.*'

Exit codes: koffset --help";

/// Deletes groups without members, with all their commits
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct GroupDeleteArgs {
    #[command(flatten)]
    groups: ChangedGroupArgs,
    #[command(flatten)]
    pub change: ChangeArgs,
}

pub fn delete(
    args: &GroupDeleteArgs,
    session: &mut Session<'_>,
    applier: Applier,
) -> Result<ExitStatus, Error> {
    args.groups.groups.check()?;
    let ask = Ask {
        command: "group delete",
        description: "no group, and none of its commits".to_owned(),
        as_of: None,
        groups: args.groups.selection()?,
        positions: AskedPositions::NoGroups,
        policy: Policy::default(),
        undoes: None,
        gaps: Vec::new(),
    };
    carry_out(&ask, &args.change, session, applier)
}

#[cfg(test)]
mod tests;
