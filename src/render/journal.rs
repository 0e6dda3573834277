//! What the journal holds: a line for each change, and one change as a whole.

use chrono::{DateTime, Utc};

use super::table::table_of;
use super::{Align, Cell, Column, Page, Tone, absent, cell, counted, grouped, outcome, plan};
use crate::document::{ChangeResult, Ended, JournalEntry, ListedChange, Undone, Worded};
use crate::model::{named, readable, visible};
use crate::plan::undone;

/// More groups of one change than this become a count.
const MOST_GROUPS: usize = 3;

/// Writes a row for each change.
pub fn journal_table(changes: &[ListedChange]) -> Page {
    table_of(&columns(), changes)
}

fn columns<'a>() -> [Column<'a, &'a ListedChange>; 9] {
    fn column<'a, C: Into<Cell> + 'a>(
        title: &'static str,
        cell: fn(&ListedChange) -> C,
    ) -> Column<'a, &'a ListedChange> {
        Column::shown(title, move |change: &&ListedChange| cell(change))
    }
    [
        column("ID", |change| change.id.clone()),
        column("TIME (UTC)", |change| time(&change.written_at)),
        column("CLUSTER", |change| {
            absent(change.cluster_id.as_ref(), ToString::to_string)
        }),
        column("COMMAND", |change| change.command.clone()),
        column("GROUPS", |change| groups(&change.groups)),
        Column {
            align: Align::Right,
            ..column("PARTITIONS", partitions)
        },
        column("RESULT", result),
        column("USER", |change| visible(&change.user).into_owned()),
        column("NOTE", note),
    ]
}

fn result(change: &ListedChange) -> Cell {
    let result = change.result.0;
    let tone = match result {
        ChangeResult::Applied | ChangeResult::Unchanged => Tone::Plain,
        _ => Tone::Bad,
    };
    cell(result.word(), tone)
}

/// To the second, as in the id.
fn time(instant: &str) -> String {
    let second = instant.split('.').next().unwrap_or(instant);
    second.replace('T', " ")
}

fn groups(groups: &[String]) -> String {
    match groups.len() {
        0..=MOST_GROUPS => {
            let shown: Vec<_> = groups.iter().map(|group| named(group)).collect();
            shown.join(", ")
        }
        many => counted(many, "group"),
    }
}

fn partitions(change: &ListedChange) -> String {
    let all = grouped(change.partitions);
    match change.applied {
        Some(applied) if applied == change.partitions => all,
        Some(applied) => format!("{} of {all}", grouped(applied)),
        None => format!("? of {all}"),
    }
}

fn note(change: &ListedChange) -> String {
    let undoes = change.undoes.iter().map(|id| format!("undo of {id}"));
    let undone = change.undone_by.iter().map(|id| format!("undone by {id}"));
    let owner = change.owner_uid.iter();
    let owner = owner.map(|uid| format!("of another user: uid {uid}, on {}", change.host));
    let notes: Vec<_> = owner.chain(undoes).chain(undone).collect();
    notes.join("; ")
}

/// Writes one change: who made it and when, what was shown before it, and what is known of its end.
/// `command_line` is the entry's, quoted as for a shell, and `undo` takes it back; ages are those at `now`.
pub fn journal_entry(
    entry: &JournalEntry,
    command_line: &str,
    undo: &str,
    undone: &Undone,
    now: DateTime<Utc>,
) -> Page {
    let mut page = Page::of(format_args!("change   {}", entry.id));
    page.line(format_args!("written  {}", readable(entry.written_at)));
    page.line(format_args!(
        "by       {} on {} (process {}, koffset {})",
        entry.user, entry.host, entry.process, entry.koffset
    ));
    page.line(format_args!("command  {command_line}"));
    if let Some(uid) = entry.owner_uid {
        page.line(format_args!("owner    another user: uid {uid}"));
    }
    if let Some(id) = entry.undoes() {
        page.line(format_args!("undoes   {id}"));
    }
    for id in undone.by(&entry.id) {
        page.line(format_args!("undone   by {id}"));
    }
    page.gap();
    page.append(&plan(&entry.plan, now));
    page.gap();
    end(&mut page, entry, undo);
    page
}

fn end(page: &mut Page, entry: &JournalEntry, undo: &str) {
    let why = match &entry.ended {
        Ended::Completed {
            outcome: ended,
            observed_at,
        } => {
            let (result, time) = (entry.result().word(), readable(*observed_at));
            page.line(format_args!("result   {result}, {time}"));
            return page.append(&outcome(ended));
        }
        Ended::Interrupted => "interrupted, or not yet ended: there is no outcome".to_owned(),
        Ended::Running => {
            let process = entry.process;
            return page.line(format_args!(
                "result   running: process {process} has not ended yet"
            ));
        }
        Ended::Damaged(reason) => format!("damaged: the outcome {reason}"),
    };
    page.line(format_args!("result   {why}"));
    page.line(format_args!(
        "Nothing says what became of it: {}.",
        doubt(entry)
    ));
    if !undone(&entry.plan, None).is_empty() {
        page.line(format_args!(
            "{undo} looks, and takes back what was written."
        ));
    }
}

fn doubt(entry: &JournalEntry) -> String {
    let totals = entry.plan.totals();
    let written = counted(totals.written, "partition");
    let stand = format!("{written} may stand as before or as planned");
    match totals.groups_removed {
        0 => stand,
        removed => format!(
            "{stand}, and {} may be there or not",
            counted(removed, "group")
        ),
    }
}
