use std::collections::BTreeMap;

use crate::commands::Session;
use crate::commands::apply::Applier;
use crate::commands::change::{ChangeArgs, carry_out};
use crate::commands::hidden::warn_of_hidden_commits;
use crate::commands::select::ChangedGroupArgs;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::kafka::Stability;
use crate::model::GroupId;
use crate::observe::observe_groups;
use crate::plan::{Policy, Request, Source, Wanted};

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
    let ask = |session: &mut Session<'_>| request(args, session);
    carry_out(&ask, &args.change, session, applier)
}

/// The commits are read here so that the logs that they stand in are looked at with them; what is
/// committed from now on is the planner's to find.
fn request(args: &GroupDeleteArgs, session: &mut Session<'_>) -> Result<Request, Error> {
    args.groups.groups.check()?;
    let groups = args.groups.resolve(session)?;
    let observed = observe_groups(session.observer(), &groups.ids, Stability::Any)?;
    let mut gaps = groups.gaps;
    gaps.extend(warn_of_hidden_commits(session));
    let wanted = observed
        .iter()
        .map(|(id, group)| (id.clone(), Wanted::no_commits(group.commits.keys())));
    Ok(Request {
        command: "group delete",
        description: "no group, and none of its commits".to_owned(),
        as_of: None,
        source: Source::Operator,
        groups: wanted.collect::<BTreeMap<GroupId, _>>(),
        remove_groups: true,
        undoes: None,
        policy: Policy::default(),
        gaps,
        left_out: groups.left_out,
    })
}

#[cfg(test)]
mod tests;
