//! Which partitions of which groups a change is about.

use std::collections::{BTreeMap, BTreeSet};

use super::Observer;

use super::groups::observe_groups;
use super::topics::{TopicQuery, select_topics};
use crate::error::Error;
use crate::kafka::Stability;
use crate::model::{
    ChangedTopics, GroupId, GroupType, LeftOut, ObservedGroup, PerGroupPartitions, SelectedGroups,
    TopicName, TopicPartition, negative_at,
};

/// The partitions that were asked for, for each group. Groups that a pattern matched and in which nothing is found are
/// left out.
///
/// # Errors
/// Refused: a topic or partition that is not there, or a group in which `--all-topics` finds nothing.
pub fn partitions_of(
    topics: &ChangedTopics,
    create_group: bool,
    groups: &mut SelectedGroups,
    observer: Observer<'_>,
) -> Result<PerGroupPartitions, Error> {
    match topics {
        ChangedTopics::Named { topics, matching } => {
            let query = TopicQuery {
                named: topics,
                matching: matching.as_ref(),
                ..TopicQuery::default()
            };
            let selected = select_topics(observer, &query)?;
            let ids = groups.ids.iter();
            Ok(ids
                .map(|id| (id.clone(), selected.partitions.clone()))
                .collect())
        }
        ChangedTopics::Committed { only } => {
            committed_partitions(*only, create_group, groups, observer)
        }
    }
}

fn committed_partitions(
    committed_only: bool,
    create_group: bool,
    groups: &mut SelectedGroups,
    observer: Observer<'_>,
) -> Result<PerGroupPartitions, Error> {
    let mut observed = observe_groups(observer, &groups.ids, Stability::Any)?;
    let finds_nothing = |group: &ObservedGroup| {
        // What the planner refuses for a better reason is left to it.
        let refused = if group.is_absent() {
            !create_group
        } else {
            group.description.group_type == GroupType::Unknown
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
    committed(committed_only, observed, observer)
}

fn committed(
    committed_only: bool,
    observed: BTreeMap<GroupId, ObservedGroup>,
    observer: Observer<'_>,
) -> Result<PerGroupPartitions, Error> {
    let topics = observed.values().flat_map(topics_of).collect();
    let topics = observer.cluster.topics(&topics, observer.deadline)?;
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
