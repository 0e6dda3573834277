//! What becomes of one partition: the rules for rows that need a decision.

use super::judge::is_as_requested;
use super::resolved::{Placement, Row, same_topic};
use super::{Action, Change, Note, Policy, Reason, Undone, Wanted};
use crate::model::{
    CommittedOffset, ErrorCode, KafkaError, Observation, ObservedGroup, Offset, OffsetRange,
    TopicId, TopicPartition, committed_at, negative_at,
};

/// The rule for one partition, applied.
pub(super) enum Decision {
    Changed(Change),
    /// Nothing can be written here; the change shows what is known.
    Blocked(Reason, Change),
}

impl Decision {
    pub(super) fn into_change(self) -> Change {
        match self {
            Decision::Changed(change) | Decision::Blocked(_, change) => change,
        }
    }
}

pub(super) fn resolve(
    partition: &TopicPartition,
    wanted: &Wanted,
    group: &ObservedGroup,
    observation: &Observation,
    policy: &Policy,
) -> Decision {
    let topic = observation
        .topics
        .get(&partition.topic)
        .and_then(|topic| topic.as_ref().ok());
    let topic_id = topic.and_then(|topic| topic.id.as_ref());
    let range = match (range_of(partition, observation), wanted) {
        (Err(Reason::Gone), Wanted::Mapped { topic, .. }) => Err(Reason::NotMappable {
            source: TopicPartition::new(topic.clone(), partition.partition),
        }),
        (range, _) => range,
    };
    let before = committed_at(&group.commits, partition);
    let mut change = Change {
        topic_id: topic_id.cloned(),
        range: range.as_ref().ok().map(|range| (*range).clone()),
        before: before.as_ref().ok().copied().flatten().cloned(),
        negative: negative_at(&group.commits, partition),
        after: None,
        action: Action::Keep,
        requested: wanted.to_string(),
        notes: Vec::new(),
    };
    change.after.clone_from(&change.before);
    change.notes.extend(outside_log(&change));
    change
        .notes
        .extend(change.negative.map(Note::NegativeCommit));
    let decided = before.map_err(commit_unreadable).and_then(|before| {
        let row = Row {
            partition,
            observation,
            topic_id,
            range,
            before,
            policy,
        };
        placement(&row, wanted, &change)
    });
    match decided {
        Ok(place) => Decision::Changed(put(change, place)),
        Err(reason) => Decision::Blocked(reason, change),
    }
}

/// Where a partition is put.
fn placement(row: &Row<'_>, wanted: &Wanted, change: &Change) -> Result<Placement, Reason> {
    let resolution = match wanted {
        Wanted::Stay(note) => return Ok(Placement::Stay(note.clone())),
        Wanted::NoCommit { .. } if row.policy.only_missing && row.before.is_some() => {
            return Ok(Placement::Stay(Note::HasCommit));
        }
        Wanted::NoCommit { topic_id: saved } => {
            same_topic(saved.as_ref(), row.topic_id)?;
            return Ok(removed(change, row));
        }
        Wanted::SavedUnreadable(message) => {
            let message = message.clone();
            return Err(Reason::SavedUnreadable { message });
        }
        Wanted::Undone(undone) if undone.is_back_in(row.topic_id, row.before) => {
            return Ok(Placement::Stay(Note::BackAlready));
        }
        Wanted::Undone(undone) => {
            same_topic(undone.topic_id.as_ref(), row.topic_id)?;
            // What went with its topic was not moved by the group.
            if undone.before.is_some() {
                row.range()?;
            }
            undone.may_be_taken_back(row.before, row.policy)?;
            match &undone.before {
                Some(committed) => row.moved(|row| row.undone(committed, undone)),
                None => return Ok(removed(change, row)),
            }
        }
        Wanted::Target(target) => row.moved(|row| row.target(target)),
        Wanted::Restored {
            committed,
            topic_id,
        } => row.moved(|row| row.restored(committed, topic_id.as_ref())),
        Wanted::Mapped { committed, topic } => row.moved(|row| Ok(row.mapped(committed, topic))),
        Wanted::NoSource => row.moved(|row| row.without_commit(Reason::NoSource)),
    };
    row.within_log(resolution?)
}

fn removed(change: &Change, row: &Row<'_>) -> Placement {
    let topic = row.observation.topics.get(&row.partition.topic);
    let error = topic.and_then(|topic| topic.as_ref().err());
    let is_gone = error.is_some_and(|error| error.code == ErrorCode::UNKNOWN_TOPIC_OR_PARTITION);
    Placement::Removed((is_gone && change.stores()).then_some(Note::TopicGone))
}

fn range_of<'a>(
    partition: &TopicPartition,
    observation: &'a Observation,
) -> Result<&'a OffsetRange, Reason> {
    match observation.ranges.get(partition) {
        Some(Ok(range)) => Ok(range),
        Some(Err(error)) if error.code != ErrorCode::UNKNOWN_TOPIC_OR_PARTITION => {
            Err(Reason::RangeUnreadable {
                message: error.message.clone(),
            })
        }
        Some(Err(_)) | None => Err(Reason::Gone),
    }
}

fn commit_unreadable(error: &KafkaError) -> Reason {
    Reason::CommitUnreadable {
        pending: error.code == ErrorCode::UNSTABLE_OFFSET_COMMIT,
        message: error.message.clone(),
    }
}

fn put(mut change: Change, place: Placement) -> Change {
    let removes_negative = matches!(place, Placement::Removed(_)) && change.negative.is_some();
    match place {
        Placement::Stay(note) => change.notes.push(note),
        Placement::Removed(note) => {
            change.after = None;
            change.notes.extend(note);
        }
        Placement::At {
            committed,
            notes,
            arrived,
        } => {
            if let Some(range) = change.range.as_mut().filter(|_| arrived) {
                range.end = range.end.max(committed.offset);
            }
            change.after = Some(committed);
            change.notes.extend(notes);
        }
    }
    change.action = if removes_negative {
        Action::Delete
    } else {
        Action::between(change.before.as_ref(), change.after.as_ref())
    };
    match change.action {
        Action::Keep => change.after.clone_from(&change.before),
        Action::Delete => {}
        Action::Rewind | Action::Advance | Action::Create => risks(&mut change),
    }
    change
}

/// Records in a log of which one or fewer lies before the target: retention is close behind.
const NEAR_LOG_START_SHARE: u64 = 100;

/// A group that stands outside the log has lost records, or has seen a log that was truncated since.
fn outside_log(change: &Change) -> Option<Note> {
    let (range, before) = (change.range.as_ref()?, change.before.as_ref()?);
    (!range.holds(before.offset)).then_some(Note::CurrentOutOfRange {
        log_start: range.log_start,
        end: range.end,
    })
}

/// What may go wrong at the new place.
fn risks(change: &mut Change) {
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

impl Undone {
    /// Whether the group stands where it stood before the change. The same offset in a topic that was
    /// recreated is another place.
    fn is_back_in(&self, topic: Option<&TopicId>, now: Option<&CommittedOffset>) -> bool {
        let is_there = now.is_none() || same_topic(self.topic_id.as_ref(), topic).is_ok();
        is_there && is_as_requested(now, self.before.as_ref())
    }

    /// # Errors
    /// The group has moved from where the change put it, and that is not to be discarded.
    fn may_be_taken_back(
        &self,
        now: Option<&CommittedOffset>,
        policy: &Policy,
    ) -> Result<(), Reason> {
        if policy.discard_progress || is_as_requested(now, self.put.as_ref()) {
            return Ok(());
        }
        let offset = |committed: Option<&CommittedOffset>| committed.map(|there| there.offset);
        Err(Reason::MovedSince {
            put: offset(self.put.as_ref()),
            now: offset(now),
        })
    }
}

#[cfg(test)]
mod tests;
