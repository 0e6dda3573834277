//! Groups: two listings made one, and descriptions.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::connection::Client;
use super::exchange::{Attempt, Sending};
use crate::clock::Deadline;
use crate::kafka::native::{
    Api, DescriptionView, Event, Handle, Listed, MemberView, NamedGroup, error_of,
};
use crate::model::{
    ErrorCode, GroupDescription, GroupId, GroupListing, GroupState, GroupType, KafkaError, Listing,
    Member, PerGroup, TopicPartition,
};

/// Descriptions under way at once.
const AT_ONCE: usize = 128;

/// The protocol of groups whose position is their commits.
const CONSUMER: &str = "consumer";

impl Client {
    pub(super) fn list_groups(
        &self,
        deadline: &Deadline,
    ) -> Result<Listing<GroupListing>, KafkaError> {
        let (listed, failures) = self.consumer_groups(deadline)?;
        let mut gaps: Vec<_> = failures
            .iter()
            .map(|error| format!("a broker did not list its groups: {error}"))
            .collect();
        let named = match self.named_groups(None, deadline) {
            Ok(named) => named,
            Err(error) if error.code == ErrorCode::INTERRUPTED => return Err(error),
            Err(error) => {
                gaps.push(format!(
                    "share, streams and Connect groups could not be listed: {error}"
                ));
                Vec::new()
            }
        };
        gaps.dedup();
        Ok(Listing {
            found: merge(listed, named),
            gaps,
        })
    }

    fn consumer_groups(
        &self,
        deadline: &Deadline,
    ) -> Result<(Vec<Listed>, Vec<KafkaError>), KafkaError> {
        let mut listing = Err(error_of(ErrorCode::BAD_MESSAGE.0));
        let send = |(): &(), sending: &Sending<'_>| {
            let options = sending.options(Api::ListGroups)?;
            sending.handle.list_consumer_groups(&options, sending.queue);
            Ok(())
        };
        let on_answer = |(), event: Result<&Event<'_>, KafkaError>, attempt: &Attempt| {
            listing = event.and_then(|event| event.listed_groups());
            let passing = |error: &KafkaError| attempt.may_mend(error.code);
            let again = match &listing {
                Ok((_, failures)) => failures.iter().any(passing),
                Err(error) => passing(error),
            };
            again.then_some(())
        };
        self.exchange(vec![()], 1, deadline, send, on_answer)?;
        listing
    }

    /// Asks the brokers in the old way, which names groups of every protocol.
    fn named_groups(
        &self,
        only: Option<&GroupId>,
        deadline: &Deadline,
    ) -> Result<Vec<NamedGroup>, KafkaError> {
        let only = only.cloned();
        self.blocking(deadline, move |handle: &Handle, timeout: Duration| {
            handle.list_groups(only.as_ref().map(GroupId::as_str), timeout)
        })
    }

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
        let named = match dead {
            [] => return Ok(()),
            [only] => self.named_groups(Some(only), deadline),
            _ => self.named_groups(None, deadline),
        };
        let named = match named {
            Ok(named) => named,
            Err(error) if error.code == ErrorCode::INTERRUPTED => return Err(error),
            Err(error) => {
                // Whether the group exists is not known, and a commit to an absent one would create it.
                described.extend(dead.iter().map(|id| (id.clone(), Err(error.clone()))));
                return Ok(());
            }
        };
        let mut hidden: Vec<_> = named
            .into_iter()
            .map(|group| (GroupId::new(group.id.as_str()), group))
            .filter(|(id, group)| dead.contains(id) && !is_consumers(group))
            .collect();
        if !hidden.is_empty() {
            // A service without an empty state says Dead of a group of consumers too, but lists it.
            let (listed, _) = self.consumer_groups(deadline)?;
            let listed: BTreeSet<_> = listed.into_iter().map(|group| group.id).collect();
            hidden.retain(|(id, _)| !listed.contains(id.as_str()));
        }
        for (id, group) in hidden {
            described.insert(id.clone(), Ok(foreign(id, group.protocol)));
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
            let options = sending.options(Api::DescribeGroups)?;
            sending
                .handle
                .describe_group(id.as_str(), &options, sending.queue)
        };
        let on_answer = |id: GroupId, event: Result<&Event<'_>, KafkaError>, attempt: &Attempt| {
            let outcome = event
                .and_then(|event| event.described_group())
                .and_then(|view| description(&id, view));
            match outcome {
                Err(error) if attempt.may_mend(error.code) => Some(id),
                outcome => {
                    described.insert(id, outcome);
                    None
                }
            }
        };
        self.exchange(ids, AT_ONCE, deadline, send, on_answer)?;
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

/// Adds to the groups of consumers those that only the old listing names.
fn merge(listed: Vec<Listed>, named: Vec<NamedGroup>) -> Vec<GroupListing> {
    let mut groups: BTreeMap<GroupId, GroupListing> = BTreeMap::new();
    for group in named {
        let id = GroupId::new(group.id);
        let listing = GroupListing {
            id: id.clone(),
            group_type: GroupType::Unknown,
            state: GroupState::Unknown,
            foreign_protocol: foreign_protocol(group.protocol),
        };
        groups.insert(id, listing);
    }
    for group in listed {
        let id = GroupId::new(group.id);
        let listing = GroupListing {
            id: id.clone(),
            group_type: group.group_type,
            state: group.state,
            foreign_protocol: None,
        };
        groups.insert(id, listing);
    }
    groups.into_values().collect()
}

fn foreign_protocol(protocol: String) -> Option<String> {
    Some(protocol).filter(|protocol| !protocol.is_empty() && protocol != CONSUMER)
}

/// Whether the old listing shows a group of consumers, which it does only for what has just been made. It
/// calls Dead what it cannot describe.
fn is_consumers(group: &NamedGroup) -> bool {
    let simple = group.protocol.is_empty() && !group.state.eq_ignore_ascii_case("dead");
    group.protocol == CONSUMER || simple
}

fn foreign(id: GroupId, protocol: String) -> GroupDescription {
    GroupDescription {
        id,
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
                Some(protocol) => Ok(foreign(id.clone(), protocol)),
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

    fn named(id: &str, protocol: &str, state: &str) -> NamedGroup {
        NamedGroup {
            id: id.to_owned(),
            protocol: protocol.to_owned(),
            state: state.to_owned(),
        }
    }

    #[test]
    fn a_group_that_only_the_old_listing_names_is_of_unknown_type() {
        let listed = vec![Listed {
            id: "billing".to_owned(),
            state: GroupState::Stable,
            group_type: GroupType::Consumer,
        }];
        let old = vec![
            named("connect-sink", "connect", "Stable"),
            named("billing", "", "Dead"),
            named("a-share", "", "Dead"),
        ];
        let merged = merge(listed, old);
        let seen: Vec<_> = merged
            .iter()
            .map(|group| {
                (
                    group.id.as_str(),
                    group.group_type,
                    group.foreign_protocol.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("a-share", GroupType::Unknown, None),
                ("billing", GroupType::Consumer, None),
                ("connect-sink", GroupType::Unknown, Some("connect")),
            ]
        );
    }

    #[test]
    fn the_protocol_is_read_from_the_refusal_to_describe() {
        let id = GroupId::new("a (b)");
        let words = "GroupId a (b) is not a consumer group (connect).";
        assert_eq!(protocol_in(words, &id).as_deref(), Some("connect"));
        assert_eq!(protocol_in("something else", &id), None);
    }
}
