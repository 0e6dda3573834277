//! What the reader should know about the old place and the new one.

use crate::model::{CommittedOffset, Offset};
use crate::plan::{Action, Change, Note};

/// Records in a log of which one or fewer lies before the target: retention is close behind.
const NEAR_LOG_START_SHARE: u64 = 100;

/// A group that stands outside the log has lost records, or has seen a log that was truncated since.
pub(super) fn outside_log(change: &Change) -> Option<Note> {
    let (range, before) = (change.range.as_ref()?, change.before.as_ref()?);
    (!range.holds(before.offset)).then_some(Note::CurrentOutOfRange {
        log_start: range.log_start,
        end: range.end,
    })
}

/// What may go wrong at the new place.
pub(super) fn risks(change: &mut Change) {
    if change.action == Action::Create && change.negative.is_none() {
        change.notes.push(Note::NoCommitBefore);
    }
    if has_metadata(&change.before) && !has_metadata(&change.after) {
        change.notes.push(Note::MetadataDropped);
    }
    let (Some(range), Some(after)) = (&change.range, &change.after) else {
        return;
    };
    if range.open() > 0 {
        change.notes.push(Note::OpenTransactions {
            records: range.open(),
        });
    }
    let ahead = after.offset.after(range.log_start);
    let retention_at_work = range.log_start > Offset::ZERO && range.holds(after.offset);
    if retention_at_work && range.records() > 0 && ahead <= range.records() / NEAR_LOG_START_SHARE {
        change.notes.push(Note::NearLogStart { records: ahead });
    }
}

fn has_metadata(commit: &Option<CommittedOffset>) -> bool {
    commit
        .as_ref()
        .is_some_and(|commit| commit.metadata.is_some())
}

#[cfg(test)]
mod tests;
