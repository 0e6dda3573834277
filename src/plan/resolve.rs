//! What becomes of one partition: the rules for rows that need a decision.

mod asked;
mod bounds;
mod risks;
mod undo;

use asked::Sought;
use risks::{outside_log, risks};

use super::{Action, Change, Note, Policy, Reason, Wanted};
use crate::model::{
    CommittedOffset, ErrorCode, KafkaError, Observation, ObservedGroup, OffsetRange, TopicId,
    TopicPartition, committed_at, negative_at,
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

/// Where a partition stands in the end.
enum Place {
    At {
        committed: CommittedOffset,
        notes: Vec<Note>,
        /// The log holds it, although it ended before when its range was read.
        arrived: bool,
    },
    /// As it is.
    Stay(Note),
    Removed(Option<Note>),
}

/// What is known about a partition when it is decided.
struct Row<'a> {
    partition: &'a TopicPartition,
    observation: &'a Observation,
    topic_id: Option<&'a TopicId>,
    range: &'a OffsetRange,
    before: Option<&'a CommittedOffset>,
    policy: &'a Policy,
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
        let sought = match wanted {
            Wanted::Stay(note) => return Ok(Place::Stay(note.clone())),
            Wanted::NoCommit { .. } if policy.only_missing && before.is_some() => {
                return Ok(Place::Stay(Note::HasCommit));
            }
            Wanted::NoCommit { topic_id: saved } => {
                same_topic(saved.as_ref(), topic_id)?;
                return Ok(removed(&change, partition, observation));
            }
            Wanted::SavedUnreadable(message) => {
                let message = message.clone();
                return Err(Reason::SavedUnreadable { message });
            }
            Wanted::Target(target) => Sought::Target(target),
            Wanted::Restored {
                committed,
                topic_id,
            } => Sought::Saved(committed, topic_id.as_ref()),
            Wanted::Mapped { committed, topic } => Sought::Mapped(committed, topic),
            Wanted::Undone(undone) if undone.is_back_in(topic_id, before) => {
                return Ok(Place::Stay(Note::BackAlready));
            }
            Wanted::Undone(undone) => {
                same_topic(undone.topic_id.as_ref(), topic_id)?;
                // What went with its topic was not moved by the group.
                if undone.before.is_some() {
                    range.as_ref().map_err(Reason::clone)?;
                }
                undone.may_be_taken_back(before, policy)?;
                match &undone.before {
                    Some(committed) => Sought::Undone(committed, undone),
                    None => return Ok(removed(&change, partition, observation)),
                }
            }
            Wanted::NoSource => Sought::Nothing,
        };
        let row = Row {
            partition,
            observation,
            topic_id,
            range: range?,
            before,
            policy,
        };
        row.asked(&sought).and_then(|asked| row.within_log(asked))
    });
    match decided {
        Ok(place) => Decision::Changed(put(change, place)),
        Err(reason) => Decision::Blocked(reason, change),
    }
}

/// Whether the topic is the one that a position was saved for; false where that cannot be told.
fn same_topic(saved: Option<&TopicId>, here: Option<&TopicId>) -> Result<bool, Reason> {
    match (saved, here) {
        (Some(saved), Some(here)) if saved != here => Err(Reason::Recreated {
            saved: saved.clone(),
            here: here.clone(),
        }),
        (saved, here) => Ok(saved.is_some() && here.is_some()),
    }
}

fn removed(change: &Change, partition: &TopicPartition, observation: &Observation) -> Place {
    let topic = observation.topics.get(&partition.topic);
    let error = topic.and_then(|topic| topic.as_ref().err());
    let is_gone = error.is_some_and(|error| error.code == ErrorCode::UNKNOWN_TOPIC_OR_PARTITION);
    Place::Removed((is_gone && change.stores()).then_some(Note::TopicGone))
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

fn put(mut change: Change, place: Place) -> Change {
    let removes_negative = matches!(place, Place::Removed(_)) && change.negative.is_some();
    match place {
        Place::Stay(note) => change.notes.push(note),
        Place::Removed(note) => {
            change.after = None;
            change.notes.extend(note);
        }
        Place::At {
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
