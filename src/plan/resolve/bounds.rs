//! What the log allows of that.

use super::asked::{Asked, Position};
use super::{Place, Row};
use crate::model::{CommittedOffset, Offset, OffsetRange};
use crate::plan::{Note, OutOfRange, Reason};

impl Row<'_> {
    pub(super) fn within_log(&self, asked: Asked) -> Result<Place, Reason> {
        let (position, mut notes) = match asked {
            Asked::Stay(note) => return Ok(Place::Stay(note)),
            Asked::At { position, notes } => (position, notes),
        };
        let arrived = position.found;
        let committed = match self.held(&position) {
            Some(offset) => CommittedOffset {
                offset,
                leader_epoch: position.leader_epoch,
                metadata: position.metadata,
            },
            None => self.nearer_end(position.offset, &mut notes)?,
        };
        Ok(Place::At {
            committed,
            notes,
            arrived,
        })
    }

    /// The offset, if the log holds it. It may have grown since its end was read, but does not begin earlier.
    fn held(&self, position: &Position) -> Option<Offset> {
        let offset = i64::try_from(position.offset).ok().and_then(Offset::new)?;
        let arrived = position.found && offset > self.range.end;
        let held = arrived || position.anywhere || self.range.holds(offset);
        held.then_some(offset)
    }

    fn nearer_end(&self, asked: i128, notes: &mut Vec<Note>) -> Result<CommittedOffset, Reason> {
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

#[cfg(test)]
mod tests;
