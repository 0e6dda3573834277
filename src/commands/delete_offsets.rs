//! `koffset delete-offsets`: commits removed.

use super::Session;
use super::apply::Applier;
use super::change::{ChangeArgs, carry_out};
use super::scope::TopicArgs;
use super::select::ChangedGroupArgs;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::plan::{Ask, AskedPositions, Policy};

const EXAMPLES: &str = "\
A consumer that finds no commit starts where its auto.offset.reset says. A topic that is gone may be \
named while the group still has commits in it.

Examples:
  koffset delete-offsets billing -t orders:0,2 --dry-run
  koffset delete-offsets billing -t orders -t payments
  koffset delete-offsets billing --all-topics              every commit; the group stays

Exit codes: koffset --help";

/// Deletes commits of groups, and leaves the groups themselves
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct DeleteOffsetsArgs {
    #[command(flatten)]
    groups: ChangedGroupArgs,
    #[command(flatten)]
    topics: TopicArgs,
    #[command(flatten)]
    pub change: ChangeArgs,
}

pub fn run(
    args: &DeleteOffsetsArgs,
    session: &mut Session<'_>,
    applier: Applier,
) -> Result<ExitStatus, Error> {
    args.groups.groups.check()?;
    let ask = Ask {
        command: "delete-offsets",
        description: "no commit".to_owned(),
        as_of: None,
        groups: args.groups.selection()?,
        positions: AskedPositions::NoCommits(args.topics.topics()?),
        policy: Policy::default(),
        undoes: None,
        gaps: Vec::new(),
    };
    carry_out(&ask, &args.change, session, applier)
}

#[cfg(test)]
mod tests;
