use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::{KafkaError, TopicName, TopicPartition, named};

/// A group's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(Arc<str>);

impl GroupId {
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        GroupId(id.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the empty name. Brokers take commits under it, which old clients make, and let nobody join
    /// (`INVALID_GROUP_ID`): such a group is simple and never has a member.
    pub fn is_nameless(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether its name holds a NUL character, which Kafka takes, and which no request of librdkafka can hold.
    pub fn has_nul(&self) -> bool {
        self.0.contains('\0')
    }
}

/// For people, who could not see an empty name; a document holds [`GroupId::as_str`].
impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&named(&self.0))
    }
}

/// How a group is coordinated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupType {
    /// Joined by the protocol in which clients assign partitions.
    Classic,
    /// Joined by the protocol in which the broker assigns partitions (KIP-848).
    Consumer,
    /// Only commits, no protocol: `assign()` consumers, who never show as members.
    Simple,
    /// Anything that is not known to be one of the above: share and streams groups, Connect's workers,
    /// and what a listing did not tell.
    Unknown,
}

impl fmt::Display for GroupType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            GroupType::Classic => "classic",
            GroupType::Consumer => "consumer",
            GroupType::Simple => "simple",
            GroupType::Unknown => "unknown",
        })
    }
}

/// A group's state as its coordinator names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupState {
    Empty,
    Stable,
    PreparingRebalance,
    CompletingRebalance,
    /// Nobody by that name, or a group about to go; a service without an empty state says it of groups
    /// that hold commits.
    Dead,
    /// A state that librdkafka has no name for, such as a KIP-848 group's `Assigning` and
    /// `Reconciling`: taken for active.
    Unknown,
}

impl fmt::Display for GroupState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            GroupState::Empty => "empty",
            GroupState::Stable => "stable",
            GroupState::PreparingRebalance => "preparing-rebalance",
            GroupState::CompletingRebalance => "completing-rebalance",
            GroupState::Dead => "dead",
            GroupState::Unknown => "unknown",
        })
    }
}

/// One line of a listing of groups.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupListing {
    pub id: GroupId,
    pub group_type: GroupType,
    pub state: GroupState,
    /// The protocol that the group's members speak, where it is not a consumer's (`share`, `connect`).
    pub foreign_protocol: Option<String>,
}

impl GroupListing {
    /// Whether it is a consumer's group whose broker is too old to tell which type.
    pub fn is_untyped(&self) -> bool {
        let is_untold = self.group_type == GroupType::Unknown && self.foreign_protocol.is_none();
        is_untold && self.protocol().is_some()
    }

    /// See [`GroupDescription::protocol`].
    pub fn protocol(&self) -> Option<&str> {
        protocol(
            self.foreign_protocol.as_deref(),
            self.group_type,
            self.state,
        )
    }
}

fn protocol(foreign: Option<&str>, group_type: GroupType, state: GroupState) -> Option<&str> {
    let is_consumers = match group_type {
        GroupType::Classic | GroupType::Consumer => true,
        GroupType::Simple => false,
        // A broker that knows no types still tells the states of consumers' groups, and only of these.
        GroupType::Unknown => !matches!(state, GroupState::Unknown | GroupState::Dead),
    };
    foreign.or_else(|| is_consumers.then_some("consumer"))
}

/// A group and who is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupDescription {
    pub id: GroupId,
    pub group_type: GroupType,
    pub state: GroupState,
    /// See [`GroupListing::foreign_protocol`].
    pub foreign_protocol: Option<String>,
    /// The broker that answers for the group, where it is a consumer's.
    pub coordinator: Option<Coordinator>,
    /// What shares the partitions out; `None` where members have not agreed on one, or never do.
    pub assignor: Option<String>,
    pub members: Vec<Member>,
}

/// A broker as the coordinator of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coordinator {
    pub broker: i32,
    pub host: String,
    pub port: u16,
}

impl fmt::Display for Coordinator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Coordinator { broker, host, port } = self;
        write!(f, "{broker} {}:{port}", named(host))
    }
}

impl GroupDescription {
    /// Whether this is what a cluster says of a name that nobody bears, unless it holds commits: some services
    /// call groups without members dead.
    pub fn is_dead(&self) -> bool {
        self.state == GroupState::Dead && self.members.is_empty() && self.foreign_protocol.is_none()
    }

    /// Whether it is no consumer's group. One of a consumer is described with its type, and a name that
    /// nobody bears as dead.
    pub fn is_foreign(&self) -> bool {
        let untold = self.group_type == GroupType::Unknown && self.state != GroupState::Dead;
        self.foreign_protocol.is_some() || untold
    }

    /// The protocol that members speak, such as `consumer` or `connect`; a simple group has none, and of a
    /// group of unknown type it may not be told.
    pub fn protocol(&self) -> Option<&str> {
        protocol(
            self.foreign_protocol.as_deref(),
            self.group_type,
            self.state,
        )
    }

    /// The members, where they are told, in the order of their clients' names.
    pub fn known_members(&self) -> Option<Vec<&Member>> {
        let mut members: Vec<&Member> = self.members.iter().collect();
        members.sort_by_key(|member| (&member.client_id, &member.instance_id, &member.id));
        (!self.is_foreign()).then_some(members)
    }
}

/// One member of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: String,
    pub client_id: String,
    /// The address that the broker sees, without the slash that Kafka puts before it.
    pub host: String,
    /// Set for a static member (KIP-345), who stays until the session times out.
    pub instance_id: Option<String>,
    pub assignment: BTreeSet<TopicPartition>,
}

/// An answer whose keys are the keys of the question, each with a value or its own error.
pub type PerPartition<T> = BTreeMap<TopicPartition, Result<T, KafkaError>>;
/// See [`PerPartition`].
pub type PerTopic<T> = BTreeMap<TopicName, Result<T, KafkaError>>;
/// See [`PerPartition`].
pub type PerGroup<T> = BTreeMap<GroupId, Result<T, KafkaError>>;

/// What a listing found, and what it could not see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing<T> {
    pub found: Vec<T>,
    /// Why the listing may be incomplete, one sentence each; empty where every broker answered.
    pub gaps: Vec<String>,
}
