use std::collections::BTreeSet;
use std::fmt;

use super::{GroupId, TopicName, visible};

/// What a user does with a resource: of Kafka's `AclOperation`s those that koffset has to do with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::VariantArray)]
pub enum Operation {
    Describe,
    Read,
    Delete,
    /// What brokers do among themselves: who may, reads every log of the cluster.
    ClusterAction,
}

impl Operation {
    /// The name as `kafka-acls.sh` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Operation::Describe => "DESCRIBE",
            Operation::Read => "READ",
            Operation::Delete => "DELETE",
            Operation::ClusterAction => "CLUSTER_ACTION",
        }
    }

    /// Whether an ACL that allows this one allows the other too (KIP-11: READ, WRITE, DELETE and ALTER allow
    /// DESCRIBE).
    pub fn implies(self, other: Operation) -> bool {
        let describes = matches!(self, Operation::Read | Operation::Delete);
        self == other || (other == Operation::Describe && describes)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What an ACL protects.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    Cluster,
    Group(GroupId),
    Topic(TopicName),
}

/// For people.
impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Resource::Cluster => f.write_str("the cluster"),
            Resource::Group(group) => write!(f, "group {group}"),
            Resource::Topic(topic) => write!(f, "topic {}", visible(topic)),
        }
    }
}

/// One right on one resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Right {
    pub resource: Resource,
    pub operation: Operation,
}

/// What the user may do with one resource, as far as the cluster tells (KIP-430). Where no authorizer is at
/// work, that is everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rights(Option<BTreeSet<Operation>>);

impl Rights {
    /// The brokers say nothing of rights.
    pub const UNTOLD: Rights = Rights(None);

    pub fn told(operations: impl IntoIterator<Item = Operation>) -> Self {
        Rights(Some(operations.into_iter().collect()))
    }

    /// Whether the user may; `None` where that is not told.
    pub fn allow(&self, operation: Operation) -> Option<bool> {
        let told = self.0.as_ref()?;
        Some(told.contains(&operation))
    }
}
