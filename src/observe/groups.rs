//! Which groups there are, and what is known of them.

use std::collections::{BTreeMap, BTreeSet};

use super::Observer;
use super::observer::unanswered;
use crate::error::Error;
use crate::kafka::{CommitsOf, Stability};
use crate::model::{
    ChangedGroupSelection, ErrorCode, GroupDescription, GroupId, GroupListing, GroupSelection,
    GroupState, GroupType, KafkaError, LeftOut, Listing, ObservedGroup, PerGroup, SelectedGroups,
    closest, named,
};

/// Takes names as they are, and looks a pattern up.
///
/// # Errors
/// Refused: a pattern that matches nothing.
pub fn select_groups(
    groups: &GroupSelection,
    observer: Observer<'_>,
) -> Result<SelectedGroups, Error> {
    let (mut selected, matching) = look_up(groups, observer)?;
    selected
        .ids
        .extend(matching.into_iter().map(|group| group.id));
    refuse_unmatched(groups, &selected)?;
    Ok(selected)
}

/// As [`select_groups`], for groups that are to be changed: a pattern leaves out what is not a consumer's group, and
/// what the selection says.
///
/// # Errors
/// As [`select_groups`], also where all that match are left out.
pub(super) fn select_changed_groups(
    selection: &ChangedGroupSelection,
    observer: Observer<'_>,
) -> Result<SelectedGroups, Error> {
    let (mut selected, matching) = look_up(&selection.groups, observer)?;
    let described = describe_doubtful(&matching, observer)?;
    for listed in matching {
        let description = described
            .get(&listed.id)
            .and_then(|group| group.as_ref().ok());
        match reason_to_leave_out(selection, &listed, description) {
            Some(left_out) => selected.left_out.push(left_out),
            None => drop(selected.ids.insert(listed.id)),
        }
    }
    refuse_unmatched(&selection.groups, &selected)?;
    Ok(selected)
}

/// The groups that are named, and those beside them that match. Warns of what the listing lacks.
fn look_up(
    groups: &GroupSelection,
    observer: Observer<'_>,
) -> Result<(SelectedGroups, Vec<GroupListing>), Error> {
    let mut selected = SelectedGroups {
        ids: groups.named.clone(),
        named: groups.named.clone(),
        ..SelectedGroups::default()
    };
    let Some(pattern) = &groups.matching else {
        return Ok((selected, Vec::new()));
    };
    let listing = observer.cluster.groups(observer.deadline)?;
    for gap in &listing.gaps {
        observer
            .notices
            .warning(&format!("groups may be missing: {gap}"));
    }
    selected.gaps = listing.gaps;
    let mut matching = listing.found;
    matching
        .retain(|group| pattern.matches(group.id.as_str()) && !selected.named.contains(&group.id));
    Ok((selected, matching))
}

fn refuse_unmatched(groups: &GroupSelection, selected: &SelectedGroups) -> Result<(), Error> {
    let Some(pattern) = &groups.matching else {
        return Ok(());
    };
    if selected.ids.len() > selected.named.len() {
        return Ok(());
    }
    let pattern = pattern.as_str();
    Err(Error::refused(match LeftOut::line(&selected.left_out) {
        Some(groups) => format!("every group that matches {pattern} is {groups}"),
        None => format!("no consumer group matches {pattern}"),
    }))
}

/// Why a group that matches is not changed; `None` where it is.
fn reason_to_leave_out(
    selection: &ChangedGroupSelection,
    listed: &GroupListing,
    described: Option<&GroupDescription>,
) -> Option<LeftOut> {
    let GroupListing { id, group_type, .. } = listed;
    let for_reason = |reason: String| LeftOut {
        id: id.clone(),
        group_type: group_type.to_string(),
        reason,
    };
    if let Some(pattern) = &selection.exclude
        && pattern.matches(id.as_str())
    {
        return Some(for_reason(format!("--exclude-groups {}", pattern.as_str())));
    }
    if described.is_some_and(GroupDescription::is_dead) && *group_type == GroupType::Consumer {
        return Some(LeftOut::undescribed(id.clone(), *group_type));
    }
    if described.is_some_and(GroupDescription::is_foreign) {
        let protocol = described.and_then(|group| group.foreign_protocol.clone());
        return Some(LeftOut::unchangeable(id.clone(), protocol));
    }
    let state = described.map_or(listed.state, |group| group.state);
    let is_idle = matches!(state, GroupState::Empty | GroupState::Dead);
    (selection.skip_active && !is_idle)
        .then(|| for_reason(format!("--skip-active, and the state is {state}")))
}

/// A listing that does not tell a group's type says nothing against it, and one of a KIP-848 group nothing for its whole
/// name: a description does.
fn describe_doubtful(
    listed: &[GroupListing],
    observer: Observer<'_>,
) -> Result<PerGroup<GroupDescription>, Error> {
    let doubtful = listed
        .iter()
        .filter(|group| matches!(group.group_type, GroupType::Unknown | GroupType::Consumer));
    let doubtful: BTreeSet<GroupId> = doubtful.map(|group| group.id.clone()).collect();
    if doubtful.is_empty() {
        return Ok(PerGroup::new());
    }
    Ok(observer
        .cluster
        .describe_groups(&doubtful, observer.deadline)?)
}

/// Describes groups and reads their commits. To wait until they are stable is only right for what is
/// decided from them.
///
/// # Errors
/// Refused: a group that no request can name, which a file may hold. Failed: a group that cannot be read.
pub(super) fn observe_groups(
    observer: Observer<'_>,
    ids: &BTreeSet<GroupId>,
    stability: Stability,
) -> Result<BTreeMap<GroupId, ObservedGroup>, Error> {
    if let Some(id) = ids.iter().find(|id| id.has_nul()) {
        let message = format!("group {id}: cannot change a group with a NUL character in its name");
        return Err(Error::refused(message).hint("name the groups to change"));
    }
    let observed = observe_each_group(observer, ids, stability, &mut || {})?;
    let readable = |(id, group): (GroupId, Result<_, KafkaError>)| match group {
        Ok(group) => Ok((id, group)),
        Err(error) => Err(Error::from(error).context(format!("group {id}"))),
    };
    observed.into_iter().map(readable).collect()
}

/// As [`observe_groups`], with what failed at one group in its place; `on_group` is told of each group that is
/// done.
///
/// # Errors
/// Where nothing could be learnt of any group.
fn observe_each_group(
    observer: Observer<'_>,
    ids: &BTreeSet<GroupId>,
    stability: Stability,
    on_group: &mut dyn FnMut(),
) -> Result<PerGroup<ObservedGroup>, KafkaError> {
    if ids.is_empty() {
        return Ok(PerGroup::new());
    }
    let mut described = observer.cluster.describe_groups(ids, observer.deadline)?;
    let mut commits = BTreeMap::new();
    let all = CommitsOf::Groups(ids);
    observer
        .cluster
        .commits(all, stability, observer.deadline, &mut |id, answer| {
            commits.insert(id, answer);
            on_group();
        })?;
    let mut observed = |id: &GroupId| {
        Ok(ObservedGroup {
            description: described.remove(id).unwrap_or_else(|| Err(unanswered()))?,
            commits: commits.remove(id).unwrap_or_else(|| Err(unanswered()))?,
        })
    };
    Ok(ids.iter().map(|id| (id.clone(), observed(id))).collect())
}

/// Describes groups and reads their commits; what fails, or comes too late, stands at its group. `on_group` is
/// told of each group that is done.
///
/// # Errors
/// Interrupted: by Ctrl-C.
pub fn look_at(
    ids: &BTreeSet<GroupId>,
    stability: Stability,
    observer: Observer<'_>,
    on_group: &mut dyn FnMut(),
) -> Result<PerGroup<ObservedGroup>, Error> {
    let looked = match observe_each_group(observer, ids, stability, on_group) {
        Ok(looked) => looked,
        Err(error) => {
            let failed = |id: &GroupId| (id.clone(), Err(error.clone()));
            ids.iter().map(failed).collect()
        }
    };
    let interrupted = |error: &&KafkaError| error.code == ErrorCode::INTERRUPTED;
    let errors = looked.values().filter_map(|group| group.as_ref().err());
    match errors.into_iter().find(interrupted) {
        Some(error) => Err(error.clone().into()),
        None => Ok(looked),
    }
}

/// Refuses groups that the cluster does not know, of those that are described as dead and have committed nothing: so is
/// a name that no group bears, and so is a group about to go. Only a listing tells them apart.
///
/// # Errors
/// Refused: one is not known.
pub fn check_known<'a>(
    doubtful: impl IntoIterator<Item = &'a GroupId>,
    observer: Observer<'_>,
) -> Result<(), Error> {
    let mut doubtful = doubtful.into_iter().peekable();
    if doubtful.peek().is_none() {
        return Ok(());
    }
    let listing = observer.cluster.groups(observer.deadline)?;
    match doubtful.find(|id| !may_be(id, &listing.found)) {
        None => Ok(()),
        Some(id) => {
            let error = unknown_group(id, &listing.found);
            Err(listing.gaps.into_iter().fold(error, Error::hint))
        }
    }
}

/// A group with its commits.
///
/// # Errors
/// Refused: the cluster does not know it.
pub(super) fn known_group(id: &GroupId, observer: Observer<'_>) -> Result<ObservedGroup, Error> {
    let ids = BTreeSet::from([id.clone()]);
    let mut observed = observe_groups(observer, &ids, Stability::Required)?;
    let group = observed.remove(id).ok_or_else(unanswered)?;
    if group.is_absent() {
        check_known([id], observer)?;
    }
    Ok(group)
}

/// Refuses named groups that a listing does not hold: unknown where all was seen, and where nobody forbids to look at
/// them.
///
/// # Errors
/// Refused: one is not known. Failed: it may have been kept from being seen.
pub fn check_listed(
    named: &BTreeSet<GroupId>,
    listing: &Listing<GroupListing>,
    observer: Observer<'_>,
) -> Result<(), Error> {
    let listed: BTreeSet<&GroupId> = listing.found.iter().map(|group| &group.id).collect();
    let Some(missing) = named.iter().find(|id| !listed.contains(id)) else {
        return Ok(());
    };
    if !listing.gaps.is_empty() {
        let error = Error::failed(format!("group {missing} is not among the groups seen"));
        return Err(listing.gaps.iter().fold(error, Error::hint));
    }
    let alone = BTreeSet::from([missing.clone()]);
    let described = observer
        .cluster
        .describe_groups(&alone, observer.deadline)?;
    match described.into_values().find_map(Result::err) {
        Some(error) => Err(Error::from(error).context(format!("group {missing}"))),
        None => Err(unknown_group(missing, &listing.found)),
    }
}

/// Whether a group that is described as dead is there. A service may list what it calls dead, but no broker so lists a
/// KIP-848 group: that is a name which librdkafka cut.
pub(super) fn may_be(id: &GroupId, listed: &[GroupListing]) -> bool {
    let mut listed = listed.iter();
    listed.any(|group| group.id == *id && group.group_type != GroupType::Consumer)
}

/// Says that a group is not there, and which one may have been meant.
pub fn unknown_group(wanted: &GroupId, listed: &[GroupListing]) -> Error {
    let error = Error::refused(format!("group {wanted} is not known to this cluster"));
    meant(wanted, listed).into_iter().fold(error, Error::hint)
}

/// The hint which group may have been meant, where one has a similar name.
pub fn meant(wanted: &GroupId, listed: &[GroupListing]) -> Option<String> {
    let names = listed.iter().map(|group| group.id.as_str());
    let names = names.filter(|name| *name != wanted.as_str());
    let name = closest(wanted.as_str(), names)?;
    Some(format!("did you mean {}?", named(name)))
}
