//! Descriptions of groups, one request for each.

use std::collections::{BTreeMap, BTreeSet};

use super::exchange::{Attempt, Sending};
use super::groups::{CONSUMER, foreign_protocol};
use super::session::Session;
use crate::clock::Deadline;
use crate::kafka::native::{Api, DescriptionView, Event, MemberView, NamedGroup, error_of};
use crate::model::{
    ErrorCode, GroupDescription, GroupId, GroupState, GroupType, KafkaError, Member, PerGroup,
    TopicPartition,
};

/// Requests under way at once; more do not make the brokers faster.
const AT_ONCE: usize = 128;

impl Session {
    pub(super) fn describe(
        &self,
        ids: &BTreeSet<GroupId>,
        deadline: &Deadline,
    ) -> Result<PerGroup<GroupDescription>, KafkaError> {
        let mut described =
            self.describe_consumer_groups(ids.iter().cloned().collect(), deadline)?;
        let lost = keys(&described, |outcome| {
            outcome
                .as_ref()
                .is_err_and(|error| error.code == ErrorCode::NOT_COORDINATOR)
        });
        if !lost.is_empty() {
            // librdkafka remembers a group's coordinator for a quarter of an hour, whatever the broker says.
            described.extend(self.again()?.describe_consumer_groups(lost, deadline)?);
        }
        let dead = keys(&described, |outcome| {
            outcome
                .as_ref()
                .is_ok_and(|group| group.state == GroupState::Dead)
        });
        self.name_foreign(&dead, &mut described, deadline)?;
        Ok(described)
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
        let timeout = deadline.request()?;
        let (named, complete) = match self.named_groups(only, timeout, deadline) {
            Ok(answer) => answer,
            Err(error) if error.code == ErrorCode::INTERRUPTED => return Err(error),
            Err(_) => (Vec::new(), false),
        };
        let named: BTreeMap<_, _> = named
            .into_iter()
            .map(|group| (GroupId::new(group.id.as_str()), group))
            .collect();
        let mut hidden: Vec<_> = dead
            .iter()
            .filter_map(|id| named.get(id).map(|group| (id, group)))
            .filter(|(_, group)| !is_consumers(group))
            .collect();
        if !hidden.is_empty() {
            // A service without an empty state says Dead of a group of consumers too, but lists it.
            let (listed, _) = self.consumer_groups(deadline)?;
            let listed: BTreeSet<_> = listed.into_iter().map(|group| group.id).collect();
            hidden.retain(|(id, _)| !listed.contains(id.as_str()));
        }
        for (id, group) in hidden {
            described.insert(id.clone(), Ok(foreign(id, group.protocol.clone())));
        }
        if !complete {
            // A commit to a group that is not there would create it.
            let unnamed = dead.iter().filter(|id| !named.contains_key(*id));
            described.extend(unnamed.map(|id| (id.clone(), Err(self.timed_out(timeout)))));
        }
        Ok(())
    }

    fn describe_consumer_groups(
        &self,
        ids: Vec<GroupId>,
        deadline: &Deadline,
    ) -> Result<PerGroup<GroupDescription>, KafkaError> {
        self.meet(deadline)?;
        let mut described = PerGroup::new();
        let send = |id: &GroupId, sending: &Sending<'_>| {
            let options = sending.options()?;
            sending
                .handle
                .describe_group(id.as_str(), &options, sending.queue)
        };
        let on_answer = |id: GroupId, event: Result<&Event<'_>, KafkaError>, attempt: &Attempt| {
            let outcome = event.and_then(|event| {
                let group = event.described_group();
                group
                    .and_then(|view| description(&id, view))
                    .map_err(|mut error| {
                        self.say_how_long(&mut error, attempt);
                        error
                    })
            });
            match outcome {
                Err(error) if attempt.may_mend(error.code) => return Some(id),
                outcome => drop(described.insert(id, outcome)),
            }
            None
        };
        self.exchange(Api::DescribeGroups, ids, AT_ONCE, deadline, send, on_answer)?;
        Ok(described)
    }
}

fn keys(
    described: &PerGroup<GroupDescription>,
    which: impl Fn(&Result<GroupDescription, KafkaError>) -> bool,
) -> Vec<GroupId> {
    let chosen = described.iter().filter(|(_, outcome)| which(outcome));
    chosen.map(|(id, _)| id.clone()).collect()
}

/// Whether the old listing shows a group of consumers, which it does only for what has just been made. It
/// calls Dead what it cannot describe.
fn is_consumers(group: &NamedGroup) -> bool {
    let simple = group.protocol.is_empty() && !group.state.eq_ignore_ascii_case("dead");
    group.protocol == CONSUMER || simple
}

fn foreign(id: &GroupId, protocol: String) -> GroupDescription {
    GroupDescription {
        id: id.clone(),
        group_type: GroupType::Unknown,
        state: GroupState::Unknown,
        foreign_protocol: foreign_protocol(protocol),
        members: Vec::new(),
    }
}

fn description(id: &GroupId, view: DescriptionView<'_>) -> Result<GroupDescription, KafkaError> {
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
        members: view.members().map(member).collect(),
    })
}

/// Reads the protocol from what librdkafka says instead of describing a group of another one
/// (`rdkafka_admin.c`, `rd_kafka_DescribeConsumerGroupsResponse_parse`).
fn protocol_in(words: &str, id: &GroupId) -> Option<String> {
    let rest = words.strip_prefix(&format!("GroupId {id} is not a consumer group ("))?;
    rest.strip_suffix(").").map(str::to_owned)
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

    #[test]
    fn the_protocol_is_read_from_the_refusal_to_describe() {
        let id = GroupId::new("a (b)");
        let words = "GroupId a (b) is not a consumer group (connect).";
        assert_eq!(protocol_in(words, &id).as_deref(), Some("connect"));
        assert_eq!(protocol_in("something else", &id), None);
    }
}
