use std::collections::{BTreeMap, BTreeSet};

use super::args::CopyArgs;
use super::places::places;
use crate::commands::Session;
use crate::commands::apply::Applier;
use crate::commands::change::carry_out;
use crate::commands::followed::Followed;
use crate::commands::hidden::warn_of_hidden_commits;
use crate::commands::scope::partitions;
use crate::commands::select::refuse_nameless;
use crate::commands::topic_map::mapped;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::model::{GroupId, TopicName, TopicPartition, TopicSelector};
use crate::observe::{SelectedGroups, TopicQuery, select_topics};
use crate::plan::Request;

pub fn run(
    args: &CopyArgs,
    session: &mut Session<'_>,
    applier: Applier,
) -> Result<ExitStatus, Error> {
    let ask = |session: &mut Session<'_>| request(args, session);
    carry_out(&ask, &args.change, session, applier)
}

fn request(args: &CopyArgs, session: &mut Session<'_>) -> Result<Request, Error> {
    args.check()?;
    let mapped = mapped(&args.topic_map)?;
    let (from, to) = [&args.from, &args.to]
        .map(|name| GroupId::new(name.as_str()))
        .into();
    let policy = args.decisions.policy();
    refuse_nameless([&to], policy.create_group)?;
    are_there(mapped.values().copied(), session)?;
    let places = places(copied(&from, args, session)?, &mapped)?;
    let sources = places.values().cloned().collect();
    let followed = Followed::read(&from, &sources, session)?;
    let gaps = if args.scope.topics.names_topics() {
        None
    } else {
        warn_of_hidden_commits(session)
    };
    let wanted = places
        .iter()
        .map(|(to, from)| (to.clone(), followed.position(from, to)));
    Ok(Request {
        command: "copy",
        description: described(&from, &mapped),
        as_of: None,
        source: followed.source(),
        groups: BTreeMap::from([(to, wanted.collect())]),
        remove_groups: false,
        undoes: None,
        policy,
        gaps: gaps.into_iter().collect(),
        left_out: Vec::new(),
    })
}

/// The partitions whose commits are copied.
fn copied(
    from: &GroupId,
    args: &CopyArgs,
    session: &mut Session<'_>,
) -> Result<BTreeSet<TopicPartition>, Error> {
    let ids = BTreeSet::from([from.clone()]);
    let mut groups = SelectedGroups {
        named: ids.clone(),
        ids,
        ..SelectedGroups::default()
    };
    let partitions = partitions(&args.scope, false, &mut groups, session)?;
    Ok(partitions.into_values().flatten().collect())
}

/// Refuses topics that the cluster does not know.
fn are_there<'a>(
    topics: impl Iterator<Item = &'a TopicName>,
    session: &Session<'_>,
) -> Result<(), Error> {
    let topics: BTreeSet<&TopicName> = topics.collect();
    let whole = |topic: &TopicName| TopicSelector {
        topic: topic.clone(),
        partitions: None,
    };
    let selectors: Vec<TopicSelector> = topics.into_iter().map(whole).collect();
    let query = TopicQuery {
        named: &selectors,
        ..TopicQuery::default()
    };
    select_topics(session.observer(), &query).map(drop)
}

fn described(from: &GroupId, mapped: &BTreeMap<&TopicName, &TopicName>) -> String {
    let mapped = mapped.iter().map(|(old, new)| format!(", {old} as {new}"));
    format!("where group {from} stands{}", mapped.collect::<String>())
}
