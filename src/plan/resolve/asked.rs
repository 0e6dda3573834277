//! What is asked of a partition: the place it should go to, wherever that may be.

use chrono::{DateTime, Utc};

use super::{Row, same_topic};
use crate::model::{CommittedOffset, ListedOffset, Offset, TopicId, TopicName};
use crate::plan::{NoRecordAfter, Note, Reason, Target, Undone};

/// Where a partition should go, before it is known whether the log holds that place.
pub(super) enum Asked {
    At {
        position: Position,
        notes: Vec<Note>,
    },
    /// It stays as it is.
    Stay(Note),
}

/// A position that was asked for: any number, since a shift can leave the log and even the numbers that
/// offsets have.
pub(super) struct Position {
    pub(super) offset: i128,
    pub(super) leader_epoch: Option<i32>,
    pub(super) metadata: Option<String>,
    /// The broker has just found a record there, after it told the end of the log.
    pub(super) found: bool,
    /// It may lie outside the log, since the group stood there.
    pub(super) anywhere: bool,
}

impl Position {
    fn number(offset: i128) -> Self {
        Position {
            offset,
            leader_epoch: None,
            metadata: None,
            found: false,
            anywhere: false,
        }
    }

    fn listed(offset: Offset, leader_epoch: Option<i32>) -> Self {
        Position {
            leader_epoch,
            ..Position::number(offset.get().into())
        }
    }
}

/// What needs a log to be found in.
pub(super) enum Sought<'a> {
    Target(&'a Target),
    Saved(&'a CommittedOffset, Option<&'a TopicId>),
    Mapped(&'a CommittedOffset, &'a TopicName),
    Undone(&'a CommittedOffset, &'a Undone),
    Nothing,
}

impl Row<'_> {
    pub(super) fn asked(&self, sought: &Sought<'_>) -> Result<Asked, Reason> {
        if self.policy.only_missing && self.before.is_some() {
            return Ok(Asked::Stay(Note::HasCommit));
        }
        match sought {
            Sought::Target(target) => self.target(target),
            Sought::Saved(committed, topic_id) => self.restored(committed, *topic_id),
            Sought::Mapped(committed, topic) => Ok(self.mapped(committed, topic)),
            Sought::Undone(committed, undone) => self.undone(committed, undone),
            Sought::Nothing => self.without_commit(Reason::NoSource),
        }
    }

    fn target(&self, target: &Target) -> Result<Asked, Reason> {
        let at = |position| {
            Ok(Asked::At {
                position,
                notes: Vec::new(),
            })
        };
        let (start, end) = (self.range.log_start, self.range.end);
        match *target {
            Target::Earliest { plus: 0 } => at(Position::listed(start, self.range.log_start_epoch)),
            Target::Latest { minus: 0 } => at(Position::listed(end, self.range.end_epoch)),
            Target::Earliest { plus } => {
                at(Position::number(i128::from(start.get()) + i128::from(plus)))
            }
            Target::Latest { minus } => {
                at(Position::number(i128::from(end.get()) - i128::from(minus)))
            }
            Target::Exact(offset) => at(Position::number(offset.get().into())),
            Target::Shift(by) => self.relative(by),
            Target::Current => self.relative(0),
            Target::At(time) => self.at_time(time),
        }
    }

    fn relative(&self, by: i64) -> Result<Asked, Reason> {
        match self.before {
            Some(before) => Ok(Asked::At {
                position: Position::number(i128::from(before.offset.get()) + i128::from(by)),
                notes: Vec::new(),
            }),
            None => self.without_commit(Reason::NoCommit),
        }
    }

    fn without_commit(&self, reason: Reason) -> Result<Asked, Reason> {
        if self.policy.skip_uncommitted {
            Ok(Asked::Stay(Note::UncommittedSkipped))
        } else {
            Err(reason)
        }
    }

    fn at_time(&self, time: DateTime<Utc>) -> Result<Asked, Reason> {
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
        Ok(Asked::At {
            position: Position {
                found: true,
                ..Position::listed(found.offset, found.leader_epoch)
            },
            notes: self.note_on_found(time, found).into_iter().collect(),
        })
    }

    fn note_on_found(&self, time: DateTime<Utc>, found: &ListedOffset) -> Option<Note> {
        let dated = found.timestamp?;
        if dated.is_ahead(self.observation.observed_at) {
            return Some(Note::ClockAhead { dated });
        }
        let is_older = dated > time.into() && found.offset <= self.range.log_start;
        is_older.then_some(Note::OlderThanLog {
            first_record: dated,
        })
    }

    fn no_record_after(&self, time: DateTime<Utc>) -> Result<Asked, Reason> {
        match self.policy.no_record_after {
            NoRecordAfter::End => Ok(Asked::At {
                position: Position::listed(self.range.end, self.range.end_epoch),
                notes: vec![Note::EndOfLog],
            }),
            NoRecordAfter::Skip => Ok(Asked::Stay(Note::NoRecordSkipped)),
            NoRecordAfter::Refuse => Err(Reason::NoRecordAfter(time)),
        }
    }

    /// An old epoch is only right in the topic that it was read in, and not above what the log has seen:
    /// a consumer would take the difference for a truncated log.
    fn restored(
        &self,
        saved: &CommittedOffset,
        saved_id: Option<&TopicId>,
    ) -> Result<Asked, Reason> {
        let mut notes = Vec::new();
        let same_topic = same_topic(saved_id, self.topic_id)?;
        if !same_topic {
            notes.push(Note::TopicIdUnknown);
        }
        let known =
            |epoch: &i32| same_topic && self.range.end_epoch.is_some_and(|latest| *epoch <= latest);
        let leader_epoch = saved.leader_epoch.filter(known);
        if leader_epoch != saved.leader_epoch {
            notes.push(Note::EpochDropped);
        }
        Ok(self.as_committed(saved, leader_epoch, notes))
    }

    /// An epoch counts the leaders of the partition that it was read in, and says nothing of another one.
    fn mapped(&self, committed: &CommittedOffset, topic: &TopicName) -> Asked {
        let note = Note::FromTopic {
            topic: topic.clone(),
            drops_epoch: committed.leader_epoch.is_some(),
        };
        self.as_committed(committed, None, vec![note])
    }

    fn as_committed(
        &self,
        committed: &CommittedOffset,
        leader_epoch: Option<i32>,
        mut notes: Vec<Note>,
    ) -> Asked {
        let stands_there = self
            .before
            .filter(|before| before.offset == committed.offset);
        if stands_there.is_some_and(|before| before.metadata != committed.metadata) {
            notes.push(Note::OtherMetadata);
        }
        let position = Position {
            metadata: committed.metadata.clone(),
            ..Position::listed(committed.offset, leader_epoch)
        };
        Asked::At { position, notes }
    }

    /// What stood outside the log before goes back there, since that is what was taken from the group; what
    /// retention has passed since does not, unless it is said.
    fn undone(&self, committed: &CommittedOffset, undone: &Undone) -> Result<Asked, Reason> {
        let mut asked = self.restored(committed, undone.topic_id.as_ref())?;
        if let Asked::At { position, notes } = &mut asked
            && undone.stood_outside
            && !self.range.holds(committed.offset)
        {
            position.anywhere = true;
            notes.push(Note::OutsideAsBefore);
        }
        Ok(asked)
    }
}

#[cfg(test)]
mod tests;
