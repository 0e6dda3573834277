//! The offset in its log that a partition is to be committed at.

use chrono::{DateTime, Utc};

use super::{NoRecordAfter, Note, OutOfRange, Policy, Reason, Target, Undone};
use crate::model::{
    CommittedOffset, ListedOffset, Observation, Offset, OffsetRange, TopicId, TopicName,
    TopicPartition,
};

/// What is known about a partition when it is decided.
pub(super) struct Row<'a> {
    pub(super) partition: &'a TopicPartition,
    pub(super) observation: &'a Observation,
    pub(super) topic_id: Option<&'a TopicId>,
    /// The range of its log, or why there is none.
    pub(super) range: Result<&'a OffsetRange, Reason>,
    pub(super) before: Option<&'a CommittedOffset>,
    pub(super) policy: &'a Policy,
}

/// Where a partition stands in the end.
pub(super) enum Placement {
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

/// Where a partition should go, before it is known whether the log holds that place.
pub(super) enum Resolution {
    At {
        position: ResolvedOffset,
        notes: Vec<Note>,
    },
    /// It stays as it is.
    Stay(Note),
}

/// A position that was asked for: any number, since a shift can leave the log and even the numbers that
/// offsets have.
pub(super) struct ResolvedOffset {
    pub(super) offset: i128,
    pub(super) leader_epoch: Option<i32>,
    pub(super) metadata: Option<String>,
    /// The broker has just found a record there, after it told the end of the log.
    pub(super) found: bool,
    /// It may lie outside the log, since the group stood there.
    pub(super) anywhere: bool,
}

impl ResolvedOffset {
    fn number(offset: i128) -> Self {
        ResolvedOffset {
            offset,
            leader_epoch: None,
            metadata: None,
            found: false,
            anywhere: false,
        }
    }

    fn listed(offset: Offset, leader_epoch: Option<i32>) -> Self {
        ResolvedOffset {
            leader_epoch,
            ..ResolvedOffset::number(offset.get().into())
        }
    }
}

impl<'a> Row<'a> {
    pub(super) fn range(&self) -> Result<&'a OffsetRange, Reason> {
        self.range.clone()
    }

    /// What becomes of a partition that goes to a place in its log, unless only those without a commit are to.
    pub(super) fn moved(
        &self,
        resolve: impl FnOnce(&Self) -> Result<Resolution, Reason>,
    ) -> Result<Resolution, Reason> {
        self.range()?;
        if self.policy.only_missing && self.before.is_some() {
            return Ok(Resolution::Stay(Note::HasCommit));
        }
        resolve(self)
    }

    pub(super) fn target(&self, target: &Target) -> Result<Resolution, Reason> {
        let at = |position| {
            Ok(Resolution::At {
                position,
                notes: Vec::new(),
            })
        };
        let range = self.range()?;
        let (start, end) = (range.log_start, range.end);
        match *target {
            Target::Earliest { plus: 0 } => {
                at(ResolvedOffset::listed(start, range.log_start_epoch))
            }
            Target::Latest { minus: 0 } => at(ResolvedOffset::listed(end, range.end_epoch)),
            Target::Earliest { plus } => at(ResolvedOffset::number(
                i128::from(start.get()) + i128::from(plus),
            )),
            Target::Latest { minus } => at(ResolvedOffset::number(
                i128::from(end.get()) - i128::from(minus),
            )),
            Target::Exact(offset) => at(ResolvedOffset::number(offset.get().into())),
            Target::Shift(by) => self.relative(by),
            Target::Current => self.relative(0),
            Target::At(time) => self.at_time(time),
        }
    }

    fn relative(&self, by: i64) -> Result<Resolution, Reason> {
        match self.before {
            Some(before) => Ok(Resolution::At {
                position: ResolvedOffset::number(i128::from(before.offset.get()) + i128::from(by)),
                notes: Vec::new(),
            }),
            None => self.without_commit(Reason::NoCommit),
        }
    }

    pub(super) fn without_commit(&self, reason: Reason) -> Result<Resolution, Reason> {
        if self.policy.skip_uncommitted {
            Ok(Resolution::Stay(Note::UncommittedSkipped))
        } else {
            Err(reason)
        }
    }

    fn at_time(&self, time: DateTime<Utc>) -> Result<Resolution, Reason> {
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
        Ok(Resolution::At {
            position: ResolvedOffset {
                found: true,
                ..ResolvedOffset::listed(found.offset, found.leader_epoch)
            },
            notes: self.note_on_found(time, found)?.into_iter().collect(),
        })
    }

    fn note_on_found(
        &self,
        time: DateTime<Utc>,
        found: &ListedOffset,
    ) -> Result<Option<Note>, Reason> {
        let Some(dated) = found.timestamp else {
            return Ok(None);
        };
        if dated.is_ahead(self.observation.observed_at) {
            return Ok(Some(Note::ClockAhead { dated }));
        }
        let is_older = dated > time.into() && found.offset <= self.range()?.log_start;
        Ok(is_older.then_some(Note::OlderThanLog {
            first_record: dated,
        }))
    }

    fn no_record_after(&self, time: DateTime<Utc>) -> Result<Resolution, Reason> {
        let range = self.range()?;
        match self.policy.no_record_after {
            NoRecordAfter::End => Ok(Resolution::At {
                position: ResolvedOffset::listed(range.end, range.end_epoch),
                notes: vec![Note::EndOfLog],
            }),
            NoRecordAfter::Skip => Ok(Resolution::Stay(Note::NoRecordSkipped)),
            NoRecordAfter::Refuse => Err(Reason::NoRecordAfter(time)),
        }
    }

    /// An old epoch is only right in the topic that it was read in, and not above what the log has seen:
    /// a consumer would take the difference for a truncated log.
    pub(super) fn restored(
        &self,
        saved: &CommittedOffset,
        saved_id: Option<&TopicId>,
    ) -> Result<Resolution, Reason> {
        let mut notes = Vec::new();
        let range = self.range()?;
        let same_topic = same_topic(saved_id, self.topic_id)?;
        if !same_topic {
            notes.push(Note::TopicIdUnknown);
        }
        let known =
            |epoch: &i32| same_topic && range.end_epoch.is_some_and(|latest| *epoch <= latest);
        let leader_epoch = saved.leader_epoch.filter(known);
        if leader_epoch != saved.leader_epoch {
            notes.push(Note::EpochDropped);
        }
        Ok(self.as_committed(saved, leader_epoch, notes))
    }

    /// An epoch counts the leaders of the partition that it was read in, and says nothing of another one.
    pub(super) fn mapped(&self, committed: &CommittedOffset, topic: &TopicName) -> Resolution {
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
    ) -> Resolution {
        let stands_there = self
            .before
            .filter(|before| before.offset == committed.offset);
        if stands_there.is_some_and(|before| before.metadata != committed.metadata) {
            notes.push(Note::OtherMetadata);
        }
        let position = ResolvedOffset {
            metadata: committed.metadata.clone(),
            ..ResolvedOffset::listed(committed.offset, leader_epoch)
        };
        Resolution::At { position, notes }
    }

    /// What stood outside the log before goes back there, since that is what was taken from the group; what
    /// retention has passed since does not, unless it is said.
    pub(super) fn undone(
        &self,
        committed: &CommittedOffset,
        undone: &Undone,
    ) -> Result<Resolution, Reason> {
        let mut resolution = self.restored(committed, undone.topic_id.as_ref())?;
        if let Resolution::At { position, notes } = &mut resolution
            && undone.stood_outside
            && !self.range()?.holds(committed.offset)
        {
            position.anywhere = true;
            notes.push(Note::OutsideAsBefore);
        }
        Ok(resolution)
    }
}

impl Row<'_> {
    pub(super) fn within_log(&self, resolution: Resolution) -> Result<Placement, Reason> {
        let (position, mut notes) = match resolution {
            Resolution::Stay(note) => return Ok(Placement::Stay(note)),
            Resolution::At { position, notes } => (position, notes),
        };
        let arrived = position.found;
        let range = self.range()?;
        let committed = match held(&position, range) {
            Some(offset) => CommittedOffset {
                offset,
                leader_epoch: position.leader_epoch,
                metadata: position.metadata,
            },
            None => self.nearer_end(position.offset, range, &mut notes)?,
        };
        Ok(Placement::At {
            committed,
            notes,
            arrived,
        })
    }

    fn nearer_end(
        &self,
        asked: i128,
        range: &OffsetRange,
        notes: &mut Vec<Note>,
    ) -> Result<CommittedOffset, Reason> {
        let OffsetRange {
            log_start,
            log_start_epoch,
            end,
            end_epoch,
            ..
        } = *range;
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
        let (offset, leader_epoch) = if before_start {
            (log_start, log_start_epoch)
        } else {
            (end, end_epoch)
        };
        Ok(CommittedOffset {
            leader_epoch,
            ..CommittedOffset::at(offset)
        })
    }
}

/// The offset, if the log holds it. It may have grown since its end was read, but does not begin earlier.
fn held(position: &ResolvedOffset, range: &OffsetRange) -> Option<Offset> {
    let offset = i64::try_from(position.offset).ok().and_then(Offset::new)?;
    let arrived = position.found && offset > range.end;
    let held = arrived || position.anywhere || range.holds(offset);
    held.then_some(offset)
}

/// Whether the topic is the one that a position was saved for; false where that cannot be told.
pub(super) fn same_topic(saved: Option<&TopicId>, here: Option<&TopicId>) -> Result<bool, Reason> {
    match (saved, here) {
        (Some(saved), Some(here)) if saved != here => Err(Reason::Recreated {
            saved: saved.clone(),
            here: here.clone(),
        }),
        (saved, here) => Ok(saved.is_some() && here.is_some()),
    }
}

#[cfg(test)]
mod tests;
