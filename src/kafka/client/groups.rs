//! Groups: two listings made one, and descriptions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::brokers::Addressee;
use super::exchange::Sending;
use super::flow::Attempt;
use super::session::Session;
use crate::acl::HIDDEN_GROUPS;
use crate::clock::Deadline;
use crate::kafka::native::{Api, Broker, Event, Handle, Listed, NamedGroup};
use crate::model::{
    ErrorCode, GroupId, GroupListing, GroupState, GroupType, KafkaError, Listing, Operation, Rights,
};

/// The time for the old listing where the new one took all of a request's, or a broker is known not to answer.
const SHORTEST: Duration = Duration::from_secs(1);

const OTHERS: &str = "share, streams and Connect groups may be missing";

/// Requests to one broker each that are under way at once.
const BROKERS_AT_ONCE: usize = 64;

/// Requests for one group each that are under way at once; more do not make the brokers faster.
pub(super) const GROUPS_AT_ONCE: usize = 128;

/// The protocol of groups whose position is their commits.
pub(super) const CONSUMER: &str = "consumer";

impl Session {
    pub(super) fn list_groups(
        &self,
        deadline: &Deadline,
    ) -> Result<Listing<GroupListing>, KafkaError> {
        self.meet(deadline)?;
        let until = deadline.clock().instant() + deadline.request()?;
        let (listing, rights) =
            self.beside_cluster_rights(deadline, || self.consumer_groups(deadline));
        let (listed, failures) = listing?;
        if let Some(error) = failures.first().filter(|_| listed.is_empty()) {
            return Err(error.clone());
        }
        let mut gaps: BTreeSet<_> = failures
            .iter()
            .map(|error| format!("a broker did not list its groups: {error}"))
            .collect();
        gaps.extend(hidden(rights));
        let left = self.left_for_names(until, deadline);
        let named = match self.named_groups(None, left, deadline) {
            Ok((named, complete)) => {
                gaps.extend((!complete).then(|| format!("{OTHERS}: a broker did not answer")));
                named
            }
            Err(error) if error.code == ErrorCode::INTERRUPTED => return Err(error),
            Err(error) => {
                gaps.insert(format!("{OTHERS}: {error}"));
                Vec::new()
            }
        };
        let mut found = merge(&listed, &named);
        gaps.extend(self.leave_out_cut(&mut found, &listed, &named, until, deadline)?);
        Ok(Listing {
            found,
            gaps: gaps.into_iter().collect(),
        })
    }

    /// Asks each broker for its groups of consumers; what one does not answer is a failure beside the others'.
    pub(super) fn consumer_groups(
        &self,
        deadline: &Deadline,
    ) -> Result<(Vec<Listed>, Vec<KafkaError>), KafkaError> {
        let (mut listed, mut failures) = (Vec::new(), Vec::new());
        if let Err(error) = self.learn_all_brokers(deadline) {
            match error.code {
                ErrorCode::INTERRUPTED => return Err(error),
                _ => failures.push(error),
            }
        }
        self.meet(deadline)?;
        failures.extend(self.brokers().uncoordinated());
        let brokers = self.brokers().all();
        let send = |broker: &Arc<Broker>, sending: &Sending<'_>| {
            let options = sending.options()?.at_broker(broker.id)?;
            sending.handle.list_consumer_groups(&options, sending.queue);
            Ok(())
        };
        let on_answer =
            |broker: Arc<Broker>, event: Result<&Event<'_>, KafkaError>, attempt: &Attempt| {
                match event.and_then(|event| event.listed_groups()) {
                    Ok((_, failed)) if failed.iter().any(|error| attempt.may_mend(error.code)) => {
                        return Some(broker);
                    }
                    Err(error) if attempt.may_mend(error.code) => return Some(broker),
                    Ok((groups, failed)) => {
                        listed.extend(groups);
                        failures.extend(failed);
                    }
                    Err(error) => failures.push(error),
                }
                None
            };
        let works = brokers
            .into_iter()
            .map(|broker| (Arc::clone(&broker), Addressee::Broker(broker)))
            .collect();
        self.exchange_with(
            Api::ListGroups,
            works,
            BROKERS_AT_ONCE,
            deadline,
            send,
            on_answer,
        )?;
        Ok((listed, failures))
    }

    /// The time for the old listing, which waits for each broker.
    pub(super) fn left_for_names(&self, until: Instant, deadline: &Deadline) -> Duration {
        let now = deadline.clock().instant();
        if self.brokers().any_lost(now) {
            SHORTEST
        } else {
            until.saturating_duration_since(now).max(SHORTEST)
        }
    }

    /// Asks the brokers in the old way, which names groups of every protocol.
    pub(super) fn named_groups(
        &self,
        only: Option<&GroupId>,
        timeout: Duration,
        deadline: &Deadline,
    ) -> Result<(Vec<NamedGroup>, bool), KafkaError> {
        let only = only.cloned();
        self.blocking(
            timeout,
            deadline,
            move |handle: &Handle, timeout: Duration| {
                handle.list_groups(only.as_ref().map(GroupId::as_str), timeout)
            },
        )
    }
}

/// Why brokers may have left groups out without an error.
fn hidden(rights: Result<Rights, KafkaError>) -> Option<String> {
    match rights.map(|rights| rights.allow(Operation::Describe)) {
        Ok(Some(true) | None) => None,
        Ok(Some(false)) => Some(HIDDEN_GROUPS.to_owned()),
        Err(error) => Some(format!(
            "whether every group may be seen is not known: {error}"
        )),
    }
}

/// Adds to the groups of consumers those that only the old listing names.
fn merge(listed: &[Listed], named: &[NamedGroup]) -> Vec<GroupListing> {
    let mut groups: BTreeMap<GroupId, GroupListing> = BTreeMap::new();
    for group in named {
        let id = GroupId::new(group.id.as_str());
        let listing = GroupListing {
            id: id.clone(),
            group_type: GroupType::Unknown,
            state: GroupState::Unknown,
            foreign_protocol: foreign_protocol(group.protocol.clone()),
        };
        groups.insert(id, listing);
    }
    for group in listed {
        let id = GroupId::new(group.id.as_str());
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

pub(super) fn foreign_protocol(protocol: String) -> Option<String> {
    Some(protocol).filter(|protocol| !protocol.is_empty() && protocol != CONSUMER)
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
        let merged = merge(&listed, &old);
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

    /// librdkafka before 2.14.2 gives it twice, as it does while a coordinator moves.
    #[test]
    fn a_group_that_two_brokers_list_is_one_group() {
        let listed = ["billing", "audit", "billing"].map(|id| Listed {
            id: id.to_owned(),
            state: GroupState::Empty,
            group_type: GroupType::Classic,
        });
        let old = vec![named("billing", "consumer", "Empty"); 2];
        let ids: Vec<_> = merge(&listed, &old)
            .into_iter()
            .map(|group| group.id)
            .collect();
        assert_eq!(ids, ["audit", "billing"].map(GroupId::new));
    }
}
