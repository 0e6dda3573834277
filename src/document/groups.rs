//! The words for a group's type and state in documents, with which serde writes and reads them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::parts::WrittenNegative;
use super::{Envelope, Kind, Word, Worded};
use crate::model::{
    ClusterId, Coordinator, GroupId, GroupListing, GroupState, GroupType, InTransaction,
    InTransactions, ListedGroup, Looked, Member, ObservedGroup, PerGroup, TopicPartition,
    looked_error,
};
use crate::plan::{Engine, Owner};

const LIST: (&str, u32) = ("koffset.groups", 1);
const DESCRIPTION: (&str, u32) = ("koffset.group", 1);

/// The content of a `koffset.groups` document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GroupList<'a> {
    groups: Vec<GroupEntry<'a>>,
}

/// A group of a listing.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GroupEntry<'a> {
    #[serde(flatten)]
    group: GroupForm<'a>,
    /// Only there where it was asked for.
    #[serde(flatten)]
    looked: Option<LookedForm<'a>>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct GroupForm<'a> {
    group_id: &'a str,
    #[serde(rename = "type", with = "GroupTypeForm")]
    group_type: GroupType,
    #[serde(with = "GroupStateForm")]
    state: GroupState,
    /// Null where the group has none, which is a simple one, or where it is not told.
    protocol: Option<&'a str>,
}

/// What only a look at the group itself tells; null where it is not known.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct LookedForm<'a> {
    coordinator: Option<CoordinatorForm<'a>>,
    assignor: Option<&'a str>,
    /// How many members; null where they are not told.
    members: Option<usize>,
    committed_partitions: Option<usize>,
    error: Option<String>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct CoordinatorForm<'a> {
    broker: i32,
    host: &'a str,
    port: u16,
}

/// The content of a `koffset.group` document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DescribedGroups<'a> {
    groups: Vec<DescribedForm<'a>>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct DescribedForm<'a> {
    #[serde(flatten)]
    group: GroupForm<'a>,
    coordinator: Option<CoordinatorForm<'a>>,
    assignor: Option<&'a str>,
    committed_partitions: Option<usize>,
    owner: Option<OwnerForm>,
    transactions: Vec<InTransactionForm<'a>>,
    /// Null where they are not told.
    members: Option<Vec<MemberForm<'a>>>,
    /// The partitions in which something is stored that is no offset; only there where there are any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    negative_commits: Vec<NegativeForm<'a>>,
    error: Option<String>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct InTransactionForm<'a> {
    topic: &'a str,
    partition: i32,
    above_last_stable: Option<u64>,
    pending_commit: bool,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct OwnerForm {
    engine: Word<Engine>,
    evidence: String,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct MemberForm<'a> {
    member_id: &'a str,
    client_id: &'a str,
    host: &'a str,
    instance_id: Option<&'a str>,
    assignment: Vec<AssignedForm<'a>>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct NegativeForm<'a> {
    topic: &'a str,
    partition: i32,
    stored_negative: WrittenNegative,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct AssignedForm<'a> {
    topic: &'a str,
    /// The partitions' numbers.
    partitions: Vec<i32>,
}

impl Kind for GroupList<'_> {
    const SCHEMA: (&'static str, u32) = LIST;
}

impl<'a> Envelope<GroupList<'a>> {
    /// The document of a listing.
    pub fn of_groups(
        groups: &'a [ListedGroup],
        cluster_id: Option<&ClusterId>,
        observed_at: DateTime<Utc>,
        incomplete: Vec<String>,
    ) -> Self {
        let groups = GroupEntry::all(groups);
        let content = GroupList { groups };
        Envelope::new(LIST, cluster_id, observed_at, incomplete, content)
    }
}

impl<'a> GroupEntry<'a> {
    /// An entry for each group.
    pub fn all(groups: &'a [ListedGroup]) -> Vec<Self> {
        let entry = |group: &'a ListedGroup| GroupEntry {
            group: GroupForm::of_listing(&group.listing),
            looked: group.looked.as_ref().map(LookedForm::new),
        };
        groups.iter().map(entry).collect()
    }
}

impl Kind for DescribedGroups<'_> {
    const SCHEMA: (&'static str, u32) = DESCRIPTION;
}

impl<'a> Envelope<DescribedGroups<'a>> {
    /// The document of groups that were looked at one by one, and of what open transactions hold of them.
    pub fn of_described(
        (groups, held): (&'a PerGroup<ObservedGroup>, &'a InTransactions),
        cluster_id: Option<&ClusterId>,
        observed_at: DateTime<Utc>,
        incomplete: Vec<String>,
    ) -> Self {
        let groups = groups.iter();
        let groups = groups.map(|(id, looked)| described(id, looked, held.get(id)));
        let content = DescribedGroups {
            groups: groups.collect(),
        };
        Envelope::new(DESCRIPTION, cluster_id, observed_at, incomplete, content)
    }
}

impl<'a> GroupForm<'a> {
    fn of_listing(listing: &'a GroupListing) -> Self {
        GroupForm {
            group_id: listing.id.as_str(),
            group_type: listing.group_type,
            state: listing.state,
            protocol: listing.protocol(),
        }
    }
}

impl<'a> LookedForm<'a> {
    fn new(looked: &'a Looked) -> Self {
        let group = looked.as_ref().ok();
        let description = group.map(|group| &group.description);
        LookedForm {
            coordinator: description.and_then(|group| coordinator(group.coordinator.as_ref())),
            assignor: description.and_then(|group| group.assignor.as_deref()),
            members: description.and_then(|group| Some(group.known_members()?.len())),
            committed_partitions: group.and_then(ObservedGroup::committed),
            error: looked_error(looked),
        }
    }
}

fn coordinator(coordinator: Option<&Coordinator>) -> Option<CoordinatorForm<'_>> {
    coordinator.map(|coordinator| CoordinatorForm {
        broker: coordinator.broker,
        host: &coordinator.host,
        port: coordinator.port,
    })
}

fn described<'a>(
    id: &'a GroupId,
    looked: &'a Looked,
    held: Option<&'a BTreeMap<TopicPartition, InTransaction>>,
) -> DescribedForm<'a> {
    let group = looked.as_ref().ok();
    let description = group.map(|group| &group.description);
    let members = description.and_then(|group| group.known_members());
    let told = group.filter(|group| !group.description.is_foreign());
    DescribedForm {
        group: GroupForm {
            group_id: id.as_str(),
            group_type: description.map_or(GroupType::Unknown, |group| group.group_type),
            state: description.map_or(GroupState::Unknown, |group| group.state),
            protocol: description.and_then(|group| group.protocol()),
        },
        coordinator: description.and_then(|group| coordinator(group.coordinator.as_ref())),
        assignor: description.and_then(|group| group.assignor.as_deref()),
        committed_partitions: group.and_then(ObservedGroup::committed),
        owner: told.and_then(Owner::of).map(|owner| OwnerForm {
            engine: Word(owner.engine),
            evidence: owner.evidence,
        }),
        transactions: held.into_iter().flatten().map(in_transaction).collect(),
        members: members.map(|members| members.into_iter().map(member).collect()),
        negative_commits: group.map(negative_commits).unwrap_or_default(),
        error: looked_error(looked),
    }
}

fn in_transaction<'a>((at, held): (&'a TopicPartition, &InTransaction)) -> InTransactionForm<'a> {
    InTransactionForm {
        topic: &at.topic,
        partition: at.partition,
        above_last_stable: held.above_last_stable,
        pending_commit: held.pending,
    }
}

fn negative_commits(group: &ObservedGroup) -> Vec<NegativeForm<'_>> {
    let stored = group.commits.iter();
    let negative = stored.filter_map(|(at, stored)| {
        Some(NegativeForm {
            topic: &at.topic,
            partition: at.partition,
            stored_negative: WrittenNegative(stored.as_ref().ok()?.negative()?),
        })
    });
    negative.collect()
}

fn member(member: &Member) -> MemberForm<'_> {
    MemberForm {
        member_id: &member.id,
        client_id: &member.client_id,
        host: &member.host,
        instance_id: member.instance_id.as_deref(),
        assignment: assigned(member.assignment.iter()),
    }
}

fn assigned<'a>(partitions: impl Iterator<Item = &'a TopicPartition>) -> Vec<AssignedForm<'a>> {
    let mut topics: Vec<AssignedForm<'a>> = Vec::new();
    for TopicPartition { topic, partition } in partitions {
        match topics.last_mut().filter(|last| last.topic == &**topic) {
            Some(last) => last.partitions.push(*partition),
            None => topics.push(AssignedForm {
                topic,
                partitions: vec![*partition],
            }),
        }
    }
    topics
}

impl Worded for Engine {
    fn word(self) -> &'static str {
        match self {
            Engine::Connect => "connect",
            Engine::Streams => "streams",
            Engine::Flink => "flink",
            Engine::Spark => "spark",
        }
    }
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(remote = "GroupType", rename_all = "kebab-case")]
pub(super) enum GroupTypeForm {
    Classic,
    Consumer,
    Simple,
    Unknown,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(remote = "GroupState", rename_all = "kebab-case")]
pub(super) enum GroupStateForm {
    Empty,
    Stable,
    PreparingRebalance,
    CompletingRebalance,
    Dead,
    Unknown,
}
