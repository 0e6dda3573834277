//! Descriptions of groups, one request for each.

use std::collections::{BTreeMap, BTreeSet};

use super::exchange::Sending;
use super::flow::Attempt;
use super::groups::{CONSUMER, GROUPS_AT_ONCE, foreign_protocol};
use super::session::Session;
use crate::clock::Deadline;
use crate::kafka::diagnosis::protocol_in;
use crate::kafka::native::{Api, DescriptionView, Event, Listed, MemberView, NamedGroup, error_of};
use crate::model::{
    ErrorCode, GroupDescription, GroupId, GroupState, GroupType, KafkaError, Member, PerGroup,
    TopicPartition,
};

impl Session {
    pub(super) fn describe(
        &self,
        ids: &BTreeSet<GroupId>,
        deadline: &Deadline,
    ) -> Result<PerGroup<GroupDescription>, KafkaError> {
        let (nameless, ids): (BTreeSet<_>, BTreeSet<_>) =
            ids.iter().cloned().partition(GroupId::is_nameless);
        let mut described = self.look_at_groups(&ids, false, deadline, description)?;
        for id in nameless {
            let description = self.describe_nameless(&id, deadline)?;
            described.insert(id, description);
        }
        let dead = keys(&described, |outcome| {
            outcome
                .as_ref()
                .is_ok_and(|group| group.state == GroupState::Dead)
        });
        self.name_foreign(&dead, &mut described, deadline)?;
        Ok(described)
    }

    /// Describes the group without a name as it is listed: no broker describes it.
    fn describe_nameless(
        &self,
        id: &GroupId,
        deadline: &Deadline,
    ) -> Result<Result<GroupDescription, KafkaError>, KafkaError> {
        let (listed, failures) = self.consumer_groups(deadline)?;
        let known = listed.into_iter().find(|group| group.id == id.as_str());
        let (group_type, state) = match (known, failures.into_iter().next()) {
            (Some(group), _) => (group.group_type, group.state),
            (None, Some(failure)) => return Ok(Err(failure)),
            (None, None) => (GroupType::Unknown, GroupState::Dead),
        };
        Ok(Ok(GroupDescription {
            group_type,
            state,
            ..unknown(id)
        }))
    }

    /// Finds among groups that nobody seems to bear those that are there with another protocol.
    fn name_foreign(
        &self,
        dead: &[GroupId],
        described: &mut PerGroup<GroupDescription>,
        deadline: &Deadline,
    ) -> Result<(), KafkaError> {
        let only = match dead {
            [] => return Ok(()),
            [only] => Some(only),
            _ => None,
        };
        let until = deadline.clock().instant() + deadline.request()?;
        // First, since it waits while a broker loads its groups: the old listing may leave those out in
        // silence.
        let (listed, mut failures) = match self.consumer_groups(deadline) {
            Ok(answer) => answer,
            Err(error) if error.code == ErrorCode::INTERRUPTED => return Err(error),
            Err(error) => (Vec::new(), vec![error]),
        };
        let left = self.left_for_names(until, deadline);
        let named = match self.named_groups(only, left, deadline) {
            Ok((named, complete)) => {
                failures.extend((!complete).then(|| self.timed_out(deadline, left)));
                named
            }
            Err(error) if error.code == ErrorCode::INTERRUPTED => return Err(error),
            Err(error) => {
                failures.push(error);
                Vec::new()
            }
        };
        described.extend(corrections(dead, &listed, named, failures.first()));
        Ok(())
    }

    /// Describes groups, with the user's rights if that is said, and takes from each description what is wanted of it.
    pub(super) fn look_at_groups<T>(
        &self,
        ids: &BTreeSet<GroupId>,
        with_rights: bool,
        deadline: &Deadline,
        wanted: impl Fn(&GroupId, DescriptionView<'_>) -> Result<T, KafkaError>,
    ) -> Result<PerGroup<T>, KafkaError> {
        let ids = ids.iter().cloned().collect();
        let mut described = PerGroup::new();
        let lost = self.insist(ids, deadline, &mut |session, ids, deadline| {
            let answers = session.describe_consumer_groups(ids, with_rights, deadline, &wanted)?;
            let mut lost = Vec::new();
            for (id, answer) in answers {
                match answer {
                    Err(error) if error.code == ErrorCode::NOT_COORDINATOR => {
                        lost.push((id, error))
                    }
                    answer => drop(described.insert(id, answer)),
                }
            }
            Ok(lost)
        })?;
        described.extend(lost.into_iter().map(|(id, error)| (id, Err(error))));
        Ok(described)
    }

    fn describe_consumer_groups<T>(
        &self,
        ids: Vec<GroupId>,
        with_rights: bool,
        deadline: &Deadline,
        wanted: &impl Fn(&GroupId, DescriptionView<'_>) -> Result<T, KafkaError>,
    ) -> Result<PerGroup<T>, KafkaError> {
        self.meet(deadline)?;
        let works = self.for_coordinators(ids);
        let mut described = PerGroup::new();
        let send = |id: &GroupId, sending: &Sending<'_>| {
            let options = sending.options()?.with_rights(with_rights)?;
            sending
                .handle
                .describe_group(id.as_str(), &options, sending.queue)
        };
        let on_answer = |id: GroupId, event: Result<&Event<'_>, KafkaError>, attempt: &Attempt| {
            let outcome = event.and_then(|event| {
                let group = event.described_group();
                group
                    .and_then(|view| wanted(&id, view))
                    .map_err(|mut error| {
                        self.say_how_long(&mut error, attempt, deadline);
                        error
                    })
            });
            match outcome {
                Err(error) if attempt.may_mend(error.code) => return Some(id),
                outcome => drop(described.insert(id, outcome)),
            }
            None
        };
        self.exchange_with(
            Api::DescribeGroups,
            works,
            GROUPS_AT_ONCE,
            deadline,
            send,
            on_answer,
        )?;
        Ok(described)
    }
}

/// What to say of groups described as dead that are there after all, or perhaps.
fn corrections(
    dead: &[GroupId],
    listed: &[Listed],
    named: Vec<NamedGroup>,
    failure: Option<&KafkaError>,
) -> PerGroup<GroupDescription> {
    let listed: BTreeSet<_> = listed.iter().map(|group| group.id.as_str()).collect();
    let mut named: BTreeMap<_, _> = named
        .into_iter()
        .map(|group| (group.id.clone(), group))
        .collect();
    // A service without an empty state says Dead of a group of consumers too, but lists it.
    let unlisted = dead.iter().filter(|id| !listed.contains(id.as_str()));
    let correction = |id: &GroupId| match named.remove(id.as_str()) {
        Some(group) if is_consumers(&group) => None,
        Some(group) => Some((id.clone(), Ok(foreign(id, group.protocol)))),
        // A commit to a group that is not there would create it.
        None => failure.map(|error| (id.clone(), Err(error.clone()))),
    };
    unlisted.filter_map(correction).collect()
}

fn keys<T>(
    described: &PerGroup<T>,
    which: impl Fn(&Result<T, KafkaError>) -> bool,
) -> Vec<GroupId> {
    let chosen = described.iter().filter(|(_, outcome)| which(outcome));
    chosen.map(|(id, _)| id.clone()).collect()
}

/// Whether the old listing shows a group of consumers, which it does only for what has just been made. It
/// calls Dead what it cannot describe.
fn is_consumers(group: &NamedGroup) -> bool {
    let simple = group.protocol.is_empty() && !group.is_undescribed();
    group.protocol == CONSUMER || simple
}

fn foreign(id: &GroupId, protocol: String) -> GroupDescription {
    GroupDescription {
        foreign_protocol: foreign_protocol(protocol),
        ..unknown(id)
    }
}

/// A group of which no more than the name is known.
fn unknown(id: &GroupId) -> GroupDescription {
    GroupDescription {
        id: id.clone(),
        group_type: GroupType::Unknown,
        state: GroupState::Unknown,
        foreign_protocol: None,
        coordinator: None,
        assignor: None,
        members: Vec::new(),
    }
}

pub(super) fn description(
    id: &GroupId,
    view: DescriptionView<'_>,
) -> Result<GroupDescription, KafkaError> {
    match view.failure() {
        None => {}
        Some((code, words)) => {
            return match protocol_in(&words, id) {
                Some(protocol) => Ok(foreign(id, protocol)),
                None => Err(error_of(code)),
            };
        }
    }
    let group_type = match (view.state(), view.group_type()) {
        // Nobody's name has no protocol either, which librdkafka takes for a simple group.
        (GroupState::Dead, GroupType::Simple) => GroupType::Unknown,
        (_, group_type) => group_type,
    };
    Ok(GroupDescription {
        id: id.clone(),
        group_type,
        state: view.state(),
        foreign_protocol: None,
        coordinator: view.coordinator(),
        assignor: Some(view.assignor().into_owned()).filter(|name| !name.is_empty()),
        members: view.members().map(member).collect(),
    })
}

fn member(view: MemberView<'_>) -> Member {
    let host = view.host();
    Member {
        id: view.id().into_owned(),
        client_id: view.client_id().into_owned(),
        host: host.strip_prefix('/').unwrap_or(&host).to_owned(),
        instance_id: Some(view.instance_id().into_owned()).filter(|id| !id.is_empty()),
        assignment: view
            .assignment()
            .map(|at| TopicPartition::new(at.topic(), at.partition()))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(id: &str, protocol: &str) -> NamedGroup {
        NamedGroup {
            id: id.to_owned(),
            protocol: protocol.to_owned(),
            state: "Empty".to_owned(),
        }
    }

    #[test]
    fn a_dead_group_is_absent_only_where_every_broker_listed_its_groups() {
        let dead = ["idle", "nobody", "sink", "young"].map(GroupId::new);
        let listed = [Listed {
            id: "idle".to_owned(),
            state: GroupState::Dead,
            group_type: GroupType::Classic,
        }];
        let named = vec![named("sink", "connect"), named("young", "consumer")];
        let sink = (dead[2].clone(), Ok(foreign(&dead[2], "connect".to_owned())));

        let whole = corrections(&dead, &listed, named.clone(), None);
        assert_eq!(whole, PerGroup::from([sink.clone()]));

        let loading = error_of(ErrorCode::COORDINATOR_LOAD_IN_PROGRESS.0);
        let partial = corrections(&dead, &listed, named, Some(&loading));
        let nobody = (dead[1].clone(), Err(loading));
        assert_eq!(partial, PerGroup::from([nobody, sink]));
    }
}
