use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::commands::Session;
use crate::commands::select::{GroupArgs, NamePattern, ViewArgs, say_left_out};
use crate::error::Error;
use crate::model::{GroupId, GroupListing, GroupState, GroupType, Listing, Member};

/// The groups that were asked for, before their commits are read.
#[derive(Default)]
pub(in crate::commands) struct Chosen {
    pub(in crate::commands) groups: BTreeMap<GroupId, (GroupType, GroupState)>,
    /// The groups that were asked for by name: a mistyped one is described as dead, and not as absent.
    pub(in crate::commands) named: BTreeSet<GroupId>,
    /// The members of those that were described.
    pub(in crate::commands) members: BTreeMap<GroupId, Vec<Arc<Member>>>,
    /// What could not be seen, and why.
    pub(in crate::commands) gaps: Vec<String>,
}

impl Chosen {
    /// Asks for at least one group that matches, named ones among them.
    ///
    /// # Errors
    /// Refused: the pattern matches none of the groups that could be seen.
    pub(in crate::commands) fn refuse_unmatched(&self, groups: &GroupArgs) -> Result<(), Error> {
        let Some(pattern) = groups.pattern() else {
            return Ok(());
        };
        let mut ids = self.groups.keys();
        if ids.any(|id| pattern.matches(id.as_str())) {
            return Ok(());
        }
        let error = Error::refused(format!("no consumer group matches {}", pattern.as_str()));
        Err(self.gaps.iter().fold(error, Error::hint))
    }

    /// Takes these groups, and what the cluster says of them.
    ///
    /// # Errors
    /// Refused: one of them is not a consumer's.
    pub(super) fn described(
        mut self,
        ids: &BTreeSet<GroupId>,
        session: &Session<'_>,
    ) -> Result<Self, Error> {
        match choose_described(session, ids, &mut self)?.first() {
            None => Ok(self),
            Some(foreign) => Err(Error::refused(format!(
                "group {foreign} is no consumer group, and its position is not a consumer group's commits"
            ))),
        }
    }
}

/// Finds the groups that were asked for, with what the cluster says of them.
///
/// # Errors
/// Usage: no group is asked for. Refused: a named group is not a consumer's.
pub(in crate::commands) fn choose(
    view: &ViewArgs,
    session: &mut Session<'_>,
) -> Result<Chosen, Error> {
    let (groups, all) = (&view.groups, view.all_groups);
    if groups.is_empty() && !all {
        return Err(Error::usage("no group is named")
            .hint("name groups, or write --groups-matching REGEX or --all-groups"));
    }
    let mut chosen = Chosen {
        named: groups.named()?,
        ..Chosen::default()
    };
    if all || groups.pattern().is_some() {
        let listing = session.cluster.groups(session.deadline)?;
        choose_listed(groups.pattern(), session, listing, &mut chosen)?;
    }
    let named = chosen.named.clone();
    chosen.described(&named, session)
}

/// A listing has type and state, so that nobody has to describe thousands of groups one by one.
fn choose_listed(
    pattern: Option<&NamePattern>,
    session: &mut Session<'_>,
    listing: Listing<GroupListing>,
    chosen: &mut Chosen,
) -> Result<(), Error> {
    chosen.gaps = listing.gaps;
    let wanted = |group: &GroupListing| {
        !chosen.named.contains(&group.id)
            && pattern.is_none_or(|pattern| pattern.matches(group.id.as_str()))
    };
    let mut left_out = Vec::new();
    let mut doubtful = BTreeSet::new();
    for group in listing.found.into_iter().filter(wanted) {
        if group.foreign_protocol.is_some() {
            left_out.push(group.id);
        } else if group.group_type == GroupType::Unknown && group.state == GroupState::Unknown {
            doubtful.insert(group.id);
        } else {
            let known = (group.group_type, group.state);
            chosen.groups.insert(group.id, known);
        }
    }
    left_out.extend(choose_described(session, &doubtful, chosen)?);
    say_left_out(&left_out, session);
    Ok(())
}

/// Takes the groups as they are described, and gives back those that are not a consumer's. One whose
/// description cannot be read is chosen, as its commits may be readable all the same.
fn choose_described(
    session: &Session<'_>,
    ids: &BTreeSet<GroupId>,
    chosen: &mut Chosen,
) -> Result<Vec<GroupId>, Error> {
    let mut foreign = Vec::new();
    if ids.is_empty() {
        return Ok(foreign);
    }
    for (id, described) in session.cluster.describe_groups(ids, session.deadline)? {
        match described {
            Ok(group) if group.is_foreign() => foreign.push(id),
            Ok(group) => {
                let known = (group.group_type, group.state);
                chosen.groups.insert(id.clone(), known);
                let members = group.members.into_iter().map(Arc::new).collect();
                chosen.members.insert(id, members);
            }
            Err(error) => {
                let gap = format!("group {id}: type and state could not be read: {error}");
                chosen.gaps.push(gap);
                let unknown = (GroupType::Unknown, GroupState::Unknown);
                chosen.groups.insert(id, unknown);
            }
        }
    }
    Ok(foreign)
}
