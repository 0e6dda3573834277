//! `koffset delete-offsets`: commits removed.

use std::collections::{BTreeMap, BTreeSet};

use super::Session;
use super::apply::Applier;
use super::change::{ChangeArgs, carry_out};
use super::hidden::warn_of_hidden_commits;
use super::scope::TopicArgs;
use super::select::ChangedGroupArgs;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::kafka::Stability;
use crate::model::{GroupId, GroupType, LeftOut, ObservedGroup, TopicPartition};
use crate::observe::{SelectedGroups, TopicQuery, check_known, observe_groups, select_topics};
use crate::plan::{Policy, Request, Source, Wanted, Wants};

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
    let ask = |session: &mut Session<'_>| request(args, session);
    carry_out(&ask, &args.change, session, applier)
}

fn request(args: &DeleteOffsetsArgs, session: &mut Session<'_>) -> Result<Request, Error> {
    args.groups.groups.check()?;
    args.topics.check()?;
    let mut groups = args.groups.resolve(session)?;
    leave_nameless(&mut groups)?;
    let observed = observe_groups(session.observer(), &groups.ids, Stability::Any)?;
    let absent = observed.iter().filter(|(_, group)| group.is_absent());
    check_known(absent.map(|(id, _)| id), session.observer())?;
    let mut gaps = groups.gaps;
    if !args.topics.names_topics() {
        gaps.extend(warn_of_hidden_commits(session));
    }
    Ok(Request {
        command: "delete-offsets",
        description: "no commit".to_owned(),
        as_of: None,
        source: Source::Operator,
        groups: wants(&args.topics, &observed, session)?,
        remove_groups: false,
        undoes: None,
        policy: Policy::default(),
        gaps,
        left_out: groups.left_out,
    })
}

/// Leaves out the group without a name, of which `OffsetDelete` is `INVALID_GROUP_ID` (Kafka 4.4.0).
///
/// # Errors
/// Refused: it is named, or nothing else is left.
fn leave_nameless(groups: &mut SelectedGroups) -> Result<(), Error> {
    let Some(id) = groups.ids.iter().find(|id| id.is_nameless()).cloned() else {
        return Ok(());
    };
    let reason = "brokers delete single commits only of a group with a name";
    if groups.ids.len() == 1 || groups.named.contains(&id) {
        return Err(Error::refused(format!("group {id}: {reason}"))
            .hint("koffset group delete '' deletes it with all its commits"));
    }
    groups.ids.remove(&id);
    groups.left_out.push(LeftOut {
        id,
        group_type: GroupType::Simple.to_string(),
        reason: reason.to_owned(),
    });
    Ok(())
}

fn wants(
    args: &TopicArgs,
    observed: &BTreeMap<GroupId, ObservedGroup>,
    session: &Session<'_>,
) -> Result<Wants, Error> {
    let named = if args.names_topics() {
        Some(named(args, observed, session)?)
    } else {
        None
    };
    let rows = |group: &ObservedGroup| match &named {
        Some(partitions) => Wanted::no_commits(partitions),
        None => Wanted::no_commits(group.commits.keys()),
    };
    let groups = observed.iter();
    Ok(groups
        .map(|(id, group)| (id.clone(), rows(group)))
        .collect())
}

fn named(
    args: &TopicArgs,
    observed: &BTreeMap<GroupId, ObservedGroup>,
    session: &Session<'_>,
) -> Result<BTreeSet<TopicPartition>, Error> {
    let committed = observed.values().flat_map(|group| group.commits.keys());
    let committed = committed.cloned().collect();
    let query = TopicQuery {
        named: &args.topics,
        matching: args.matching.as_ref(),
        all: false,
        internal: false,
        committed: Some(&committed),
    };
    Ok(select_topics(session.observer(), &query)?.partitions)
}

#[cfg(test)]
mod tests;
