//! What becomes of one partition: the rules for rows that need a decision.

use chrono::{DateTime, Utc};

use super::{Action, Change, NoRecordAfter, Note, OutOfRange, Policy, Reason, Target, Wanted};
use crate::model::{
    CommittedOffset, ErrorCode, KafkaError, Observation, ObservedGroup, Offset, OffsetRange,
    TopicId, TopicPartition,
};

/// Records in a log of which one or fewer lies before the target: retention is close behind.
const NEAR_LOG_START_SHARE: u64 = 100;

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

/// Where a partition goes, before it is known whether the log holds that place.
enum Place {
    At {
        committed: Asked,
        notes: Vec<Note>,
    },
    /// It stays as it is.
    Stay(Note),
    Removed,
}

/// A position that was asked for: any number, since a shift can leave the log and even the numbers that
/// offsets have.
struct Asked {
    offset: i128,
    leader_epoch: Option<i32>,
    metadata: Option<String>,
    /// The broker itself has just found a record there.
    found: bool,
}

impl Asked {
    fn number(offset: i128) -> Self {
        Asked {
            offset,
            leader_epoch: None,
            metadata: None,
            found: false,
        }
    }

    fn listed(offset: Offset, leader_epoch: Option<i32>) -> Self {
        Asked {
            leader_epoch,
            ..Asked::number(offset.get().into())
        }
    }
}

/// What needs a log to be found in.
enum Sought<'a> {
    Target(&'a Target),
    Saved(&'a CommittedOffset, Option<&'a TopicId>),
    Nothing,
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
    let range = range_of(partition, observation);
    let before = group.commits.get(partition).map(Result::as_ref).transpose();
    let mut change = Change {
        topic_id: topic_id.cloned(),
        range: range.as_ref().ok().map(|range| (*range).clone()),
        before: before.as_ref().ok().copied().flatten().cloned(),
        after: None,
        action: Action::Keep,
        requested: wanted.to_string(),
        notes: Vec::new(),
    };
    change.after.clone_from(&change.before);
    change.notes.extend(outside_log(&change));
    let decided = before.map_err(commit_unreadable).and_then(|before| {
        let sought = match wanted {
            Wanted::Stay(note) => return Ok(Place::Stay(note.clone())),
            Wanted::NoCommit => return Ok(Place::Removed),
            Wanted::SavedUnreadable(message) => {
                let message = message.clone();
                return Err(Reason::SavedUnreadable { message });
            }
            Wanted::Target(target) => Sought::Target(target),
            Wanted::Restored {
                committed,
                topic_id,
            } => Sought::Saved(committed, topic_id.as_ref()),
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
        row.place(&sought).and_then(|place| row.within_log(place))
    });
    match decided {
        Ok(place) => Decision::Changed(put(change, place)),
        Err(reason) => Decision::Blocked(reason, change),
    }
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

impl Row<'_> {
    fn place(&self, sought: &Sought<'_>) -> Result<Place, Reason> {
        if self.policy.only_missing && self.before.is_some() {
            return Ok(Place::Stay(Note::HasCommit));
        }
        match sought {
            Sought::Target(target) => self.target(target),
            Sought::Saved(committed, topic_id) => self.restored(committed, *topic_id),
            Sought::Nothing => self.without_commit(Reason::NoSource),
        }
    }

    fn target(&self, target: &Target) -> Result<Place, Reason> {
        let at = |committed| {
            Ok(Place::At {
                committed,
                notes: Vec::new(),
            })
        };
        let (start, end) = (self.range.log_start, self.range.end);
        match *target {
            Target::Earliest { plus: 0 } => at(Asked::listed(start, self.range.log_start_epoch)),
            Target::Latest { minus: 0 } => at(Asked::listed(end, self.range.end_epoch)),
            Target::Earliest { plus } => {
                at(Asked::number(i128::from(start.get()) + i128::from(plus)))
            }
            Target::Latest { minus } => {
                at(Asked::number(i128::from(end.get()) - i128::from(minus)))
            }
            Target::Exact(offset) => at(Asked::number(offset.get().into())),
            Target::Shift(by) => self.relative(by),
            Target::Current => self.relative(0),
            Target::At(time) => self.at_time(time),
        }
    }

    fn relative(&self, by: i64) -> Result<Place, Reason> {
        match self.before {
            Some(before) => Ok(Place::At {
                committed: Asked::number(i128::from(before.offset.get()) + i128::from(by)),
                notes: Vec::new(),
            }),
            None => self.without_commit(Reason::NoCommit),
        }
    }

    fn without_commit(&self, reason: Reason) -> Result<Place, Reason> {
        match self.policy.skip_uncommitted {
            true => Ok(Place::Stay(Note::UncommittedSkipped)),
            false => Err(reason),
        }
    }

    fn at_time(&self, time: DateTime<Utc>) -> Result<Place, Reason> {
        let looked_up = self
            .observation
            .times
            .get(&time)
            .and_then(|answers| answers.get(self.partition));
        let found = match looked_up {
            Some(Ok(found)) => found,
            Some(Err(error)) => {
                return Err(Reason::TimeUnreadable {
                    message: error.message.clone(),
                });
            }
            None => {
                return Err(Reason::TimeUnreadable {
                    message: "it was not looked up".to_owned(),
                });
            }
        };
        let Some(found) = found else {
            return self.no_record_after(time);
        };
        let first = found
            .timestamp
            .filter(|first| *first > time && found.offset <= self.range.log_start);
        Ok(Place::At {
            committed: Asked {
                found: true,
                ..Asked::listed(found.offset, found.leader_epoch)
            },
            notes: first
                .map(|first_record| Note::OlderThanLog { first_record })
                .into_iter()
                .collect(),
        })
    }

    fn no_record_after(&self, time: DateTime<Utc>) -> Result<Place, Reason> {
        match self.policy.no_record_after {
            NoRecordAfter::End => Ok(Place::At {
                committed: Asked::listed(self.range.end, self.range.end_epoch),
                notes: vec![Note::EndOfLog],
            }),
            NoRecordAfter::Skip => Ok(Place::Stay(Note::NoRecordSkipped)),
            NoRecordAfter::Refuse => Err(Reason::NoRecordAfter(time)),
        }
    }

    /// An old epoch is only right in the topic that it was read in, and not above what the log has seen:
    /// a consumer would take the difference for a truncated log.
    fn restored(
        &self,
        saved: &CommittedOffset,
        saved_id: Option<&TopicId>,
    ) -> Result<Place, Reason> {
        let mut notes = Vec::new();
        let same_topic = match (saved_id, self.topic_id) {
            (Some(saved), Some(here)) if saved != here => {
                return Err(Reason::Recreated {
                    saved: saved.clone(),
                    here: here.clone(),
                });
            }
            (Some(_), Some(_)) => true,
            _ => {
                notes.push(Note::TopicIdUnknown);
                false
            }
        };
        let known =
            |epoch: &i32| same_topic && self.range.end_epoch.is_some_and(|latest| *epoch <= latest);
        let leader_epoch = saved.leader_epoch.filter(known);
        if leader_epoch != saved.leader_epoch {
            notes.push(Note::EpochDropped);
        }
        let stands_there = self.before.filter(|before| before.offset == saved.offset);
        if stands_there.is_some_and(|before| before.metadata != saved.metadata) {
            notes.push(Note::OtherMetadata);
        }
        let metadata = saved.metadata.clone();
        let committed = Asked {
            metadata,
            ..Asked::listed(saved.offset, leader_epoch)
        };
        Ok(Place::At { committed, notes })
    }

    fn within_log(&self, place: Place) -> Result<Place, Reason> {
        let Place::At {
            committed,
            mut notes,
        } = place
        else {
            return Ok(place);
        };
        let asked = committed.offset;
        let held = i64::try_from(asked)
            .ok()
            .and_then(Offset::new)
            .filter(|offset| self.range.holds(*offset));
        if held.is_some() || committed.found {
            return Ok(Place::At { committed, notes });
        }
        let OffsetRange {
            log_start,
            log_start_epoch,
            end,
            end_epoch,
            ..
        } = *self.range;
        if self.policy.out_of_range == OutOfRange::Refuse {
            return Err(Reason::OutOfRange {
                asked,
                log_start,
                end,
            });
        }
        let before_start = asked < i128::from(log_start.get());
        notes.push(Note::Clamped {
            asked,
            before_start,
        });
        let committed = match before_start {
            true => Asked::listed(log_start, log_start_epoch),
            false => Asked::listed(end, end_epoch),
        };
        Ok(Place::At { committed, notes })
    }
}

fn put(mut change: Change, place: Place) -> Change {
    match place {
        Place::Stay(note) => change.notes.push(note),
        Place::Removed => change.after = None,
        Place::At { committed, notes } => {
            let Asked {
                offset,
                leader_epoch,
                metadata,
                ..
            } = committed;
            let offset = i64::try_from(offset).ok().and_then(Offset::new);
            change.after = offset.map(|offset| CommittedOffset {
                offset,
                leader_epoch,
                metadata,
            });
            change.notes.extend(notes);
        }
    }
    change.action = Action::between(change.before.as_ref(), change.after.as_ref());
    match change.action {
        Action::Keep => change.after.clone_from(&change.before),
        Action::Delete => {}
        Action::Rewind | Action::Advance | Action::Create => risks(&mut change),
    }
    change
}

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
    if change.action == Action::Create {
        change.notes.push(Note::NoCommitBefore);
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
    let retention_at_work = range.log_start > Offset::ZERO;
    if retention_at_work && range.records() > 0 && ahead <= range.records() / NEAR_LOG_START_SHARE {
        change.notes.push(Note::NearLogStart { records: ahead });
    }
}
