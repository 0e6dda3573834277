//! Who keeps groups from being changed, as far as it can be seen.

use std::collections::BTreeSet;

use crate::commands::Session;
use crate::error::Error;
use crate::model::{GroupDescription, GroupId, GroupState, KafkaError, Member};
use crate::plan::{Plan, Reason};

/// What was seen in groups at one moment; nothing once all of them can be changed.
#[derive(Debug, Default)]
pub(super) struct Presence {
    /// In the order of the groups' names, and of the members' ids.
    pub(super) there: Vec<(GroupId, Occupant)>,
}

/// What keeps a group from being changed.
#[derive(Debug)]
pub(super) enum Occupant {
    Member(Member),
    /// No member shows, and yet the group is not empty.
    Unseen(GroupState),
    /// The group could not be described.
    Unread(KafkaError),
}

impl Presence {
    /// What stands against a plan.
    pub(super) fn against(plan: &Plan) -> Self {
        let mut presence = Presence::default();
        for blocker in plan.blockers() {
            let Some(id) = &blocker.group else {
                continue;
            };
            match &blocker.reason {
                Reason::HasMembers(members)
                | Reason::GroupHeldByMembers(members)
                | Reason::CommitsHeldByMembers(members) => {
                    presence.add_members(id, members);
                }
                Reason::Active(state) => presence.add(id, Occupant::Unseen(*state)),
                _ => {}
            }
        }
        presence
    }

    /// Looks who is there now.
    ///
    /// # Errors
    /// Interrupted, or the time of the whole command is over; what else fails is part of what is seen.
    pub(super) fn look(ids: &BTreeSet<GroupId>, session: &Session<'_>) -> Result<Self, Error> {
        let mut presence = Presence::default();
        let described = session.cluster.describe_groups(ids, session.deadline);
        session.deadline.check()?;
        match described {
            Ok(groups) => groups.into_iter().for_each(|(id, group)| match group {
                Ok(group) => presence.add_group(&group),
                Err(error) => presence.add(&id, Occupant::Unread(error)),
            }),
            Err(error) => ids
                .iter()
                .for_each(|id| presence.add(id, Occupant::Unread(error.clone()))),
        }
        Ok(presence)
    }

    pub(super) fn is_nobody(&self) -> bool {
        self.there.is_empty()
    }

    /// Whether no group is known to be occupied.
    pub(super) fn is_unknown(&self) -> bool {
        let unread = |who: &Occupant| matches!(who, Occupant::Unread(_));
        self.there.iter().all(|(_, who)| unread(who))
    }

    /// Whether somebody stays after having been stopped.
    pub(super) fn has_static_members(&self) -> bool {
        let is_static = |who: &Occupant| match who {
            Occupant::Member(member) => member.instance_id.is_some(),
            Occupant::Unseen(_) | Occupant::Unread(_) => false,
        };
        self.there.iter().any(|(_, who)| is_static(who))
    }

    /// A group that is no consumer's is none to wait for: no plan moves it.
    fn add_group(&mut self, group: &GroupDescription) {
        let is_idle = matches!(group.state, GroupState::Empty | GroupState::Dead);
        if group.is_foreign() {
            return;
        }
        self.add_members(&group.id, &group.members);
        if group.members.is_empty() && !is_idle {
            self.add(&group.id, Occupant::Unseen(group.state));
        }
    }

    fn add_members(&mut self, id: &GroupId, members: &[Member]) {
        let mut members: Vec<&Member> = members.iter().collect();
        members.sort_by(|a, b| a.id.cmp(&b.id));
        for member in members {
            self.add(id, Occupant::Member(member.clone()));
        }
    }

    fn add(&mut self, id: &GroupId, who: Occupant) {
        self.there.push((id.clone(), who));
    }
}
