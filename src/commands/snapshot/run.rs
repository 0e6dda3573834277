use std::collections::BTreeMap;

use super::{ShowArgs, ShowFormat, SnapshotArgs};
use crate::acl::HIDDEN_COMMITS;
use crate::clock::Clock;
use crate::commands::{
    Session,
    offsets_file::{foreign_text, load_snapshot},
};
use crate::document::snapshot_text;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::model::{LeftOut, Snapshot, by_reason};
use crate::observe::{TopicScope, choose, take};
use crate::render::{counted, first_few, snapshot_partitions, snapshot_table};
use crate::ui::Ui;

/// Warnings of one sort beyond this many are only counted.
const SHOWN: usize = 10;

/// Takes a snapshot, and writes it to a file or to stdout.
///
/// # Errors
/// Usage: no group is asked for. Refused: a group or topic that is not there or not a consumer's, a file
/// that exists. Failed: something could not be read, or the file not written.
pub fn run(args: &SnapshotArgs, session: &mut Session<'_>) -> Result<ExitStatus, Error> {
    let format = args.foreign_format()?;
    let output = args.output.open()?;
    let view = args.view.view()?;
    let scope = TopicScope::look_up(&view, session.observer())?;
    let chosen = choose(&view.groups, session.observer())?;
    chosen.refuse_unmatched(&view.groups)?;
    let began = session.begin();
    let named = chosen.named.clone();
    let snapshot = take(&scope, chosen, session.observer())?;
    session.took("read commits and logs", began);
    warn(&snapshot, session.ui);
    if scope.is_everything() && !snapshot.all_topics {
        session.ui.status(HIDDEN_COMMITS);
    }
    if snapshot.is_partial() && !args.allow_partial {
        return Err(
            Error::failed("not everything could be read: nothing was written")
                .hint("write --allow-partial to save the rest, with the errors in it"),
        );
    }
    let (text, held) = match format {
        Some(format) => foreign_text(&snapshot, format, &named, session.ui)?,
        None => (snapshot_text(&snapshot)?, held(&snapshot)),
    };
    let file = output.write(session.ui, &text)?;
    session.ui.status(format_args!("{held} written to {file}"));
    Ok(ExitStatus::Done)
}

fn held(snapshot: &Snapshot) -> String {
    format!(
        "snapshot of {}, {}",
        counted(snapshot.groups.len(), "group"),
        snapshot_partitions(snapshot),
    )
}

fn warn(snapshot: &Snapshot, ui: &mut Ui) {
    ui.warnings(&snapshot.incomplete, 0);
    if let Some(line) = LeftOut::line(&snapshot.left_out) {
        ui.status(line);
    }
    if snapshot.groups.is_empty() {
        ui.warning("no consumer group can be seen");
    }
    if snapshot.cluster_id.is_none() {
        ui.warning("the cluster has no id: a restore cannot tell it from another");
    }
    let bare = snapshot
        .groups
        .iter()
        .filter(|(_, group)| group.has_no_commit());
    let bare: Vec<_> = bare.map(|(id, _)| id.to_string()).collect();
    if !bare.is_empty() {
        ui.warning(format_args!("no commit of {}", first_few(&bare, SHOWN)));
    }
    ui.warnings(&negative(snapshot), 0);
    let unknown = unreadable_ranges(snapshot);
    if !unknown.is_empty() {
        ui.warning(format_args!("no range of {}", first_few(&unknown, SHOWN)));
    }
}

/// Where something is stored that is no offset, a line for each number.
fn negative(snapshot: &Snapshot) -> Vec<String> {
    by_reason(snapshot.groups.iter().flat_map(|(id, group)| {
        let offsets = group.offsets.iter();
        offsets.filter_map(move |(at, saved)| {
            Some((format!("group {id} {at}"), saved.negative?.to_string()))
        })
    }))
}

/// Each partition once, whatever the number of groups in it.
fn unreadable_ranges(snapshot: &Snapshot) -> Vec<String> {
    let offsets = snapshot.groups.values().flat_map(|group| &group.offsets);
    let unread = offsets.filter_map(|(at, saved)| Some((at, saved.range.as_ref().err()?)));
    let unread: BTreeMap<_, _> = unread.collect();
    unread
        .iter()
        .map(|(at, why)| format!("{at} ({why})"))
        .collect()
}

/// Prints a snapshot's file.
///
/// # Errors
/// Failed: the file cannot be read, or holds no snapshot.
pub fn show(args: &ShowArgs, clock: &dyn Clock, ui: &mut Ui) -> Result<ExitStatus, Error> {
    let snapshot = load_snapshot(&args.file, args.input.max_unpacked)?;
    match args.format {
        ShowFormat::Table => ui.product(snapshot_table(&snapshot, clock.now()))?,
        ShowFormat::Json => {
            let text = snapshot_text(&snapshot)?;
            ui.product_by(|out| out.write_all(&text))?;
        }
    }
    Ok(ExitStatus::Done)
}
