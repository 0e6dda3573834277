//! `koffset apply`: carries out a plan that was saved, if the world is still as the plan saw it.

use std::path::PathBuf;

use super::apply::{Applied, Applier};
use super::change::{ApplyArgs, finish, report};
use super::{Session, gather};
use crate::document;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::plan::Outcome;

const EXAMPLES: &str = "\
A plan is what --save-plan wrote. It is refused if the cluster is another one, if a group's type, state or \
members, a commit or a topic is not what the plan saw, or if a log does not hold a target any more. It \
is applied once: where the groups stand where the plan puts them, there is nothing to do.

Examples:
  koffset reset billing -t orders --to-earliest --save-plan change-42.json
  koffset plan show change-42.json
  koffset apply change-42.json

Exit codes: koffset --help";

/// Carries out a plan that --save-plan wrote, if the world is still as the plan saw it
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct ApplyPlanArgs {
    /// The plan
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    pub apply: ApplyArgs,
}

pub fn run(
    args: &ApplyPlanArgs,
    session: &mut Session<'_>,
    applier: Applier,
) -> Result<ExitStatus, Error> {
    let mut plan = document::load_plan(&args.file)?;
    let now = gather::observe(session.cluster, session.deadline, &plan.scope())?;
    if plan.writes() && plan.is_carried_out(&now) {
        let applied = Applied::of(Outcome::carried_out_before(&plan));
        return Ok(report(&applied, &plan, &args.apply, session));
    }
    let moved = plan.drift(&now);
    if !moved.is_empty() {
        let moved = moved.join("\n  ");
        let message = format!("the plan is stale: something has moved since it was made:\n  {moved}");
        return Err(Error::refused(message).hint("make a new plan with --save-plan"));
    }
    applier.check_not_applied(&plan)?;
    plan.block(args.apply.guards().against(&plan));
    finish(&plan, &args.apply, session, applier)
}
