//! Waiting until a group's members have left by themselves: nothing here moves them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use super::presence::{Occupant, Presence};
use crate::commands::Session;
use crate::error::Error;
use crate::model::{GroupId, Member};
use crate::plan::{Plan, described};
use crate::render::{self, Page};
use crate::ui::Live;

/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_secs(1);

/// So many members are shown, and the others counted.
const MOST_SHOWN: usize = 10;

/// A limited patience with the members of a plan's groups.
pub(super) struct Wait {
    patience: Duration,
    began: Instant,
    /// When koffset first saw each member, by group and member id.
    first_seen: BTreeMap<(GroupId, String), DateTime<Utc>>,
    /// Who was named last where lines are not written anew.
    told: Option<Vec<(GroupId, String)>>,
}

impl Wait {
    /// Begins to wait, for members of whom the first were seen when the plan was made.
    pub(super) fn begin(plan: &Plan, patience: Duration, session: &Session<'_>) -> Self {
        let mut wait = Wait {
            patience,
            began: session.begin(),
            first_seen: BTreeMap::new(),
            told: None,
        };
        wait.note(&Presence::against(plan), plan.observed_at);
        wait
    }

    /// Whether there is time left to wait.
    pub(super) fn has_patience(&self, session: &Session<'_>) -> bool {
        session.begin().saturating_duration_since(self.began) < self.patience
    }

    /// Waits until the plan's groups have no members, and shows who is still there. A look that fails is
    /// taken again.
    ///
    /// # Errors
    /// Refused: some are still there when the patience ends. Failed or interrupted: whether some are could
    /// not be seen then, or the wait was ended.
    pub(super) fn until_empty(
        &mut self,
        plan: &Plan,
        session: &mut Session<'_>,
    ) -> Result<(), Error> {
        let ids: BTreeSet<GroupId> = plan.groups.iter().map(|group| group.id.clone()).collect();
        let mut live = session.ui.live();
        loop {
            let presence = Presence::look(&ids, session)?;
            let passed = session.begin().saturating_duration_since(self.began);
            if presence.is_nobody() {
                drop(live);
                let passed = span(passed);
                session
                    .ui
                    .status(format_args!("no members left after {passed}"));
                return Ok(());
            }
            let now = session.deadline.clock().now();
            self.note(&presence, now);
            let left = self.patience.saturating_sub(passed);
            if left.is_zero() {
                return Err(self.too_long(&presence, now));
            }
            let left_over = span(left);
            let mut page = Page::of(format_args!(
                "waiting for members to leave, up to {left_over} more:"
            ));
            page.append(&listed(self.each(&presence, now)));
            self.tell(&presence, &page, &mut live, session);
            session.pause(left.min(PAUSE))?;
        }
    }

    /// Writes the text over the one before, or where that cannot be done only when others are there.
    fn tell(
        &mut self,
        presence: &Presence,
        page: &Page,
        live: &mut Live,
        session: &mut Session<'_>,
    ) {
        if live.is_shown() {
            return live.show(page);
        }
        let names = presence.there.iter();
        let names = names.map(|(id, who)| (id.clone(), name(who))).collect();
        if self.told.as_ref() != Some(&names) {
            session.ui.statuses(page);
            self.told = Some(names);
        }
    }

    fn note(&mut self, presence: &Presence, now: DateTime<Utc>) {
        let before = std::mem::take(&mut self.first_seen);
        for (id, who) in &presence.there {
            match who {
                Occupant::Member(member) => {
                    let key = (id.clone(), member.id.clone());
                    let since = before.get(&key).copied().unwrap_or(now);
                    self.first_seen.insert(key, since);
                }
                // Whoever was there is not known to have left.
                Occupant::Unread(_) => {
                    let there = before.iter().filter(|((group, _), _)| group == id);
                    let there = there.map(|(key, since)| (key.clone(), *since));
                    self.first_seen.extend(there);
                }
                Occupant::Unseen(_) => {}
            }
        }
    }

    fn too_long(&self, presence: &Presence, now: DateTime<Utc>) -> Error {
        let (patience, who) = (span(self.patience), self.each(presence, now));
        if presence.is_unknown() {
            return Error::failed(format!(
                "whether members are left after {patience} could not be seen:"
            ))
            .details(who);
        }
        let stays = if presence.has_static_members() {
            "; a static member stays until its session times out"
        } else {
            ""
        };
        let message = format!("members are still there after {patience}:");
        Error::refused(message).details(who).hint(format!(
            "stop them, then run this again, or write a longer --wait-empty{stays}"
        ))
    }

    fn each(&self, presence: &Presence, now: DateTime<Utc>) -> Vec<String> {
        each(presence, |id, member| {
            let key = (id.clone(), member.id.clone());
            let since = self.first_seen.get(&key).copied().unwrap_or(now);
            let line = format!(
                "{}, seen for {}",
                described(member),
                render::span(now - since)
            );
            match member.instance_id {
                Some(_) => format!("{line}, stays until its session times out"),
                None => line,
            }
        })
    }
}

/// Says for whom a change waits, and how long.
pub(super) fn announced(plan: &Plan, patience: Duration) -> Page {
    let who = each(&Presence::against(plan), |_, member| described(member));
    let mut page = Page::of(format_args!(
        "to be done once these have left, and not at all if they are there for another {}:",
        span(patience)
    ));
    page.append(&listed(who));
    page
}

/// Each on a line.
fn each(presence: &Presence, line: impl Fn(&GroupId, &Member) -> String) -> Vec<String> {
    let line = |(id, who): &(GroupId, Occupant)| match who {
        Occupant::Member(member) => format!("{id}: {}", line(id, member)),
        Occupant::Unseen(state) => format!("{id}: nobody to be seen, and yet it is {state}"),
        Occupant::Unread(error) => format!("{id}: cannot be seen just now: {error}"),
    };
    presence.there.iter().map(line).collect()
}

/// The first few, and how many more there are.
fn listed(lines: Vec<String>) -> Page {
    let more = lines.len().saturating_sub(MOST_SHOWN);
    let more = (more > 0).then(|| {
        let more = render::grouped(more);
        format!("and {more} more: koffset group describe shows the members of a group")
    });
    let shown = lines.into_iter().take(MOST_SHOWN).chain(more);
    shown.map(|line| format!("  {line}")).collect()
}

fn name(who: &Occupant) -> String {
    match who {
        Occupant::Member(member) => member.id.clone(),
        Occupant::Unseen(state) => state.to_string(),
        Occupant::Unread(error) => error.to_string(),
    }
}

fn span(length: Duration) -> String {
    // Rounded up, so that what is not over is never called 0 s.
    let seconds = length.as_millis().div_ceil(1000).try_into();
    render::span(TimeDelta::seconds(seconds.unwrap_or(i64::MAX / 1000)))
}
