use super::Note;
use crate::model::{CommittedOffset, NegativeOffset, Offset, OffsetRange, TopicId};

/// What happens to one partition of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub topic_id: Option<TopicId>,
    /// `None` where it could not be read, which blocks every change but a removal.
    pub range: Option<OffsetRange>,
    pub before: Option<CommittedOffset>,
    /// What is stored in place of a commit, where that is no offset; `before` is `None` then.
    pub negative: Option<NegativeOffset>,
    /// What is written: the commit, or `None` for its removal. Equal to `before` where nothing is.
    pub after: Option<CommittedOffset>,
    pub action: Action,
    /// What was asked for, in words for the reader.
    pub requested: String,
    /// What the reader should know; nothing here steers what is written.
    pub notes: Vec<Note>,
}

/// What a change does, seen from the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::VariantArray)]
pub enum Action {
    Keep,
    Rewind,
    Advance,
    Create,
    Delete,
}

impl Action {
    /// The action that leads from one commit to another. A commit that stays at its offset is kept as
    /// it is, with its epoch and metadata.
    pub fn between(before: Option<&CommittedOffset>, after: Option<&CommittedOffset>) -> Self {
        match (before, after) {
            (None, None) => Action::Keep,
            (None, Some(_)) => Action::Create,
            (Some(_), None) => Action::Delete,
            (Some(before), Some(after)) if after.offset < before.offset => Action::Rewind,
            (Some(before), Some(after)) if after.offset > before.offset => Action::Advance,
            (Some(_), Some(_)) => Action::Keep,
        }
    }
}

impl Change {
    /// Whether anything is written.
    pub fn writes(&self) -> bool {
        self.action != Action::Keep
    }

    /// Whether anything is stored for the partition before the change, be it an offset or not.
    pub fn stores(&self) -> bool {
        self.before.is_some() || self.negative.is_some()
    }

    /// The signed move in offsets; `None` where there was or will be no commit.
    pub fn delta(&self) -> Option<i64> {
        Some(self.target()?.minus(self.current()?))
    }

    /// The records that the group will read again: an upper bound, counted within the log as it is.
    pub fn replayed(&self) -> Option<u64> {
        let (range, current, target) = (self.range.as_ref()?, self.current()?, self.target()?);
        Some(current.min(range.end).after(target.max(range.log_start)))
    }

    /// The records that the group will not read: an upper bound, counted within the log as it is.
    pub fn skipped(&self) -> Option<u64> {
        let (range, current, target) = (self.range.as_ref()?, self.current()?, self.target()?);
        Some(target.min(range.end).after(current.max(range.log_start)))
    }

    /// The most records that may be read again: where there was no commit, a consumer may have started, or
    /// stood, at either end of the log.
    pub fn most_replayed(&self) -> Option<u64> {
        match self.action {
            Action::Create => self.lag_after(),
            _ => self.replayed(),
        }
    }

    /// The most records that may not be read; see [`Change::most_replayed`].
    pub fn most_skipped(&self) -> Option<u64> {
        match self.action {
            Action::Create => Some(self.target()?.after(self.range.as_ref()?.log_start)),
            _ => self.skipped(),
        }
    }

    /// What lies between the target and the end of the log.
    pub fn lag_after(&self) -> Option<u64> {
        Some(self.range.as_ref()?.end.after(self.target()?))
    }

    fn current(&self) -> Option<Offset> {
        self.before.as_ref().map(|before| before.offset)
    }

    fn target(&self) -> Option<Offset> {
        self.after.as_ref().map(|after| after.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(before: i64, after: i64) -> Change {
        let offset = |value| Offset::new(value).unwrap();
        let commit = |value| Some(CommittedOffset::at(offset(value)));
        Change {
            topic_id: None,
            range: Some(OffsetRange {
                log_start: offset(100),
                log_start_epoch: None,
                end: offset(200),
                end_epoch: None,
                last_stable: offset(200),
            }),
            before: commit(before),
            negative: None,
            after: commit(after),
            action: Action::between(commit(before).as_ref(), commit(after).as_ref()),
            requested: String::new(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_rewind_replays_and_an_advance_skips() {
        let rewind = change(150, 120);
        assert_eq!(rewind.action, Action::Rewind);
        assert_eq!((rewind.replayed(), rewind.skipped()), (Some(30), Some(0)));
        let advance = change(120, 150);
        assert_eq!(advance.action, Action::Advance);
        assert_eq!((advance.replayed(), advance.skipped()), (Some(0), Some(30)));
        assert_eq!(advance.delta(), Some(30));
        assert_eq!(advance.lag_after(), Some(50));
    }

    #[test]
    fn records_that_are_gone_are_neither_replayed_nor_skipped() {
        assert_eq!(change(50, 110).skipped(), Some(10));
        assert_eq!(change(300, 150).replayed(), Some(50));
    }
}
