use schemars::JsonSchema;
use serde::Serialize;

use super::groups::{GroupStateForm, GroupTypeForm};
use super::parts::CommittedForm;
use super::parts::WrittenNegative;
use super::parts::{LeftOutForm, left_out_forms};
use super::{Envelope, Kind, Word, Worded};
use crate::compare::{
    ComparedGroup, Count, Diff, Difference, GroupSide, Origin, Row, Side, Source, Verdict,
};
use crate::model::{GroupState, GroupType, TopicPartition, instant};

const SCHEMA: (&str, u32) = ("koffset.diff", 1);

/// The content of a `koffset.diff` document.
#[derive(Clone, Serialize, JsonSchema)]
pub struct DiffDocument<'a> {
    result: Word<Verdict>,
    a: OriginForm<'a>,
    b: OriginForm<'a>,
    notes: &'a [String],
    left_out: Vec<LeftOutForm<'a>>,
    counts: CountForm,
    groups: Vec<GroupForm<'a>>,
}

#[derive(Clone, Serialize, JsonSchema)]
struct OriginForm<'a> {
    source: SourceWord,
    file: Option<&'a str>,
    group_id: Option<&'a str>,
    cluster_id: Option<&'a str>,
    /// When the reading of the commits began, in RFC 3339.
    read_at: String,
}

#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum SourceWord {
    Snapshot,
    Live,
    Group,
}

/// Partitions; those without a commit on either side are not counted.
#[derive(Clone, Serialize, JsonSchema)]
struct CountForm {
    different: usize,
    unknown: usize,
    /// How many are the same.
    equal: usize,
    not_compared: usize,
    topic_id_unknown: usize,
}

#[derive(Clone, Serialize, JsonSchema)]
struct GroupForm<'a> {
    a: Option<GroupSideForm<'a>>,
    b: Option<GroupSideForm<'a>>,
    equal: usize,
    partitions: Vec<DiffRow<'a>>,
}

#[derive(Clone, Serialize, JsonSchema)]
struct GroupSideForm<'a> {
    group_id: &'a str,
    #[serde(rename = "type", with = "GroupTypeForm")]
    group_type: GroupType,
    #[serde(with = "GroupStateForm")]
    state: GroupState,
    error: Option<&'a str>,
}

/// A partition that is not the same on both sides.
#[derive(Clone, Serialize, JsonSchema)]
pub struct DiffRow<'a> {
    topic: &'a str,
    partition: i32,
    differences: Vec<Word<Difference>>,
    /// Offsets from a to b; null without a commit on both sides.
    delta: Option<i64>,
    a: PositionForm<'a>,
    b: PositionForm<'a>,
}

#[derive(Clone, Serialize, JsonSchema)]
struct PositionForm<'a> {
    /// Null where the side does not have the group.
    group_id: Option<&'a str>,
    topic_id: Option<&'a str>,
    /// Null without a commit, or with an `error`.
    committed: Option<CommittedForm<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stored_negative: Option<WrittenNegative>,
    error: Option<&'a str>,
}

impl Kind for DiffDocument<'_> {
    const SCHEMA: (&'static str, u32) = SCHEMA;
}

impl<'a> Envelope<DiffDocument<'a>> {
    /// The document of a comparison. It is of a cluster where both sides are of the same, and observed when the later
    /// side was.
    pub fn of_diff(diff: &'a Diff) -> Self {
        let content = DiffDocument {
            result: Word(diff.verdict()),
            a: origin_form(&diff.a),
            b: origin_form(&diff.b),
            notes: &diff.notes,
            left_out: left_out_forms(&diff.left_out),
            counts: CountForm::from(diff.comparison.count()),
            groups: diff.comparison.groups.iter().map(group_form).collect(),
        };
        let side = |side: &'a Origin| (side.cluster_id.as_ref(), side.read_at);
        let incomplete = diff.incomplete.clone();
        Envelope::of_two(SCHEMA, side(&diff.a), side(&diff.b), incomplete, content)
    }
}

impl<'a> DiffRow<'a> {
    /// A row for each partition that differs, or of which that cannot be told.
    pub fn all(diff: &'a Diff) -> Vec<Self> {
        diff.comparison.groups.iter().flat_map(rows).collect()
    }
}

fn origin_form(origin: &Origin) -> OriginForm<'_> {
    let (source, file, group) = match &origin.source {
        Source::Snapshot { file, group } => {
            (SourceWord::Snapshot, Some(file.as_str()), group.as_ref())
        }
        Source::Live => (SourceWord::Live, None, None),
        Source::Group(group) => (SourceWord::Group, None, Some(group)),
    };
    OriginForm {
        source,
        file,
        group_id: group.map(|id| id.as_str()),
        cluster_id: origin.cluster_id.as_ref().map(|id| id.0.as_str()),
        read_at: instant(origin.read_at),
    }
}

fn group_form(group: &ComparedGroup) -> GroupForm<'_> {
    GroupForm {
        a: group.a.as_ref().map(side_form),
        b: group.b.as_ref().map(side_form),
        equal: group.equal,
        partitions: rows(group).collect(),
    }
}

fn side_form(side: &GroupSide) -> GroupSideForm<'_> {
    GroupSideForm {
        group_id: side.id.as_str(),
        group_type: side.group_type,
        state: side.state,
        error: side.error.as_deref(),
    }
}

fn rows(group: &ComparedGroup) -> impl Iterator<Item = DiffRow<'_>> {
    group.rows.iter().map(|(at, row)| row_form(group, at, row))
}

fn row_form<'a>(group: &'a ComparedGroup, at: &'a TopicPartition, row: &'a Row) -> DiffRow<'a> {
    DiffRow {
        topic: &at.topic,
        partition: at.partition,
        differences: row.differences.iter().copied().map(Word).collect(),
        delta: row.delta(),
        a: position_form(group, row, Side::A),
        b: position_form(group, row, Side::B),
    }
}

fn position_form<'a>(group: &'a ComparedGroup, row: &'a Row, side: Side) -> PositionForm<'a> {
    let position = row.position(side);
    PositionForm {
        group_id: group.side(side).map(|group| group.id.as_str()),
        topic_id: position.topic_id.as_ref().map(|id| id.0.as_str()),
        committed: position.commit().map(CommittedForm::from),
        stored_negative: position.negative.map(WrittenNegative),
        error: position.committed.as_ref().err().map(String::as_str),
    }
}

impl From<Count> for CountForm {
    fn from(count: Count) -> Self {
        CountForm {
            different: count.different,
            unknown: count.unknown,
            equal: count.equal,
            not_compared: count.not_compared,
            topic_id_unknown: count.untold_topics,
        }
    }
}

impl Worded for Verdict {
    fn word(self) -> &'static str {
        match self {
            Verdict::Equal => "equal",
            Verdict::Different => "different",
            Verdict::Unknown => "unknown",
        }
    }
}

impl Worded for Difference {
    fn word(self) -> &'static str {
        match self {
            Difference::Unknown => "unknown",
            Difference::OnlyInA => "only-in-a",
            Difference::OnlyInB => "only-in-b",
            Difference::Topic => "topic-id",
            Difference::Offset => "offset",
            Difference::LeaderEpoch => "leader-epoch",
            Difference::Metadata => "metadata",
        }
    }
}
