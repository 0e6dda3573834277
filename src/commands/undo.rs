//! `koffset undo`: takes a change back, as a change of its own.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::Session;
use super::apply::Applier;
use super::change::{ChangeArgs, carry_out};
use super::journal_folder::{warn_of_future, warn_of_owner};
use crate::document::{JournalEntry, Last};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::model::{
    ChangedGroupSelection, GroupId, TopicPartition, TopicSelector, named, readable,
};
use crate::plan::{Ask, AskedPositions, OutOfRange, Plan, Policy, Source, Wants, undone};
use crate::render;

/// Files that cannot be read beyond this many are only counted.
const SHOWN_GAPS: usize = 5;

/// How long a request that a broker has not answered may still be on its way.
const LATE: TimeDelta = TimeDelta::minutes(5);

const EXAMPLES: &str = "\
What a change replaced is in the journal: each commit goes back to the offset, leader epoch and metadata \
that it had, and a commit that did not exist is removed. What the change may or may not have written, \
because it was interrupted, is looked at again. A group that has moved since is left alone, unless \
--discard-progress is written. An undo is journalled, and can be taken back too.

What cannot be the same again: a group that was deleted comes back as a simple group, whose commits \
expire one by one; a group that was created stays, empty, until the broker cleans it up.

Examples:
  koffset undo                                  the last change on this cluster
  koffset undo 20261120T200411Z-7f3a9c01 --dry-run
  koffset undo 20261120T200411Z-7f3a9c01 --yes

Exit codes: koffset --help";

/// Takes back a change that koffset made, by what the journal holds
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct UndoArgs {
    /// The journal's id of the change, or a beginning of it that no other has; this user's last one on this cluster
    /// unless given. With --yes or --confirm it is needed, and whole
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Only this group; may be given more than once
    #[arg(short, long = "group", value_name = "GROUP", help_heading = "Scope")]
    groups: Vec<String>,
    /// Only this topic, or these partitions of it; may be given more than once
    #[arg(
        short,
        long = "topic",
        value_name = "TOPIC[:PARTITIONS]",
        help_heading = "Scope"
    )]
    topics: Vec<TopicSelector>,
    /// Goes back although the group has moved since
    #[arg(long, help_heading = "Decisions")]
    discard_progress: bool,
    /// What becomes of a position that the log does not hold any more
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "WHAT",
        help_heading = "Decisions"
    )]
    out_of_range: OutOfRange,
    #[command(flatten)]
    pub change: ChangeArgs,
}

pub fn run(
    args: &UndoArgs,
    session: &mut Session<'_>,
    applier: Applier,
) -> Result<ExitStatus, Error> {
    if args.id.is_none() && args.change.apply.is_confirmed() {
        applier.check_may_change()?;
        return Err(unnamed(&applier, session));
    }
    let entry = match &args.id {
        Some(id) => applier.journal()?.entry(id)?,
        None => last(&applier, session)?,
    };
    if args.change.apply.is_confirmed() && args.id.as_ref() != Some(&entry.id) {
        let message = format!(
            "{} is not the whole id, and nobody is asked about it",
            args.id.as_deref().unwrap_or_default()
        );
        return Err(Error::usage(message).hint(format!("write {}", entry.id)));
    }
    warn_of_future([&entry], session.started_at, session.ui);
    warn_of_owner(&entry, session.ui);
    let groups = taken_back(&entry, args, &applier)?;
    warn_of_late_copy(&entry, &groups, session);
    let undo = applier.undo(&entry.id);
    carry_out(&ask(&entry, groups, args), &args.change, session, applier).map_err(|error| {
        match error.kind {
            ErrorKind::Declined if args.id.is_none() && !error.hints.is_empty() => Error {
                hints: vec![format!(
                    "{undo} --yes changes without asking, --dry-run only shows"
                )],
                ..error
            },
            _ => error,
        }
    })
}

/// Why nobody takes back a change that is not named without being asked.
fn unnamed(applier: &Applier, session: &mut Session<'_>) -> Error {
    let error = Error::usage("which change is not said, and nobody is asked about it");
    match last(applier, session) {
        Ok(entry) => {
            let undo = applier.undo(&entry.id);
            error.hint(format!("the last one on this cluster: {undo} --yes"))
        }
        Err(_) => error.hint(format!("name its id; {} shows it", applier.look("list"))),
    }
}

/// The last change of this user on this cluster that may have changed something.
///
/// # Errors
/// Refused: there is none, or something in the journal that may be it cannot be read.
fn last(applier: &Applier, session: &mut Session<'_>) -> Result<JournalEntry, Error> {
    let cluster = session.cluster.cluster_id(session.deadline)?;
    let Last {
        mut listing,
        newer_of_others,
    } = applier
        .journal()?
        .last(|entry| entry.plan.cluster_id == cluster && entry.may_have_changed())?;
    if let Some(warning) = newer_of_others_warning(&newer_of_others) {
        let look = applier.look("list");
        session
            .ui
            .warning(format_args!("{warning}; {look} shows whose"));
    }
    if !listing.gaps.is_empty() {
        let gaps = render::first_few(&listing.gaps, SHOWN_GAPS);
        let message = format!(
            "the journal cannot be read in full, so which change was the last is not known: {gaps}"
        );
        return Err(Error::refused(message).hint(format!(
            "name the change; {} shows what can be read",
            applier.look("list")
        )));
    }
    listing.found.pop().ok_or_else(|| {
        let cluster = render::cluster(cluster.as_ref());
        let whose = if newer_of_others.is_empty() {
            ""
        } else {
            " of this user's"
        };
        Error::refused(format!("the journal holds no change{whose} on {cluster}"))
            .hint(format!("{} shows what it holds", applier.look("list")))
    })
}

/// What is said where changes of other users are newer than what is taken for the last.
fn newer_of_others_warning(ids: &[String]) -> Option<String> {
    match ids {
        [] => None,
        [id] => Some(format!(
            "a newer change belongs to another user, and is not taken for the last: {}",
            named(id)
        )),
        [.., newest] => Some(format!(
            "{} newer changes belong to other users, and are not taken for the last; the newest is {}",
            ids.len(),
            named(newest)
        )),
    }
}

/// Says so where a copy of the change may still be on its way: it would undo the undo.
fn warn_of_late_copy(entry: &JournalEntry, groups: &Wants, session: &mut Session<'_>) {
    let Some(sent_at) = late_copy(entry, groups) else {
        return;
    };
    let passed = sent_at + LATE;
    if session.started_at <= passed {
        let (id, sent_at, passed) = (&entry.id, readable(sent_at), readable(passed));
        session.ui.warning(format_args!(
            "an earlier copy of change {id}, sent at {sent_at}, may still be on its way and undo this undo; look at the \
             group again after {passed}"
        ));
    }
}

/// When the last copy was sent that may still change any of this; of a change without an outcome, when it was begun.
fn late_copy(entry: &JournalEntry, groups: &Wants) -> Option<DateTime<Utc>> {
    let Some(outcome) = entry.outcome() else {
        return Some(entry.written_at);
    };
    let rows = outcome.partitions();
    let rows = rows.filter(|(group, at, _)| {
        groups
            .get(*group)
            .is_some_and(|wanted| wanted.contains_key(*at))
    });
    rows.filter_map(|(_, _, row)| row.late_copy).max()
}

/// What the change has, or may have, written: all of it, or what is named of it.
fn taken_back(entry: &JournalEntry, args: &UndoArgs, applier: &Applier) -> Result<Wants, Error> {
    let topics = &args.topics;
    let mut groups = undone(&entry.plan, entry.outcome());
    check_groups(&groups, &args.groups, entry, applier)?;
    if !args.groups.is_empty() {
        groups.retain(|id, _| args.groups.iter().any(|group| group == id.as_str()));
    }
    check_topics(&groups, topics, entry, applier)?;
    if !topics.is_empty() {
        groups.values_mut().for_each(|wanted| {
            wanted.retain(|at, _| topics.iter().any(|topic| topic.covers(at)));
        });
    }
    groups.retain(|_, wanted| !wanted.is_empty());
    if groups.is_empty() {
        let message = format!(
            "change {} replaced no commit, so there is none to bring back",
            entry.id
        );
        return Err(Error::refused(message).hint(shown(entry, applier)));
    }
    Ok(groups)
}

fn ask(entry: &JournalEntry, wants: Wants, args: &UndoArgs) -> Ask {
    let Plan {
        command,
        cluster_id,
        ..
    } = &entry.plan;
    let written_at = readable(entry.written_at);
    Ask {
        command: "undo",
        undoes: Some(entry.id.clone()),
        description: format!("as before {command} {} of {written_at}", entry.id),
        as_of: Some(entry.written_at),
        groups: ChangedGroupSelection::named(wants.keys().cloned()),
        positions: AskedPositions::Given {
            wants,
            source: Source::Saved(cluster_id.clone()),
        },
        policy: Policy {
            out_of_range: args.out_of_range,
            discard_progress: args.discard_progress,
            // The journal's names are no typing errors.
            create_group: true,
            ..Policy::default()
        },
        gaps: Vec::new(),
    }
}

/// Every group that is named was written by the change.
fn check_groups(
    groups: &Wants,
    wanted: &[String],
    entry: &JournalEntry,
    applier: &Applier,
) -> Result<(), Error> {
    let mut unwritten = wanted
        .iter()
        .filter(|name| !groups.contains_key(&GroupId::new(name.as_str())));
    match unwritten.next() {
        Some(name) => {
            let message = format!("change {} wrote nothing of group {}", entry.id, named(name));
            Err(Error::refused(message).hint(shown(entry, applier)))
        }
        None => Ok(()),
    }
}

/// Every topic that is named was written by the change, and each of its partitions.
fn check_topics(
    groups: &Wants,
    topics: &[TopicSelector],
    entry: &JournalEntry,
    applier: &Applier,
) -> Result<(), Error> {
    let written: BTreeSet<&TopicPartition> = groups.values().flat_map(BTreeMap::keys).collect();
    let unwritten = |topic: &TopicSelector| match &topic.partitions {
        None if written.iter().any(|at| topic.covers(at)) => None,
        None => Some(topic.topic.to_string()),
        Some(partitions) => partitions
            .iter()
            .map(|number| TopicPartition::new(topic.topic.clone(), *number))
            .find(|at| !written.contains(at))
            .map(|at| at.to_string()),
    };
    match topics.iter().find_map(unwritten) {
        Some(place) => {
            let message = format!("change {} wrote nothing in {place}", entry.id);
            Err(Error::refused(message).hint(shown(entry, applier)))
        }
        None => Ok(()),
    }
}

fn shown(entry: &JournalEntry, applier: &Applier) -> String {
    let look = applier.look(&format!("show {}", entry.id));
    format!("{look} shows what it wrote")
}

#[cfg(test)]
mod tests;
