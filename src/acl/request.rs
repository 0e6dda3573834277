use crate::model::{ErrorCode, GroupId, Operation, Resource, Right, TopicName};

/// A request of Kafka's protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Request {
    Metadata,
    ListOffsets,
    Fetch,
    ListGroups,
    DescribeGroups,
    OffsetFetch,
    OffsetCommit,
    OffsetDelete,
    DeleteGroups,
}

/// A sort of resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::VariantArray)]
pub enum Kind {
    Cluster,
    Group,
    Topic,
}

impl Kind {
    /// What a broker refused, by its error code.
    fn refused(code: ErrorCode) -> Option<Kind> {
        match code {
            ErrorCode::TOPIC_AUTHORIZATION_FAILED => Some(Kind::Topic),
            ErrorCode::GROUP_AUTHORIZATION_FAILED => Some(Kind::Group),
            ErrorCode::CLUSTER_AUTHORIZATION_FAILED => Some(Kind::Cluster),
            _ => None,
        }
    }

    pub fn of(resource: &Resource) -> Kind {
        match resource {
            Resource::Cluster => Kind::Cluster,
            Resource::Group(_) => Kind::Group,
            Resource::Topic(_) => Kind::Topic,
        }
    }

    /// The word with which a person refers to it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Cluster => "cluster",
            Kind::Group => "group",
            Kind::Topic => "topic",
        }
    }
}

impl Request {
    /// What a broker asks for, from the `handle…Request` methods of Kafka's `KafkaApis` and the table "Operations
    /// and Resources on Protocols" of its documentation (section Security, Authorization and ACLs).
    ///
    /// A group's coordinator is looked for with DESCRIBE on the group, which READ and DELETE imply. Without
    /// DESCRIBE on the cluster, `ListGroups` fails at nothing but leaves groups out. `DescribeGroups` asks for
    /// the topics of a group's members since Kafka 4.0, where the group is of KIP-848 (KAFKA-18813).
    pub fn needs(self) -> &'static [(Kind, Operation)] {
        use Kind::{Cluster, Group, Topic};
        use Operation::{Delete, Describe, Read};
        match self {
            Request::Metadata | Request::ListOffsets => &[(Topic, Describe)],
            Request::Fetch => &[(Topic, Read)],
            Request::ListGroups => &[(Cluster, Describe)],
            Request::DescribeGroups | Request::OffsetFetch => {
                &[(Group, Describe), (Topic, Describe)]
            }
            Request::OffsetCommit => &[(Group, Read), (Topic, Read)],
            Request::OffsetDelete => &[(Group, Delete), (Topic, Read)],
            Request::DeleteGroups => &[(Group, Delete)],
        }
    }

    /// What the user lacks, where a broker refused the request with this code.
    pub fn lacks(self, code: ErrorCode) -> Option<(Kind, Operation)> {
        let refused = Kind::refused(code)?;
        let mut needs = self.needs().iter().copied();
        needs.find(|(kind, _)| *kind == refused)
    }
}

/// What a request was about, as far as it names it.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    pub group: Option<&'a GroupId>,
    pub topic: Option<&'a TopicName>,
}

impl About<'_> {
    /// The right that is lacking, where the request names its resource.
    pub fn right(self, (kind, operation): (Kind, Operation)) -> Option<Right> {
        let resource = match kind {
            Kind::Cluster => Resource::Cluster,
            Kind::Group => Resource::Group(self.group?.clone()),
            Kind::Topic => Resource::Topic(self.topic?.clone()),
        };
        Some(Right {
            resource,
            operation,
        })
    }
}
