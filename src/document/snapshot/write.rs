use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use super::SCHEMA;
use crate::document::{
    envelope::{Kind, heading},
    groups::{GroupStateForm, GroupTypeForm},
    json::write_pretty,
    parts::{CommittedForm, LeftOutForm, Ordinal, WrittenNegative, WrittenOffset, left_out_forms},
};
use crate::model::{
    GroupId, GroupSnapshot, GroupState, GroupType, SavedOffset, Snapshot, TopicPartition, instant,
};

/// The document as it is written, group by group.
#[derive(Serialize, JsonSchema)]
#[schemars(transform = heading::<Self>)]
pub(in crate::document) struct SnapshotForm<'a> {
    schema: &'a str,
    version: u32,
    created_at: String,
    cluster_id: Option<&'a str>,
    all_topics: bool,
    /// The evidence for it: whether no broker had an authorizer. The first snapshots do not have it, and took a right for it
    /// that says nothing of topics.
    nothing_hidden: bool,
    /// The topics that could be seen where others may have been hidden: a group had no commit in what stands of them
    /// nowhere below. Left out where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    visible_topics: Vec<&'a str>,
    incomplete: &'a [String],
    left_out: Vec<LeftOutForm<'a>>,
    #[serde(serialize_with = "group_by_group")]
    #[schemars(with = "Vec<GroupForm>")]
    groups: &'a BTreeMap<GroupId, GroupSnapshot>,
}

impl Kind for SnapshotForm<'_> {
    const SCHEMA: (&'static str, u32) = SCHEMA;
}

/// Writes the snapshot as a `koffset.snapshot` document.
///
/// # Errors
/// Those of `out`.
pub(super) fn write_snapshot(snapshot: &Snapshot, mut out: impl io::Write) -> io::Result<()> {
    let (schema, version) = SCHEMA;
    let form = SnapshotForm {
        schema,
        version,
        created_at: instant(snapshot.created_at),
        cluster_id: snapshot.cluster_id.as_ref().map(|id| id.0.as_str()),
        all_topics: snapshot.all_topics,
        nothing_hidden: snapshot.all_topics,
        visible_topics: snapshot.visible_topics.iter().map(|name| &**name).collect(),
        incomplete: &snapshot.incomplete,
        left_out: left_out_forms(&snapshot.left_out),
        groups: &snapshot.groups,
    };
    write_pretty(&mut out, &form)?;
    out.write_all(b"\n")
}

fn group_by_group<S: Serializer>(
    groups: &BTreeMap<GroupId, GroupSnapshot>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(groups.iter().map(|(id, group)| group_form(id, group)))
}

fn group_form<'a>(id: &'a GroupId, group: &'a GroupSnapshot) -> GroupForm<'a> {
    GroupForm {
        group_id: id.as_str().into(),
        group_type: group.group_type,
        state: group.state,
        error: group.error.as_deref().map(Cow::from),
        offsets: group
            .offsets
            .iter()
            .map(|(partition, saved)| offset_form(partition, saved))
            .collect(),
    }
}

fn offset_form<'a>(at: &'a TopicPartition, saved: &'a SavedOffset) -> OffsetForm<'a> {
    let range = saved.range.as_ref().ok();
    OffsetForm {
        topic: (&*at.topic).into(),
        topic_id: saved.topic_id.as_ref().map(|id| id.0.as_str().into()),
        partition: Ordinal(at.partition),
        committed: saved
            .committed
            .as_ref()
            .ok()
            .and_then(Option::as_ref)
            .map(CommittedForm::from),
        stored_negative: saved.negative.map(WrittenNegative),
        error: reason(&saved.committed),
        log_start: range.map(|range| WrittenOffset(range.log_start)),
        end: range.map(|range| WrittenOffset(range.end)),
        last_stable: range.map(|range| WrittenOffset(range.last_stable)),
        range_error: reason(&saved.range),
    }
}

fn reason<T>(result: &Result<T, String>) -> Option<Cow<'_, str>> {
    let reason = result.as_ref().err();
    reason.map(|reason| reason.as_str().into())
}

/// A group as the document holds it.
// Text is borrowed in writing and owned in reading.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct GroupForm<'a> {
    pub(super) group_id: Cow<'a, str>,
    #[serde(rename = "type", with = "GroupTypeForm")]
    pub(super) group_type: GroupType,
    #[serde(with = "GroupStateForm")]
    pub(super) state: GroupState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<Cow<'a, str>>,
    pub(super) offsets: Vec<OffsetForm<'a>>,
}

/// A partition as the document holds it.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct OffsetForm<'a> {
    pub(super) topic: Cow<'a, str>,
    pub(super) topic_id: Option<Cow<'a, str>>,
    pub(super) partition: Ordinal,
    // A missing key must not pass for "no commit": a restore would delete one.
    #[serde(deserialize_with = "Option::deserialize")]
    pub(super) committed: Option<CommittedForm<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) stored_negative: Option<WrittenNegative>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<Cow<'a, str>>,
    pub(super) log_start: Option<WrittenOffset>,
    pub(super) end: Option<WrittenOffset>,
    pub(super) last_stable: Option<WrittenOffset>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) range_error: Option<Cow<'a, str>>,
}
