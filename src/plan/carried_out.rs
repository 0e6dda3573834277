//! Whether a plan has nothing more to do.

use super::judge::is_as_requested;
use super::{GroupPlan, Plan};
use crate::model::{Observation, TopicId, TopicPartition, committed_at, negative_at};

pub(super) fn is_carried_out(plan: &Plan, now: &Observation) -> bool {
    let stands = |group: &GroupPlan| {
        let Some(observed) = now.groups.get(&group.id) else {
            return false;
        };
        let mut written = group.changes.iter().filter(|(_, change)| change.writes());
        (!group.remove_group || observed.is_absent())
            && written.all(|(at, change)| {
                let there = committed_at(&observed.commits, at);
                there.is_ok_and(|there| is_as_requested(there, change.after.as_ref()))
                    && negative_at(&observed.commits, at).is_none()
                    && (change.after.is_none() || topic_id(at, now) == change.topic_id.as_ref())
            })
    };
    plan.cluster_id == now.cluster_id && plan.groups.iter().all(stands)
}

fn topic_id<'a>(at: &TopicPartition, now: &'a Observation) -> Option<&'a TopicId> {
    now.topics.get(&at.topic)?.as_ref().ok()?.id.as_ref()
}
