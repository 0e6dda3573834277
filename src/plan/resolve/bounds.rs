//! What the log allows of that.

use super::Row;
use super::asked::{Asked, Place};
use crate::model::{Offset, OffsetRange};
use crate::plan::{Note, OutOfRange, Reason};

impl Row<'_> {
    pub(super) fn within_log(&self, place: Place) -> Result<Place, Reason> {
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

#[cfg(test)]
mod tests;
