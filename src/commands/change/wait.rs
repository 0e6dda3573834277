//! Waiting until a group's members have left by themselves: nothing here moves them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::commands::Session;
use crate::error::Error;
use crate::model::{GroupDescription, GroupId, GroupState, Member};
use crate::plan::{Plan, described};
use crate::render;

/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_millis(500);

/// When koffset first saw each member, by group and member id.
type FirstSeen = BTreeMap<(GroupId, String), DateTime<Utc>>;

/// Waits until the plan's groups have no members, and shows who is still there.
///
/// # Errors
/// Refused: some are still there at the end of that time. Failed or interrupted: a group could not be
/// described, or the wait was ended.
pub(super) fn until_empty(
    plan: &Plan,
    patience: Duration,
    session: &mut Session<'_>,
) -> Result<(), Error> {
    let ids: BTreeSet<GroupId> = plan.groups.iter().map(|group| group.id.clone()).collect();
    let began = session.begin();
    let mut first_seen = FirstSeen::new();
    let mut live = session.ui.live();
    let mut told = String::new();
    loop {
        let there = occupied(&ids, session)?;
        if there.is_empty() {
            return Ok(());
        }
        let left = patience.saturating_sub(session.begin().saturating_duration_since(began));
        let who = listed(&there, &mut first_seen, session.deadline.clock().now());
        if left.is_zero() {
            let message = format!(
                "not empty after {}:\n{}",
                humantime::format_duration(patience),
                who.with_times
            );
            return Err(Error::refused(message.trim_end()).hint("stop them, then run this again"));
        }
        let left_over = humantime::format_duration(Duration::from_secs(left.as_secs()));
        let heading = format!("waiting up to {left_over} for members to leave");
        if live.is_shown() {
            live.show(&format!("{heading}\n{}", who.with_times));
        } else if told != who.names {
            session
                .ui
                .status(format_args!("{heading}\n{}", who.with_times.trim_end()));
            told = who.names;
        }
        session.deadline.check()?;
        session.deadline.clock().sleep(PAUSE.min(left));
    }
}

/// The groups that cannot be changed yet.
fn occupied(
    ids: &BTreeSet<GroupId>,
    session: &Session<'_>,
) -> Result<Vec<GroupDescription>, Error> {
    let mut there = Vec::new();
    for (id, described) in session.cluster.describe_groups(ids, session.deadline)? {
        let group = described.map_err(|error| Error::from(error).context(format!("group {id}")))?;
        let idle = matches!(group.state, GroupState::Empty | GroupState::Dead);
        if !idle || !group.members.is_empty() {
            there.push(group);
        }
    }
    Ok(there)
}

/// Who is still there, with and without what changes by itself.
struct Listed {
    names: String,
    with_times: String,
}

fn listed(there: &[GroupDescription], first_seen: &mut FirstSeen, now: DateTime<Utc>) -> Listed {
    let (mut names, mut with_times) = (String::new(), String::new());
    for group in there {
        let heading = format!("group {} is {}\n", group.id, group.state);
        names += &heading;
        with_times += &heading;
        for member in &group.members {
            let key = (group.id.clone(), member.id.clone());
            let since = *first_seen.entry(key).or_insert(now);
            let line = format!("  {}", member_line(member));
            names += &line;
            with_times += &format!("{line}, seen for {}\n", render::span(now - since));
        }
    }
    Listed { names, with_times }
}

fn member_line(member: &Member) -> String {
    let described = described(member);
    match member.instance_id {
        Some(_) => format!("{described}, which stays until its session times out"),
        None => described,
    }
}
