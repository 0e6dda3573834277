use std::iter::once;

use super::csv::csv;
use super::{Align, Page, Table, absent, counted, grouped, signed};
use crate::compare::{
    ComparedGroup, Diff, Difference, GroupSide, Origin, Position, Row, Side, Source, Verdict,
};
use crate::document::Worded;
use crate::model::{CommittedOffset, TopicPartition, readable};

const COLUMNS: [(&str, Align); 7] = [
    ("GROUP", Align::Left),
    ("TOPIC", Align::Left),
    ("PARTITION", Align::Right),
    ("A", Align::Right),
    ("B", Align::Right),
    ("DELTA", Align::Right),
    ("WHAT", Align::Left),
];
const CSV_TITLES: [&str; 15] = [
    "a_group",
    "b_group",
    "topic",
    "partition",
    "differences",
    "delta",
    "a_offset",
    "b_offset",
    "a_leader_epoch",
    "b_leader_epoch",
    "a_metadata",
    "b_metadata",
    "a_topic_id",
    "b_topic_id",
    "error",
];
/// The characters of a metadata that a table shows.
const SHOWN: usize = 40;

/// Writes what the sides are, the groups and partitions that differ, and one sentence on all of them.
pub fn diff_table(diff: &Diff) -> Page {
    let mut page = Page::of(format_args!("a  {}", origin(&diff.a)));
    page.line(format_args!("b  {}", origin(&diff.b)));
    let groups = &diff.comparison.groups;
    let unequal = groups.iter().filter(|group| !group.is_equal());
    let lines: Page = unequal.map(group_line).collect();
    if !lines.is_empty() {
        page.gap();
        page.append(&lines);
    }
    let rows = rows_table(groups);
    if !rows.is_empty() {
        page.gap();
        page.table(&rows);
    }
    page.gap();
    page.line(summary(diff));
    page
}

/// Writes a row for each partition that differs, both what is absent and what is unknown as nothing: `error`
/// tells them apart.
///
/// # Errors
/// As the csv crate's writer.
pub fn diff_csv(diff: &Diff) -> csv::Result<String> {
    let titles = CSV_TITLES.map(str::to_owned).to_vec();
    let groups = diff.comparison.groups.iter();
    let rows = groups.flat_map(|group| {
        group
            .rows
            .iter()
            .map(|(at, row)| csv_cells(group, at, row).to_vec())
    });
    csv(once(titles).chain(rows))
}

fn origin(origin: &Origin) -> String {
    let read_at = readable(origin.read_at);
    let source = match &origin.source {
        Source::Snapshot { file, group: None } => format!("snapshot {file} of {read_at}"),
        Source::Snapshot {
            file,
            group: Some(group),
        } => format!("group {group} in snapshot {file} of {read_at}"),
        Source::Live => format!("the cluster now, {read_at}"),
        Source::Group(group) => format!("group {group} now, {read_at}"),
    };
    let cluster = absent(origin.cluster_id.as_ref(), ToString::to_string);
    format!("{source} (cluster {cluster})")
}

fn group_line(group: &ComparedGroup) -> String {
    let described = |side: &GroupSide| {
        let error = side.error.as_ref().map(|why| format!(": {why}"));
        let error = error.unwrap_or_default();
        format!("{} ({}, {}){error}", side.id, side.group_type, side.state)
    };
    match (&group.a, &group.b) {
        (Some(a), Some(b)) if a == b => format!("group {}", described(a)),
        (Some(a), Some(b)) => format!("group {} in a, {} in b", described(a), described(b)),
        (Some(only), None) => format!("group {} only in a", described(only)),
        (None, Some(only)) => format!("group {} only in b", described(only)),
        (None, None) => String::new(),
    }
}

/// The rows of all groups, with a column for the group only where there are several.
fn rows_table(groups: &[ComparedGroup]) -> Table {
    let from = usize::from(groups.len() < 2);
    let mut table = Table::new(&COLUMNS[from..]);
    for group in groups {
        for (at, row) in &group.rows {
            table.row(cells(group, at, row).into_iter().skip(from));
        }
    }
    table
}

fn cells(group: &ComparedGroup, at: &TopicPartition, row: &Row) -> [String; 7] {
    let name = group.a.as_ref().or(group.b.as_ref());
    let what = row.differences.iter().map(|one| what(*one, row));
    let what: Vec<String> = what.chain(negatives(row)).collect();
    [
        absent(name, |group| group.id.to_string()),
        at.topic.to_string(),
        at.partition.to_string(),
        offset(&row.a),
        offset(&row.b),
        absent(row.delta(), signed),
        what.join(", "),
    ]
}

fn offset(position: &Position) -> String {
    match &position.committed {
        Ok(committed) => absent(committed.as_ref(), |committed| grouped(committed.offset)),
        Err(_) => "?".to_owned(),
    }
}

fn what(difference: Difference, row: &Row) -> String {
    let both = |value: fn(&CommittedOffset) -> Option<String>| {
        let value = |side: Side| absent(row.position(side).commit().and_then(value), |value| value);
        format!("{} to {}", value(Side::A), value(Side::B))
    };
    match difference {
        Difference::Unknown => unreadable(row),
        Difference::OnlyInA => "only in a".to_owned(),
        Difference::OnlyInB => "only in b".to_owned(),
        Difference::Topic => "topic recreated".to_owned(),
        Difference::Offset => "offset".to_owned(),
        Difference::LeaderEpoch => {
            let epoch = both(|commit| commit.leader_epoch.map(|epoch| epoch.to_string()));
            format!("epoch {epoch}")
        }
        Difference::Metadata => {
            let metadata = both(|commit| commit.metadata.as_deref().map(quoted));
            format!("metadata {metadata}")
        }
    }
}

fn unreadable(row: &Row) -> String {
    let reasons =
        [Side::A, Side::B].map(|side| (side, row.position(side).committed.as_ref().err()));
    let reasons = reasons
        .iter()
        .filter_map(|(side, why)| Some(format!("{side}: {}", (*why)?)));
    reasons.collect::<Vec<_>>().join(", ")
}

/// What a side has stored that is no offset.
fn negatives(row: &Row) -> impl Iterator<Item = String> {
    [Side::A, Side::B].into_iter().filter_map(|side| {
        let negative = row.position(side).negative?;
        Some(format!("{side}: {negative}"))
    })
}

fn quoted(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{:?}...", &text[..end]),
        None => format!("{text:?}"),
    }
}

fn summary(diff: &Diff) -> String {
    let count = diff.comparison.count();
    let different = count.different > 0 || count.unknown > 0;
    let mut parts = Vec::new();
    for side in [Side::A, Side::B] {
        match diff.comparison.only_in(side).count() {
            0 => {}
            many => parts.push(format!("{} only in {side}", counted(many, "group"))),
        }
    }
    if different {
        parts.push(format!("{} different", partitions(count.different)));
    }
    if count.unknown > 0 {
        parts.push(format!("{} unreadable", grouped(count.unknown)));
    }
    if different {
        parts.push(format!("{} the same", grouped(count.equal)))
    } else {
        parts.push(format!("the same commits in {}", partitions(count.equal)))
    }
    if count.not_compared > 0 {
        parts.push(format!("{} not compared", grouped(count.not_compared)));
    }
    let verdict = match diff.verdict() {
        Verdict::Equal => "equal",
        Verdict::Different => "different",
        Verdict::Unknown => "not known, since something could not be read",
    };
    format!("{verdict}: {}", parts.join(", "))
}

fn partitions(count: usize) -> String {
    counted(count, "partition")
}

fn csv_cells(group: &ComparedGroup, at: &TopicPartition, row: &Row) -> [String; 15] {
    let differences: Vec<&str> = row.differences.iter().map(|one| one.word()).collect();
    let id = |side| group.side(side).map(|group| group.id.as_str().to_owned());
    let of = |side, value: fn(&CommittedOffset) -> Option<String>| {
        let commit = row.position(side).commit();
        commit.and_then(value).unwrap_or_default()
    };
    let offset = |side| of(side, |commit| Some(commit.offset.to_string()));
    let epoch = |side| of(side, |commit| Some(commit.leader_epoch?.to_string()));
    let metadata = |side| of(side, |commit| commit.metadata.clone());
    let topic_id = |side| {
        let id = row.position(side).topic_id.as_ref();
        id.map(ToString::to_string).unwrap_or_default()
    };
    let error = Some(unreadable(row)).filter(|why| !why.is_empty());
    let error: Vec<String> = error.into_iter().chain(negatives(row)).collect();
    let error = error.join(", ");
    [
        id(Side::A).unwrap_or_default(),
        id(Side::B).unwrap_or_default(),
        at.topic.to_string(),
        at.partition.to_string(),
        differences.join(" "),
        row.delta()
            .map(|delta| delta.to_string())
            .unwrap_or_default(),
        offset(Side::A),
        offset(Side::B),
        epoch(Side::A),
        epoch(Side::B),
        metadata(Side::A),
        metadata(Side::B),
        topic_id(Side::A),
        topic_id(Side::B),
        error,
    ]
}
