//! The one visit of a change: what its patterns and topics come to, and all that its plan needs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::Observer;
use super::change::{observe, retention};
use super::commits::add_pending_of;
use super::groups::{check_known, known_group, observe_groups, select_changed_groups};
use super::observer::sees_everything;
use super::partitions::partitions_of;
use super::topics::{TopicQuery, select_topics};
use crate::error::Error;
use crate::kafka::Stability;
use crate::model::{
    ChangedTopics, Followed, GroupId, GroupType, Held, InquiredPartitions, Inquiry, LeftOut,
    ObservedGroup, PerGroupPartitions, Scope, SelectedGroups, TopicName, TopicPartition,
    TopicSelector, Visit,
};

/// Resolves what is asked for, and looks at it as [`observe`] does.
///
/// # Errors
/// Refused: what is named is not there, a pattern matches nothing, or there is nothing to change. Failed: something
/// could not be read at all.
pub fn visit(inquiry: &Inquiry, observer: Observer<'_>) -> Result<Visit, Error> {
    let mut groups = select_changed_groups(&inquiry.groups, observer)?;
    let mut followed = None;
    let partitions = match &inquiry.partitions {
        InquiredPartitions::Of(topics) => {
            partitions_of(topics, inquiry.create_group, &mut groups, observer)?
        }
        InquiredPartitions::Followed { id, topics, copied } => {
            let (one, partitions) = match copied {
                Some(map) => copied_partitions(id, topics, map, &groups, observer)?,
                None => {
                    let create = inquiry.create_group;
                    let partitions = partitions_of(topics, create, &mut groups, observer)?;
                    let all = partitions.values().flatten().cloned().collect();
                    (follow(id, all, observer)?, partitions)
                }
            };
            followed = Some(one);
            partitions
        }
        InquiredPartitions::Held { held, only } => {
            held_partitions(held, only.as_ref(), &mut groups, observer)?
        }
        InquiredPartitions::Exactly(partitions) => partitions.clone(),
        InquiredPartitions::Removed(topics) => removed_partitions(topics, &mut groups, observer)?,
        InquiredPartitions::RemovedGroups => {
            committed_in(observe_groups(observer, &groups.ids, Stability::Any)?)
        }
    };
    let may_hide_commits = inquiry.partitions.finds_by_commits() && !sees_everything(observer);
    let scope = Scope {
        times: times(inquiry, &partitions),
        groups: partitions.clone(),
    };
    let mut observation = observe(observer, &scope)?;
    if inquiry.retention {
        observation.retention = retention(observer, &observation.groups);
        observer.deadline.check()?;
    }
    Ok(Visit {
        groups,
        partitions,
        followed,
        may_hide_commits,
        observation,
    })
}

/// The moments that are wanted, each with its partitions.
fn times(
    inquiry: &Inquiry,
    partitions: &PerGroupPartitions,
) -> BTreeMap<DateTime<Utc>, BTreeSet<TopicPartition>> {
    let all = || partitions.values().flatten();
    let covered = |selectors: &Option<Vec<TopicSelector>>, at: &TopicPartition| match selectors {
        Some(selectors) => selectors.iter().any(|selector| selector.covers(at)),
        None => true,
    };
    let times = inquiry.times.iter();
    times
        .map(|(time, selectors)| {
            let wanted = all().filter(|at| covered(selectors, at));
            (*time, wanted.cloned().collect())
        })
        .collect()
}

/// A group as it stands, with what is only pending in these partitions.
fn follow(
    id: &GroupId,
    partitions: BTreeSet<TopicPartition>,
    observer: Observer<'_>,
) -> Result<Followed, Error> {
    let mut group = known_group(id, observer)?;
    add_pending_of(id, &partitions, &mut group.commits, observer)?;
    let names: BTreeSet<TopicName> = partitions.iter().map(|at| at.topic.clone()).collect();
    Ok(Followed {
        id: id.clone(),
        group,
        topics: observer.cluster.topics(&names, observer.deadline)?,
        partitions,
    })
}

/// The group that is copied, and where its commits go.
fn copied_partitions(
    from: &GroupId,
    topics: &ChangedTopics,
    map: &BTreeMap<TopicName, TopicName>,
    to: &SelectedGroups,
    observer: Observer<'_>,
) -> Result<(Followed, PerGroupPartitions), Error> {
    refuse_unknown_topics(map.values(), observer)?;
    let ids = BTreeSet::from([from.clone()]);
    let mut copied = SelectedGroups {
        named: ids.clone(),
        ids,
        ..SelectedGroups::default()
    };
    let sources = partitions_of(topics, false, &mut copied, observer)?;
    let sources = sources.into_values().flatten().collect();
    let followed = follow(from, sources, observer)?;
    let place = |at: &TopicPartition| {
        let topic = map.get(&at.topic).unwrap_or(&at.topic);
        TopicPartition::new(topic.clone(), at.partition)
    };
    let places: BTreeSet<TopicPartition> = followed.partitions.iter().map(place).collect();
    let of_each = to.ids.iter().map(|id| (id.clone(), places.clone()));
    Ok((followed, of_each.collect()))
}

fn refuse_unknown_topics<'a>(
    topics: impl Iterator<Item = &'a TopicName>,
    observer: Observer<'_>,
) -> Result<(), Error> {
    let topics: BTreeSet<&TopicName> = topics.collect();
    let selectors: Vec<TopicSelector> = topics.into_iter().map(TopicSelector::whole).collect();
    let query = TopicQuery {
        named: &selectors,
        ..TopicQuery::default()
    };
    select_topics(observer, &query).map(drop)
}

/// Takes the groups of the file where none is named, and leaves out of these what is no consumer's.
fn held_partitions(
    held: &Held,
    only: Option<&ChangedTopics>,
    groups: &mut SelectedGroups,
    observer: Observer<'_>,
) -> Result<PerGroupPartitions, Error> {
    let names_none = groups.ids.is_empty();
    if let (true, Held::PerGroup(of_groups)) = (names_none, held) {
        groups.ids = of_groups.keys().cloned().collect();
    }
    let observed = observe_groups(observer, &groups.ids, Stability::Any)?;
    if names_none {
        leave_foreign(groups, &observed)?;
    }
    let asked_for = only.map(|topics| named_partitions(topics, None, observer));
    let asked_for = asked_for.transpose()?;
    let of_group = |id: &GroupId| match held {
        Held::PerGroup(of_groups) => of_groups.get(id).cloned().unwrap_or_default(),
        Held::Anywhere(partitions) => partitions.clone(),
    };
    let held: PerGroupPartitions = groups
        .ids
        .iter()
        .map(|id| (id.clone(), of_group(id)))
        .collect();
    let names = held.values().flatten().map(|at| at.topic.clone()).collect();
    let topics = observer.cluster.topics(&names, observer.deadline)?;
    let all = held.into_iter().map(|(id, mut partitions)| {
        let names: BTreeSet<TopicName> = partitions.iter().map(|at| at.topic.clone()).collect();
        let found = names
            .iter()
            .filter_map(|name| topics.get(name)?.as_ref().ok());
        partitions.extend(found.flat_map(|topic| topic.topic_partitions()));
        partitions.extend(observed[&id].commits.keys().cloned());
        // A partition that is asked for by name and nowhere held still has its row.
        (id, asked_for.clone().unwrap_or(partitions))
    });
    Ok(all.collect())
}

/// # Errors
/// Refused: nothing is left.
fn leave_foreign(
    groups: &mut SelectedGroups,
    observed: &BTreeMap<GroupId, ObservedGroup>,
) -> Result<(), Error> {
    for (id, group) in observed {
        if group.description.is_foreign() {
            groups.ids.remove(id);
            let protocol = group.description.foreign_protocol.clone();
            let left_out = LeftOut::unchangeable(id.clone(), protocol);
            groups.left_out.push(left_out);
        }
    }
    match LeftOut::line(&groups.left_out) {
        Some(line) if groups.ids.is_empty() => {
            Err(Error::refused(format!("every group of the file is {line}")))
        }
        _ => Ok(()),
    }
}

fn named_partitions(
    topics: &ChangedTopics,
    committed: Option<&BTreeSet<TopicPartition>>,
    observer: Observer<'_>,
) -> Result<BTreeSet<TopicPartition>, Error> {
    let ChangedTopics::Named { topics, matching } = topics else {
        return Ok(committed.cloned().unwrap_or_default());
    };
    let query = TopicQuery {
        named: topics,
        matching: matching.as_ref(),
        committed,
        ..TopicQuery::default()
    };
    Ok(select_topics(observer, &query)?.partitions)
}

fn removed_partitions(
    topics: &ChangedTopics,
    groups: &mut SelectedGroups,
    observer: Observer<'_>,
) -> Result<PerGroupPartitions, Error> {
    leave_nameless(groups)?;
    let observed = observe_groups(observer, &groups.ids, Stability::Any)?;
    let absent = observed.iter().filter(|(_, group)| group.is_absent());
    check_known(absent.map(|(id, _)| id), observer)?;
    if let ChangedTopics::Committed { .. } = topics {
        return Ok(committed_in(observed));
    }
    let committed = observed.values().flat_map(|group| group.commits.keys());
    let committed = committed.cloned().collect();
    let named = named_partitions(topics, Some(&committed), observer)?;
    let ids = observed.into_keys();
    Ok(ids.map(|id| (id, named.clone())).collect())
}

fn committed_in(observed: BTreeMap<GroupId, ObservedGroup>) -> PerGroupPartitions {
    let groups = observed.into_iter();
    groups
        .map(|(id, group)| (id, group.commits.into_keys().collect()))
        .collect()
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
