use crate::model::{ErrorCode, GroupId, KafkaError, Operation, Resource, Right, Rights};

use super::world::World;
use super::{FakeCluster, broker_error};

const ALL: [Operation; 4] = [
    Operation::Describe,
    Operation::Read,
    Operation::Delete,
    Operation::ClusterAction,
];

/// What the user may do: everything, but for what a test forbids. Only what tells of rights, and the listing of
/// groups, looks at it; elsewhere a test scripts the refusal itself.
impl FakeCluster {
    pub fn forbid(&self, operation: Operation, resource: Resource) {
        self.lock().forbidden.insert(Right {
            resource,
            operation,
        });
    }

    /// Makes its brokers too old to tell of rights (before Kafka 2.3).
    pub fn tell_no_rights(&self) {
        self.lock().tells_no_rights = true;
    }
}

impl World {
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
