use std::collections::BTreeMap;

use super::SnapshotArgs;
use super::choose::choose;
use super::logs::Reading;
use super::scope::Scope;
use super::take::take;
use crate::acl::HIDDEN_COMMITS;
use crate::commands::Session;
use crate::document::write_snapshot;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::foreign::of_snapshot;
use crate::model::{Snapshot, by_reason};
use crate::render::{counted, first_few, losses};
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
    let scope = Scope::look_up(&args.view, session)?;
    let chosen = choose(&args.view, session)?;
    chosen.refuse_unmatched(&args.view.groups)?;
    let began = session.begin();
    let snapshot = take(session, &scope, chosen, Reading::Ranges)?;
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
    let file = match format {
        Some(format) => {
            let (foreign, lost) = of_snapshot(&snapshot, format)?;
            let text = foreign.write()?;
            session.ui.warning(losses(format, &lost));
            output.write(session.ui, |out| out.write_all(text.as_bytes()))?
        }
        None => output.write(session.ui, |out| write_snapshot(&snapshot, out))?,
    };
    session.ui.status(format_args!(
        "snapshot of {}, {} written to {file}",
        counted(snapshot.groups.len(), "group"),
        counted(snapshot.partitions(), "partition"),
    ));
    Ok(ExitStatus::Done)
}

/// The snapshot as a document.
pub(super) fn document(snapshot: &Snapshot) -> Result<String, Error> {
    let mut text = Vec::new();
    write_snapshot(snapshot, &mut text).map_err(Error::failed)?;
    String::from_utf8(text).map_err(Error::failed)
}

fn warn(snapshot: &Snapshot, ui: &mut Ui) {
    ui.warnings(&snapshot.incomplete, 0);
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
