use std::collections::BTreeSet;

use super::DiffArgs;
use crate::error::Error;
use crate::model::{GroupId, GroupSnapshot, Snapshot, TopicPartition};
use crate::render::first_few;

/// Groups that a hint names before it counts.
const SHOWN: usize = 10;

impl DiffArgs {
    fn wants(&self, at: &TopicPartition) -> bool {
        let matches = self.topics_matching.as_ref();
        self.all_topics()
            || self.topics.iter().any(|selector| selector.covers(at))
            || matches.is_some_and(|pattern| pattern.matches(&at.topic))
    }

    fn all_topics(&self) -> bool {
        self.topics.is_empty() && self.topics_matching.is_none()
    }

    /// Refuses what is asked for and is on neither side: a name with a slip in it must not make two sides
    /// equal. Where a side's commits could not be read there is no telling.
    pub(super) fn check_topics(&self, sides: [&Snapshot; 2]) -> Result<(), Error> {
        let groups = || sides.into_iter().flat_map(|side| side.groups.values());
        if groups().any(|group| group.error.is_some()) {
            return Ok(());
        }
        let there: BTreeSet<&TopicPartition> =
            groups().flat_map(|group| group.offsets.keys()).collect();
        let refused = |what: &str| Err(Error::refused(format!("{what} is on neither side")));
        for selector in &self.topics {
            if !there.iter().any(|at| at.topic == selector.topic) {
                return refused(&format!("topic {}", selector.topic));
            }
            for partition in selector.partitions.iter().flatten() {
                let at = TopicPartition::new(selector.topic.clone(), *partition);
                if !there.contains(&at) {
                    return refused(&at.to_string());
                }
            }
        }
        match &self.topics_matching {
            Some(pattern) if !there.iter().any(|at| pattern.matches(&at.topic)) => {
                refused(&format!("a topic that matches {}", pattern.as_str()))
            }
            _ => Ok(()),
        }
    }

    /// Leaves only the partitions that are asked for.
    pub(super) fn keep_topics(&self, snapshot: &mut Snapshot) {
        if self.all_topics() {
            return;
        }
        let keep = |group: &mut GroupSnapshot| group.offsets.retain(|at, _| self.wants(at));
        narrow(snapshot, |snapshot| {
            snapshot.groups.values_mut().for_each(keep)
        });
    }
}

/// Leaves only these groups. Groups that could not be seen are no loss where all of these were.
pub(super) fn keep_groups(snapshot: &mut Snapshot, wanted: &BTreeSet<GroupId>) {
    narrow(snapshot, |snapshot| {
        snapshot.groups.retain(|id, _| wanted.contains(id));
        snapshot.left_out.retain(|group| wanted.contains(&group.id));
    });
    if snapshot.groups.len() == wanted.len() {
        snapshot.incomplete = snapshot.unread().collect();
    }
}

/// Says that a snapshot does not hold a group, and which it does hold.
pub(super) fn not_in(snapshots: &[&Snapshot], id: &GroupId) -> Error {
    let held = snapshots.iter().flat_map(|snapshot| snapshot.groups.keys());
    let held: BTreeSet<String> = held.map(ToString::to_string).collect();
    let held: Vec<String> = held.into_iter().collect();
    let error = match snapshots.len() {
        1 => Error::refused(format!("the snapshot does not hold group {id}")),
        _ => Error::refused(format!("neither snapshot holds group {id}")),
    };
    if held.is_empty() {
        error
    } else {
        error.hint(format!("there are {}", first_few(&held, SHOWN)))
    }
}

/// Takes something out of a snapshot, and what is said of it.
fn narrow(snapshot: &mut Snapshot, change: impl FnOnce(&mut Snapshot)) {
    let before: BTreeSet<String> = snapshot.unread().collect();
    change(snapshot);
    let after: BTreeSet<String> = snapshot.unread().collect();
    let stays = |said: &String| after.contains(said) || !before.contains(said);
    snapshot.incomplete.retain(stays);
}
