//! The only broker: how old it is, how it is set, what it lets the user do, and the words of its errors.

use std::collections::{BTreeMap, BTreeSet};

use crate::kafka::Stability;
use crate::model::{
    Coordinator, ErrorCode, GroupId, KafkaError, Operation, PENDING_COMMIT, Resource, Right, Rights,
};

/// The number of the only broker.
pub(super) const BROKER: i32 = 1;

const ALL: [Operation; 4] = [
    Operation::Describe,
    Operation::Read,
    Operation::Delete,
    Operation::ClusterAction,
];

/// What is true of it, but for the logs and groups that it holds.
#[derive(Default)]
pub(super) struct Broker {
    /// Whether it is older than Kafka 3.0.
    pub(super) lacks_max_timestamp: bool,
    /// Whether it is older than Kafka 2.5.
    pub(super) hides_pending: bool,
    /// What it is set to, by name.
    pub(super) settings: BTreeMap<String, String>,
    pub(super) hides_settings: bool,
    /// What the user may not do: everything else is allowed.
    pub(super) forbidden: BTreeSet<Right>,
    /// Whether it is older than Kafka 2.3.
    pub(super) tells_no_rights: bool,
}

impl Broker {
    /// What the broker tells of a setting; it has no authorizer unless it is given one.
    pub(super) fn setting(&self, name: &str) -> Option<String> {
        let none = || (name == "authorizer.class.name").then(String::new);
        self.settings.get(name).cloned().or_else(none)
    }

    /// What a broker makes of the stability that is asked for.
    pub(super) fn answers_with(&self, asked: Stability) -> Stability {
        if self.hides_pending {
            Stability::Any
        } else {
            asked
        }
    }

    /// A broker tells nothing of the cluster to who may not describe it.
    pub(super) fn cluster_rights(&self) -> Rights {
        if self.allows(Operation::Describe, &Resource::Cluster) {
            self.rights(&Resource::Cluster)
        } else {
            Rights::told([])
        }
    }

    pub(super) fn rights_on(
        &self,
        resource: &Resource,
        refusal: ErrorCode,
    ) -> Result<Rights, KafkaError> {
        if self.allows(Operation::Describe, resource) {
            Ok(self.rights(resource))
        } else {
            Err(broker_error(refusal))
        }
    }

    pub(super) fn lists(&self, group: &GroupId) -> bool {
        let describes = |resource| self.allows(Operation::Describe, resource);
        describes(&Resource::Cluster) || describes(&Resource::Group(group.clone()))
    }

    pub(super) fn allows(&self, operation: Operation, resource: &Resource) -> bool {
        !self.forbidden.contains(&Right {
            resource: resource.clone(),
            operation,
        })
    }

    fn rights(&self, resource: &Resource) -> Rights {
        if self.tells_no_rights {
            Rights::UNTOLD
        } else {
            Rights::told(ALL.into_iter().filter(|&one| self.allows(one, resource)))
        }
    }
}

/// The only broker, as a coordinator.
pub(super) fn coordinator() -> Coordinator {
    Coordinator {
        broker: BROKER,
        host: "fake".to_owned(),
        port: 9092,
    }
}

/// An error in words that tell it from a real broker's, where users are not shown that one's words.
pub(super) fn broker_error(code: ErrorCode) -> KafkaError {
    let message = match code {
        ErrorCode::UNSTABLE_OFFSET_COMMIT => PENDING_COMMIT.to_owned(),
        _ => format!("the fake cluster answered error {}", code.0),
    };
    KafkaError::new(code, message)
}
