use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::Kind;
use super::groups::{GroupStateForm, GroupTypeForm};
use super::lag_time::{LagTime, LagTimeTotal};
use super::parts::{LeftOutForm, left_out_forms};
use crate::model::{
    GroupState, GroupType, LagBasis, LagGroup, LagRow, LagTotal, LagTotalOf, LeftOut, Member,
    Offset,
};

/// The schema of [`LagDocument`] and its version.
pub const LAG: (&str, u32) = ("koffset.lag", 1);

/// What `koffset lag` found.
#[derive(Serialize, JsonSchema)]
pub struct LagDocument<'a> {
    /// The end that lag is counted to.
    #[serde(with = "LagBasisForm")]
    lag_basis: LagBasis,
    left_out: Vec<LeftOutForm<'a>>,
    #[serde(flatten)]
    content: LagContent<'a>,
}

#[derive(Serialize, JsonSchema)]
#[serde(remote = "LagBasis", rename_all = "kebab-case")]
enum LagBasisForm {
    End,
    LastStable,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum LagContent<'a> {
    Groups(Vec<LagGroupEntry<'a>>),
    /// In the place of the groups, where sums were asked for.
    Totals(Vec<LagTotalEntry<'a>>),
}

/// One group and its partitions.
#[derive(Serialize, JsonSchema)]
struct LagGroupEntry<'a> {
    #[serde(flatten)]
    group: GroupHead<'a>,
    /// Why its commits could not be read.
    error: Option<String>,
    #[serde(serialize_with = "entries")]
    #[schemars(with = "Vec<LagEntry>")]
    partitions: Vec<&'a LagRow>,
}

/// Makes each entry no sooner than it is written: those of all groups are more than could be held.
fn entries<S: Serializer>(rows: &[&LagRow], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(rows.iter().filter_map(|row| LagEntry::new(row)))
}

/// One partition on a line of its own.
#[derive(Serialize, JsonSchema)]
pub struct LagLine<'a> {
    #[serde(flatten)]
    group: GroupHead<'a>,
    /// Null for a group whose commits could not be read.
    topic: Option<&'a str>,
    partition: Option<i32>,
    #[serde(flatten)]
    numbers: Numbers<'a>,
}

#[derive(Serialize, JsonSchema)]
struct GroupHead<'a> {
    group_id: &'a str,
    #[serde(rename = "type", with = "GroupTypeForm")]
    group_type: GroupType,
    #[serde(with = "GroupStateForm")]
    state: GroupState,
}

#[derive(Serialize, JsonSchema)]
struct LagEntry<'a> {
    topic: &'a str,
    partition: i32,
    #[serde(flatten)]
    numbers: Numbers<'a>,
}

/// What is not known is null; `error` says why, except where `committed` is null because there is no commit.
#[derive(Serialize, JsonSchema)]
struct Numbers<'a> {
    log_start: Option<i64>,
    committed: Option<i64>,
    end: Option<i64>,
    last_stable: Option<i64>,
    lag: Option<u64>,
    lost: Option<u64>,
    headroom: Option<u64>,
    /// The headroom's share of the log.
    headroom_percent: Option<f64>,
    above_last_stable: Option<u64>,
    /// Null where that was not asked for, or where brokers do not tell.
    pending_commit: Option<bool>,
    /// Null where there is none, or where members were not asked for.
    member: Option<LagMember<'a>>,
    error: Option<String>,
    /// Only there where times were asked for.
    #[serde(flatten)]
    time: Option<LagTime>,
}

#[derive(Serialize, JsonSchema)]
struct LagMember<'a> {
    member_id: &'a str,
    client_id: &'a str,
    host: &'a str,
    instance_id: Option<&'a str>,
}

/// The sums of one group or topic; null where nothing that is summed up is known.
#[derive(Serialize, JsonSchema)]
pub struct LagTotalEntry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    /// Only there where the sums are of groups.
    group_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// Only there where the sums are of topics.
    topic: Option<&'a str>,
    /// How many partitions.
    partitions: usize,
    lagging: usize,
    /// Summed up over the partitions of which it is known, in offsets: `uncommitted`, `unknown` and `unplaced` tell
    /// of how many it is not.
    lag: Option<u64>,
    largest_lag: Option<u64>,
    /// Summed up as `lag` is.
    lost: Option<u64>,
    least_headroom_percent: Option<f64>,
    uncommitted: usize,
    unknown: usize,
    unplaced: usize,
    /// Only there where times were asked for.
    #[serde(flatten)]
    time: Option<LagTimeTotal>,
}

impl Kind for LagDocument<'_> {
    const SCHEMA: (&'static str, u32) = LAG;
}

impl<'a> LagDocument<'a> {
    /// The rows under their groups: those first whose rows come first, then those without.
    pub fn of_groups(lag_basis: LagBasis, groups: &'a [Arc<LagGroup>], rows: &'a [LagRow]) -> Self {
        let mut entries = Vec::with_capacity(groups.len());
        let mut numbers = BTreeMap::new();
        for group in rows.iter().map(|row| &row.group).chain(groups) {
            numbers.entry(&group.id).or_insert_with(|| {
                entries.push(LagGroupEntry::new(group));
                entries.len() - 1
            });
        }
        for row in rows {
            entries[numbers[&row.group.id]].add(row);
        }
        LagDocument {
            lag_basis,
            left_out: Vec::new(),
            content: LagContent::Groups(entries),
        }
    }

    /// Names the groups that are left out by what they are.
    #[must_use]
    pub fn without(self, groups: &'a [LeftOut]) -> Self {
        let left_out = left_out_forms(groups);
        LagDocument { left_out, ..self }
    }

    pub fn of_totals(lag_basis: LagBasis, totals: &'a [LagTotal]) -> Self {
        LagDocument {
            lag_basis,
            left_out: Vec::new(),
            content: LagContent::Totals(totals.iter().map(LagTotalEntry::new).collect()),
        }
    }
}

impl<'a> LagGroupEntry<'a> {
    fn new(group: &'a Arc<LagGroup>) -> Self {
        LagGroupEntry {
            group: GroupHead::new(group),
            error: None,
            partitions: Vec::new(),
        }
    }

    fn add(&mut self, row: &'a LagRow) {
        match &row.at {
            None => self.error = row.lag.error(),
            Some(_) => self.partitions.push(row),
        }
    }
}

impl<'a> LagEntry<'a> {
    fn new(row: &'a LagRow) -> Option<Self> {
        row.at.as_ref().map(|at| LagEntry {
            topic: &at.topic,
            partition: at.partition,
            numbers: Numbers::new(row),
        })
    }
}

impl<'a> LagLine<'a> {
    pub fn new(row: &'a LagRow) -> Self {
        LagLine {
            group: GroupHead::new(&row.group),
            topic: row.at.as_ref().map(|at| &*at.topic),
            partition: row.at.as_ref().map(|at| at.partition),
            numbers: Numbers::new(row),
        }
    }
}

impl<'a> GroupHead<'a> {
    fn new(group: &'a LagGroup) -> Self {
        GroupHead {
            group_id: group.id.as_str(),
            group_type: group.group_type,
            state: group.state,
        }
    }
}

impl<'a> Numbers<'a> {
    fn new(row: &'a LagRow) -> Self {
        let lag = &row.lag;
        Numbers {
            log_start: lag.log_start.map(Offset::get),
            committed: lag.committed.map(Offset::get),
            end: lag.end.map(Offset::get),
            last_stable: lag.last_stable.map(Offset::get),
            lag: lag.lag,
            lost: lag.lost,
            headroom: lag.headroom.map(|headroom| headroom.offsets),
            headroom_percent: lag.headroom.map(|headroom| headroom.percent),
            above_last_stable: lag.above_last_stable(),
            pending_commit: row.pending,
            member: row.member.as_deref().map(LagMember::new),
            error: lag.error(),
            time: row.time.as_ref().map(|time| LagTime::new(time, row.open)),
        }
    }
}

impl<'a> LagMember<'a> {
    fn new(member: &'a Member) -> Self {
        LagMember {
            member_id: &member.id,
            client_id: &member.client_id,
            host: &member.host,
            instance_id: member.instance_id.as_deref(),
        }
    }
}

impl<'a> LagTotalEntry<'a> {
    pub fn new(total: &'a LagTotal) -> Self {
        let (group_id, topic) = match &total.of {
            LagTotalOf::Group(id) => (Some(id.as_str()), None),
            LagTotalOf::Topic(name) => (None, Some(&**name)),
        };
        LagTotalEntry {
            group_id,
            topic,
            partitions: total.partitions,
            lagging: total.lagging,
            lag: total.lag,
            largest_lag: total.largest,
            lost: total.lost,
            least_headroom_percent: total.headroom_percent,
            uncommitted: total.uncommitted,
            unknown: total.unknown,
            unplaced: total.unplaced,
            time: total.time.map(LagTimeTotal::new),
        }
    }
}
