//! The preview: what stands where, where it goes, and what that does.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Align, Cell, Page, Table, Tone, absent, ago, at_most, cell, counted, grouped, signed};
use crate::model::{ClusterId, CommittedOffset, TopicPartition};
use crate::plan::{Action, Blocker, Change, GroupPlan, Plan, Reason};

/// More rows than this that stay as they are become a count for each reason.
const MOST_KEPT_ROWS: usize = 8;

/// Reasons beyond this many share a count.
const MOST_REASONS: usize = 8;

const COLUMNS: [(&str, Align); 11] = [
    ("", Align::Left),
    ("TOPIC", Align::Left),
    ("PARTITION", Align::Right),
    ("LOG-START", Align::Right),
    ("CURRENT", Align::Right),
    ("TARGET", Align::Right),
    ("DELTA", Align::Right),
    ("REPLAYED", Align::Right),
    ("SKIPPED", Align::Right),
    ("LAG-AFTER", Align::Right),
    ("NOTE", Align::Left),
];

/// Writes a plan for a person: each group with its warnings, rows that stay before rows that move. Ages are those at `now`.
pub fn plan(plan: &Plan, now: DateTime<Utc>) -> Page {
    let mut page = Page::default();
    for group in &plan.groups {
        header(&mut page, group, plan, now);
        page.gap();
        rows(&mut page, group);
        page.gap();
    }
    for group in &plan.left_out {
        page.line(format_args!(
            "left out {} ({}): {}",
            group.id, group.group_type, group.reason
        ));
    }
    summary(&mut page, plan);
    page
}

fn header(page: &mut Page, group: &GroupPlan, plan: &Plan, now: DateTime<Utc>) {
    let cluster = cluster(plan.cluster_id.as_ref());
    let known = if group.absent {
        "does not exist".to_owned()
    } else {
        format!("{}, {}", group.group_type, group.state)
    };
    let blockers: Vec<&Blocker> = of_group(group).collect();
    let (mark, label) = if blockers.is_empty() {
        (("", Tone::Plain), "group    ")
    } else {
        (("!", Tone::Bad), " group  ")
    };
    let id = &group.id;
    page.marked(mark, format_args!("{label}{id} ({known}) on {cluster}"));
    let age = plan.as_of.map(|time| format!(", {}", ago(time, now)));
    let age = age.unwrap_or_default();
    page.line(format_args!("target   {}{age}", plan.description));
    for blocker in blockers {
        page.line(format_args!("blocked  {}", blocker.reason.headline()));
    }
    for warning in &group.warnings {
        if warning.is_note() {
            page.line(format_args!("note     {warning}"));
        } else {
            page.marked(("warning", Tone::Moved), format_args!("  {warning}"));
        }
    }
}

/// What stands against the group as a whole; what stands against a partition has a row.
fn of_group(group: &GroupPlan) -> impl Iterator<Item = &Blocker> {
    let blockers = group.blockers.iter();
    blockers.filter(|blocker| blocker.group.is_some() && blocker.partition.is_none())
}

/// Names a cluster in a sentence.
pub fn cluster(id: Option<&ClusterId>) -> String {
    id.map_or_else(
        || "a cluster without an id".to_owned(),
        |id| format!("cluster {id}"),
    )
}

fn rows(page: &mut Page, group: &GroupPlan) {
    let blocked: BTreeMap<&TopicPartition, &Reason> = group
        .blockers
        .iter()
        .filter_map(|blocker| Some((blocker.partition.as_ref()?, &blocker.reason)))
        .collect();
    let (kept, moved): (Vec<_>, Vec<_>) = group
        .changes
        .iter()
        .partition(|(partition, change)| !change.writes() && !blocked.contains_key(partition));
    let mut table = Table::new(&COLUMNS);
    let shown = if kept.len() > MOST_KEPT_ROWS {
        folded(page, kept.iter().map(|(_, change)| *change));
        moved
    } else {
        kept.into_iter().chain(moved).collect()
    };
    for (partition, change) in shown {
        table.row(match blocked.get(partition) {
            Some(reason) => blocked_row(partition, change, reason),
            None => row(partition, change),
        });
    }
    page.table(&table);
}

/// Counts rows that stay as they are, on a line for each reason.
fn folded<'a>(page: &mut Page, kept: impl Iterator<Item = &'a Change>) {
    let mut by_reason: BTreeMap<String, usize> = BTreeMap::new();
    for change in kept {
        *by_reason.entry(why_kept(change)).or_default() += 1;
    }
    let mut reasons: Vec<(String, usize)> = by_reason.into_iter().collect();
    reasons.sort_by_key(|(_, count)| Reverse(*count));
    let others = reasons.split_off(reasons.len().min(MOST_REASONS));
    for (reason, count) in reasons {
        let stay = if count == 1 {
            "stays as it is"
        } else {
            "stay as they are"
        };
        let count = counted(count, "partition");
        page.line(format_args!("  {count} {stay}: {reason}"));
    }
    if !others.is_empty() {
        let partitions = others.iter().map(|(_, count)| count).sum::<usize>();
        page.line(format_args!(
            "  {} more, for {}: --format json names them all",
            counted(partitions, "partition"),
            counted(others.len(), "other reason"),
        ));
    }
}

fn why_kept(change: &Change) -> String {
    let mut why: Vec<String> = notes(change)
        .iter()
        .map(|note| note.trim_end_matches(": left alone").to_owned())
        .collect();
    if why.is_empty() {
        let stands = if change.before.is_some() {
            "at the target already"
        } else {
            "no commit"
        };
        why.push(stands.to_owned());
    }
    why.join("; ")
}

fn row(partition: &TopicPartition, change: &Change) -> Vec<Cell> {
    let moved = change.writes().then_some(change);
    let effect = [
        position(&change.after),
        absent(moved.and_then(Change::delta), signed),
        absent(moved.and_then(Change::replayed), grouped),
        absent(moved.and_then(Change::skipped), grouped),
        absent(change.lag_after(), grouped),
        notes(change).join("; "),
    ];
    cells(mark(change.action), partition, place(change), effect)
}

fn blocked_row(partition: &TopicPartition, change: &Change, reason: &Reason) -> Vec<Cell> {
    let target = match reason {
        Reason::OutOfRange { asked, .. } => grouped(asked),
        _ => "-".to_owned(),
    };
    let mut notes = notes(change);
    notes.insert(0, reason.to_string());
    let [delta, replayed, skipped, lag_after] = ["-"; 4].map(str::to_owned);
    let effect = [
        target,
        delta,
        replayed,
        skipped,
        lag_after,
        notes.join("; "),
    ];
    let [mut log_start, mut current] = place(change);
    match reason {
        Reason::CommitUnreadable { .. } => current = "?".to_owned(),
        Reason::RangeUnreadable { .. } => log_start = "?".to_owned(),
        _ => {}
    }
    let place = [log_start, current];
    cells(cell("!", Tone::Bad), partition, place, effect)
}

fn cells(
    mark: Cell,
    partition: &TopicPartition,
    place: [String; 2],
    effect: [String; 6],
) -> Vec<Cell> {
    let name = [partition.topic.to_string(), partition.partition.to_string()];
    let texts = name.into_iter().chain(place).chain(effect);
    std::iter::once(mark).chain(texts.map(Cell::from)).collect()
}

/// The log's start, and where the group stands.
fn place(change: &Change) -> [String; 2] {
    let log_start = absent(change.range.as_ref(), |range| grouped(range.log_start));
    [log_start, position(&change.before)]
}

fn position(committed: &Option<CommittedOffset>) -> String {
    absent(committed.as_ref(), |committed| grouped(committed.offset))
}

fn notes(change: &Change) -> Vec<String> {
    change.notes.iter().map(ToString::to_string).collect()
}

fn mark(action: Action) -> Cell {
    match action {
        Action::Keep => cell("", Tone::Plain),
        Action::Rewind | Action::Advance => cell("~", Tone::Moved),
        Action::Create => cell("+", Tone::Created),
        Action::Delete => cell("x", Tone::Bad),
    }
}

fn summary(page: &mut Page, plan: &Plan) {
    let totals = plan.totals();
    if !plan.writes() || plan.is_blocked() {
        return;
    }
    let is_moved = |change: &Change| change.writes() && change.action != Action::Delete;
    let moved = plan.changes().filter(|(_, _, change)| is_moved(change));
    let topics: BTreeSet<_> = moved.map(|(_, partition, _)| &partition.topic).collect();
    if !topics.is_empty() {
        let replayed = at_most(totals.replayed, &counted(totals.replayed, "record"));
        let (first, rest) = replayed.split_at(1);
        page.line(format_args!(
            "{}{rest} will be replayed and {} skipped, in {} of {}.",
            first.to_uppercase(),
            at_most(totals.skipped, &grouped(totals.skipped)),
            counted(totals.written - totals.deleted, "partition"),
            counted(topics.len(), "topic"),
        ));
    }
    if totals.created > 0 {
        page.line(format_args!(
            "{} had no commit before: how many records are replayed or skipped there is not known.",
            counted(totals.created, "partition"),
        ));
    }
    let commits = counted(totals.deleted, "commit");
    match (totals.groups_removed, totals.deleted) {
        (0, 0) => {}
        (0, _) => page.line(format_args!("{commits} will be deleted.")),
        (groups, _) => {
            let groups = counted(groups, "group");
            page.line(format_args!("{groups} will be deleted, with {commits}."));
        }
    }
}
