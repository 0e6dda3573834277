use chrono::{DateTime, Utc};

use super::{Align, Page, Table, absent, ago, and_unknown, counted, grouped};
use crate::model::{
    GroupId, GroupSnapshot, LeftOut, OffsetRange, SavedOffset, Snapshot, TopicPartition, readable,
};

const COLUMNS: [(&str, Align); 7] = [
    ("TOPIC", Align::Left),
    ("PARTITION", Align::Right),
    ("LOG-START", Align::Right),
    ("COMMITTED", Align::Right),
    ("END", Align::Right),
    ("LAST-STABLE", Align::Right),
    ("NOTE", Align::Left),
];

/// Writes what a snapshot is, how old it is at `now`, and then each of its groups.
pub fn snapshot_table(snapshot: &Snapshot, now: DateTime<Utc>) -> Page {
    let cluster = snapshot.cluster_id.as_ref();
    let (created, age) = (readable(snapshot.created_at), ago(snapshot.created_at, now));
    let mut page = Page::of(format_args!("created  {created}, {age}"));
    let cluster = absent(cluster, ToString::to_string);
    page.line(format_args!("cluster  {cluster}"));
    let groups = grouped(snapshot.groups.len());
    let partitions = snapshot_partitions(snapshot);
    page.line(format_args!("groups   {groups}, {partitions}"));
    for gap in &snapshot.incomplete {
        page.line(format_args!("! {gap}"));
    }
    if let Some(line) = LeftOut::line(&snapshot.left_out) {
        page.line(line);
    }
    for (id, group) in &snapshot.groups {
        page.gap();
        group_table(&mut page, id, group);
    }
    page
}

/// Writes how many partitions a snapshot has; of a group that could not be read that is not known.
pub fn snapshot_partitions(snapshot: &Snapshot) -> String {
    let known = snapshot.partitions();
    if snapshot.groups.values().any(|group| group.error.is_some()) {
        format!("{}{} partitions", grouped(known), and_unknown(true))
    } else {
        counted(known, "partition")
    }
}

fn group_table(page: &mut Page, id: &GroupId, group: &GroupSnapshot) {
    let (group_type, state) = (group.group_type, group.state);
    page.line(format_args!("{id} ({group_type}, {state})"));
    if let Some(why) = &group.error {
        return page.line(format_args!("! {why}"));
    }
    if group.offsets.is_empty() {
        return page.line("no commits");
    }
    let mut table = Table::new(&COLUMNS);
    for (at, saved) in &group.offsets {
        table.row(row(at, saved));
    }
    page.table(&table);
}

fn row(at: &TopicPartition, saved: &SavedOffset) -> [String; 7] {
    let committed = saved.committed.as_ref();
    let end_of = |end: fn(&OffsetRange) -> String| saved.range.as_ref().map_or_else(unknown, end);
    [
        at.topic.to_string(),
        at.partition.to_string(),
        end_of(|range| grouped(range.log_start)),
        committed.map_or_else(unknown, |committed| {
            absent(committed.as_ref(), |committed| grouped(committed.offset))
        }),
        end_of(|range| grouped(range.end)),
        end_of(|range| grouped(range.last_stable)),
        note(saved),
    ]
}

fn unknown(_: &String) -> String {
    "?".to_owned()
}

fn note(saved: &SavedOffset) -> String {
    let commit = saved.committed.as_ref().err();
    let commit = commit.map(|why| format!("commit: {why}"));
    let range = saved.range.as_ref().err();
    let range = range.map(|why| format!("range: {why}"));
    let negative = saved.negative.map(|negative| negative.to_string());
    let notes: Vec<_> = commit.into_iter().chain(negative).chain(range).collect();
    notes.join("; ")
}
