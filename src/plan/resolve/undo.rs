//! Whether a change can be taken back without losing what the group has done since.

use super::same_topic;
use crate::model::{CommittedOffset, TopicId};
use crate::plan::judge::is_as_requested;
use crate::plan::{Policy, Reason, Undone};

impl Undone {
    /// Whether the group stands where it stood before the change. The same offset in a topic that was
    /// recreated is another place.
    pub(super) fn is_back_in(
        &self,
        topic: Option<&TopicId>,
        now: Option<&CommittedOffset>,
    ) -> bool {
        let is_there = now.is_none() || same_topic(self.topic_id.as_ref(), topic).is_ok();
        is_there && is_as_requested(now, self.before.as_ref())
    }

    /// # Errors
    /// The group has moved from where the change put it, and that is not to be discarded.
    pub(super) fn may_be_taken_back(
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
