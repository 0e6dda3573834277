//! Which partitions of which groups a change is about.

use std::collections::{BTreeMap, BTreeSet};

use super::Session;
use super::gather::observe_groups;
use super::select::{
    NamePattern, SelectedGroups, SelectedTopics, TopicQuery, TopicSelector, refuse_nameless,
    select_topics,
};
use crate::error::Error;
use crate::kafka::Stability;
use crate::model::{
    GroupId, GroupType, LeftOut, ObservedGroup, TopicName, TopicPartition, negative_at,
};

/// Which topics; never guessed.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct TopicArgs {
    /// A topic, or partitions of it, such as orders or orders:0,2-5; may be given more than once
    #[arg(
        short,
        long = "topic",
        value_name = "TOPIC[:PARTITIONS]",
        help_heading = "Scope"
    )]
    pub topics: Vec<TopicSelector>,
    /// Every topic whose whole name matches; internal topics only by name
    #[arg(long = "topics-matching", value_name = "REGEX", help_heading = "Scope")]
    pub matching: Option<NamePattern>,
    /// Every topic in which the group has commits
    #[arg(long = "all-topics", conflicts_with_all = ["topics", "matching"], help_heading = "Scope")]
    pub all: bool,
}

/// Which partitions go to a position: those without a commit too, unless it is said.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ScopeArgs {
    #[command(flatten)]
    pub topics: TopicArgs,
    /// With --all-topics: only the partitions that have a commit, instead of all of each topic
    #[arg(long, help_heading = "Scope")]
    pub committed_only: bool,
}

impl TopicArgs {
    /// Whether topics were named, by name or by pattern.
    pub fn names_topics(&self) -> bool {
        !self.topics.is_empty() || self.matching.is_some()
    }

    /// Refuses a command line that says nothing of topics.
    ///
    /// # Errors
    /// Usage: no scope was given.
    pub(super) fn check(&self) -> Result<(), Error> {
        match self.names_topics() || self.all {
            true => Ok(()),
            false => Err(Error::usage("which topics is not said")
                .hint("name them with --topic, or write --all-topics for every topic in which the group has commits")),
        }
    }
}

pub(super) type PerGroupPartitions = BTreeMap<GroupId, BTreeSet<TopicPartition>>;

/// The partitions that were asked for, for each group.
///
/// # Errors
/// Usage: no scope was given. Refused: a topic or partition that is not there, or a group in which
/// `--all-topics` finds nothing.
pub(super) fn partitions(
    args: &ScopeArgs,
    create_group: bool,
    groups: &mut SelectedGroups,
    session: &Session<'_>,
) -> Result<PerGroupPartitions, Error> {
    refuse_nameless(&groups.named, create_group)?;
    if args.topics.names_topics() {
        let selected = named(&args.topics, session)?;
        return Ok(groups
            .ids
            .iter()
            .map(|id| (id.clone(), selected.partitions.clone()))
            .collect());
    }
    args.topics.check()?;
    let (cluster, deadline) = (session.cluster, session.deadline);
    let mut observed = observe_groups(cluster, deadline, &groups.ids, Stability::Any)?;
    let finds_nothing = |group: &ObservedGroup| {
        // What the planner refuses for a better reason is left to it.
        let refused = match group.is_absent() {
            true => !create_group,
            false => group.description.group_type == GroupType::Unknown,
        };
        group.commits.is_empty() && !refused
    };
    let mut left_out = Vec::new();
    observed.retain(|id, group| {
        let stays = groups.named.contains(id) || !finds_nothing(group);
        if !stays {
            left_out.push(LeftOut {
                id: id.clone(),
                group_type: group.description.group_type.to_string(),
                reason: "without commits, so that --all-topics finds nothing".to_owned(),
            });
        }
        stays
    });
    let named = observed.iter().find(|(_, group)| finds_nothing(group));
    let without = match named {
        Some((id, _)) => Some(format!("group {id} has")),
        None => observed.is_empty().then(|| "the groups have".to_owned()),
    };
    if let Some(who) = without {
        let message = format!("{who} no commits, so --all-topics finds nothing");
        return Err(Error::refused(message).hint("name the topics with --topic"));
    }
    groups.left_out.extend(left_out);
    committed(args.committed_only, observed, session)
}

/// The topics that were named, by name or by pattern.
pub(super) fn named(args: &TopicArgs, session: &Session<'_>) -> Result<SelectedTopics, Error> {
    let query = TopicQuery {
        named: &args.topics,
        matching: args.matching.as_ref(),
        all: false,
        internal: false,
        committed: None,
    };
    select_topics(session, &query)
}

fn committed(
    committed_only: bool,
    observed: BTreeMap<GroupId, ObservedGroup>,
    session: &Session<'_>,
) -> Result<PerGroupPartitions, Error> {
    let topics = observed.values().flat_map(topics_of).collect();
    let topics = session.cluster.topics(&topics, session.deadline)?;
    let mut scope = PerGroupPartitions::new();
    for (id, group) in observed {
        let mut partitions: BTreeSet<TopicPartition> = group.commits.keys().cloned().collect();
        if committed_only {
            partitions.retain(|at| negative_at(&group.commits, at).is_none());
        } else {
            let names: BTreeSet<TopicName> = topics_of(&group).collect();
            let found = names
                .iter()
                .filter_map(|topic| topics.get(topic)?.as_ref().ok());
            partitions.extend(found.flat_map(|topic| topic.topic_partitions()));
        }
        scope.insert(id, partitions);
    }
    Ok(scope)
}

fn topics_of(group: &ObservedGroup) -> impl Iterator<Item = TopicName> + '_ {
    group
        .commits
        .keys()
        .map(|partition| partition.topic.clone())
}
