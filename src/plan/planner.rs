//! From what was asked and what was seen to what will be written. Pure: the same input gives the same plan.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::resolve::{Decision, resolve};
use super::{
    Action, Blocker, Change, GroupPlan, NoRecordAfter, Owner, Plan, Reason, Request, Source,
    Target, Wanted, Warning,
};
use crate::model::{
    GroupId, GroupState, GroupType, Observation, ObservedGroup, TopicName, TopicPartition,
    by_reason,
};

/// Decides every selected partition exactly once.
pub fn plan(request: &Request, observation: &Observation) -> Plan {
    let mut groups: Vec<GroupPlan> = request
        .groups
        .iter()
        .map(|(id, wanted)| plan_group(id, wanted, request, observation))
        .collect();
    let other_cluster = other_cluster(&request.source, observation);
    if let Some(first) = groups.first_mut() {
        first.blockers.extend(other_cluster);
    }
    Plan {
        command: request.command.to_owned(),
        description: request.description.clone(),
        as_of: request.as_of,
        undoes: request.undoes.clone(),
        cluster_id: observation.cluster_id.clone(),
        observed_at: observation.observed_at,
        incomplete: incomplete(request, &groups),
        topics: partitions_of(&groups, observation),
        left_out: request.left_out.clone(),
        groups,
    }
}

fn partitions_of(groups: &[GroupPlan], observation: &Observation) -> BTreeMap<TopicName, usize> {
    let names = groups.iter().flat_map(|group| group.changes.keys());
    let topics = names.filter_map(|at| observation.topics.get(&at.topic)?.as_ref().ok());
    topics
        .map(|topic| (topic.name.clone(), topic.partitions.len()))
        .collect()
}

fn incomplete(request: &Request, groups: &[GroupPlan]) -> Vec<String> {
    let unread = groups.iter().flat_map(|group| {
        let blockers = group.blockers.iter();
        let unread = blockers.filter(|blocker| blocker.reason.is_unreadable());
        unread.map(|blocker| {
            let place = match &blocker.partition {
                Some(partition) => format!("{partition} of group {}", group.id),
                None => format!("group {}", group.id),
            };
            (place, blocker.reason.to_string())
        })
    });
    request
        .gaps
        .iter()
        .cloned()
        .chain(by_reason(unread))
        .collect()
}

fn plan_group(
    id: &GroupId,
    wanted: &BTreeMap<TopicPartition, Wanted>,
    request: &Request,
    observation: &Observation,
) -> GroupPlan {
    let group = &observation.groups[id];
    let wanted = if request.remove_groups {
        Cow::Owned(with_every_commit(wanted, group))
    } else {
        Cow::Borrowed(wanted)
    };
    let mut blockers = group_blocker(group, &wanted, request);
    let mut changes = BTreeMap::new();
    for (partition, wanted) in wanted.as_ref() {
        let decision = resolve(partition, wanted, group, observation, &request.policy);
        if let Decision::Blocked(reason, _) = &decision {
            blockers.push((Some(partition.clone()), reason.clone()));
        }
        changes.insert(partition.clone(), decision.into_change());
    }
    blockers.extend(no_record_anywhere(&wanted, request, observation));
    GroupPlan {
        id: id.clone(),
        group_type: group.description.group_type,
        state: group.description.state,
        absent: group.is_absent(),
        remove_group: request.remove_groups,
        blockers: blockers
            .into_iter()
            .map(|(partition, reason)| Blocker {
                group: Some(id.clone()),
                partition,
                reason,
            })
            .collect(),
        warnings: warnings(group, &wanted, &changes, request, observation),
        changes,
    }
}

/// A group that is deleted takes along what it has committed since it was asked for.
fn with_every_commit(
    wanted: &BTreeMap<TopicPartition, Wanted>,
    group: &ObservedGroup,
) -> BTreeMap<TopicPartition, Wanted> {
    let gone = |at: &TopicPartition| (at.clone(), Wanted::NoCommit { topic_id: None });
    let committed = group.commits.keys().map(gone);
    committed.chain(wanted.clone()).collect()
}

type Blocked = (Option<TopicPartition>, Reason);

fn group_blocker(
    group: &ObservedGroup,
    wanted: &BTreeMap<TopicPartition, Wanted>,
    request: &Request,
) -> Vec<Blocked> {
    let described = &group.description;
    let is_removal = |wanted: &Wanted| matches!(wanted, Wanted::NoCommit { .. });
    let only_deletes =
        request.remove_groups || (!wanted.is_empty() && wanted.values().all(is_removal));
    let reason = if group.is_absent() {
        (!request.policy.create_group).then_some(if only_deletes {
            Reason::NoSuchGroup
        } else {
            Reason::UnknownGroup {
                is_saved: request.source.names_groups(),
            }
        })
    } else if described.group_type == GroupType::Unknown || described.foreign_protocol.is_some() {
        Some(Reason::NotAConsumerGroup {
            protocol: described.foreign_protocol.clone(),
        })
    } else if !described.members.is_empty() {
        let members = described.members.clone();
        Some(if only_deletes && request.remove_groups {
            Reason::GroupHeldByMembers(members)
        } else if only_deletes {
            Reason::CommitsHeldByMembers(members)
        } else {
            Reason::HasMembers(members)
        })
    } else {
        match described.state {
            GroupState::Empty | GroupState::Dead => None,
            state => Some(Reason::Active(state)),
        }
    };
    reason.map(|reason| (None, reason)).into_iter().collect()
}

/// A time that lies behind every record is most likely a mistake, unless it was said what to do then.
fn no_record_anywhere(
    wanted: &BTreeMap<TopicPartition, Wanted>,
    request: &Request,
    observation: &Observation,
) -> Option<Blocked> {
    if request.policy.no_record_after != NoRecordAfter::End {
        return None;
    }
    let mut looked_up = wanted.iter().filter_map(|(partition, wanted)| {
        let Wanted::Target(Target::At(time)) = wanted else {
            return None;
        };
        let range = observation.ranges.get(partition)?.as_ref().ok()?;
        let found = observation.times.get(time)?.get(partition)?.as_ref().ok()?;
        (range.records() > 0).then_some((*time, found.is_none()))
    });
    let (time, none) = looked_up.next()?;
    let everywhere = none && looked_up.all(|(_, none)| none);
    everywhere.then_some((None, Reason::NoRecordAnywhere(time)))
}

fn other_cluster(source: &Source, observation: &Observation) -> Option<Blocker> {
    let (Source::Saved(Some(saved)), Some(here)) = (source, &observation.cluster_id) else {
        return None;
    };
    (saved != here).then(|| Blocker {
        group: None,
        partition: None,
        reason: Reason::OtherCluster {
            saved: saved.clone(),
            here: here.clone(),
        },
    })
}

fn warnings(
    group: &ObservedGroup,
    wanted: &BTreeMap<TopicPartition, Wanted>,
    changes: &BTreeMap<TopicPartition, Change>,
    request: &Request,
    observation: &Observation,
) -> Vec<Warning> {
    let described = &group.description;
    let mut warnings = Vec::new();
    warnings.extend(Owner::of(group).map(Warning::OwnedBy));
    warnings.extend(other_topics(wanted));
    if let Source::Saved(saved) = &request.source
        && (saved.is_none() || observation.cluster_id.is_none())
    {
        warnings.push(Warning::ClusterUnknown);
    }
    if matches!(request.source, Source::Foreign { .. }) {
        warnings.push(Warning::OriginUnknown);
    }
    let removes_group = request.remove_groups && !group.is_absent();
    if !removes_group && !changes.values().any(Change::writes) {
        return warnings;
    }
    let deletes = |change: &Change| change.action == Action::Delete;
    let moves = changes
        .values()
        .any(|change| change.writes() && !deletes(change));
    if let Source::Group { id, members } = &request.source
        && *members > 0
        && moves
    {
        warnings.push(Warning::SourceMoves {
            group: id.clone(),
            members: *members,
        });
    }
    if !group.is_absent() && described.group_type == GroupType::Simple {
        warnings.push(Warning::Simple);
    }
    if moves {
        warnings.extend(expiry(group, request, observation));
    }
    if observation.hides_pending && !group.is_absent() && !removes_group {
        warnings.push(Warning::PendingUnseen);
    }
    warnings.extend(removes_group.then_some(Warning::RemovesGroup));
    let some_deleted = changes.values().any(deletes);
    warnings.extend(some_deleted.then_some(Warning::DeletesCommits));
    let is_removed = |at| changes.get(at).is_some_and(deletes);
    let keeps_none = changes.values().all(|change| change.after.is_none());
    if !request.remove_groups && keeps_none && group.commits.keys().all(is_removed) {
        warnings.push(Warning::LeavesEmptyGroup);
    }
    warnings
}

/// When Kafka forgets the commits that are made, by the rule for the group's type.
fn expiry(group: &ObservedGroup, request: &Request, observation: &Observation) -> Option<Warning> {
    let retention = observation.retention_of(group);
    let comes_back = request.undoes.is_some() || matches!(request.source, Source::Saved(_));
    match (group.description.group_type, group.description.state) {
        _ if group.is_absent() && !request.policy.create_group => None,
        _ if group.is_absent() && comes_back => Some(Warning::ComesBackSimple(retention)),
        _ if group.is_absent() => Some(Warning::Creates(retention)),
        (GroupType::Simple, _) => Some(Warning::ExpiresByAge(retention)),
        (GroupType::Consumer, GroupState::Empty) => Some(Warning::ExpiresByAgeOnceEmpty(retention)),
        (GroupType::Classic, GroupState::Empty) => Some(Warning::ExpiryRunsOn(retention)),
        _ => None,
    }
}

/// Each topic whose positions are taken over to another one, once.
fn other_topics(wanted: &BTreeMap<TopicPartition, Wanted>) -> impl Iterator<Item = Warning> {
    let mapped = wanted
        .iter()
        .filter_map(|(partition, wanted)| match wanted {
            Wanted::Mapped { topic, .. } => Some((topic.clone(), partition.topic.clone())),
            _ => None,
        });
    let topics: BTreeSet<_> = mapped.collect();
    topics
        .into_iter()
        .map(|(from, to)| Warning::OtherTopic { from, to })
}

#[cfg(test)]
mod tests;
