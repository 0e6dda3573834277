use std::collections::BTreeSet;

use super::NamePattern;
use crate::commands::Session;
use crate::error::Error;
use crate::model::{
    GroupDescription, GroupId, GroupListing, GroupState, GroupType, LeftOut, PerGroup, closest,
    named,
};
use crate::render::left_out;

/// The groups that a command line names.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct GroupArgs {
    /// Groups, by their exact names
    #[arg(value_name = "GROUP")]
    groups: Vec<String>,
    /// A group, by its exact name; may be given more than once
    #[arg(short, long = "group", value_name = "GROUP")]
    group: Vec<String>,
    /// Every group whose whole name matches
    #[arg(long, value_name = "REGEX")]
    groups_matching: Option<NamePattern>,
}

/// The groups that a command is about to change.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ChangedGroupArgs {
    #[command(flatten)]
    pub groups: GroupArgs,
    /// With --groups-matching: leave out every group whose whole name matches
    #[arg(long, value_name = "REGEX", requires = "groups_matching")]
    exclude_groups: Option<NamePattern>,
    /// With --groups-matching: leave out groups that have active members
    #[arg(long, requires = "groups_matching")]
    skip_active: bool,
}

/// What the arguments came to.
#[derive(Clone, Debug, Default)]
pub struct SelectedGroups {
    pub ids: BTreeSet<GroupId>,
    /// Those of them that were named, and not only matched.
    pub named: BTreeSet<GroupId>,
    /// Why groups may be missing, where a pattern was asked for.
    pub gaps: Vec<String>,
    /// The groups that the pattern matches and that are not among them.
    pub left_out: Vec<LeftOut>,
}

impl GroupArgs {
    /// Whether nothing was asked for.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.group.is_empty() && self.groups_matching.is_none()
    }

    /// Refuses a command line that says nothing of groups.
    ///
    /// # Errors
    /// Usage: no group was asked for.
    pub fn check(&self) -> Result<(), Error> {
        match self.is_empty() {
            true => Err(Error::usage("which group is not said")
                .hint("name it, or write --groups-matching REGEX")),
            false => Ok(()),
        }
    }

    /// The groups that are named, as they are.
    ///
    /// # Errors
    /// Usage: a name given twice.
    pub fn named(&self) -> Result<BTreeSet<GroupId>, Error> {
        group_ids(self.groups.iter().chain(&self.group))
    }

    /// What the names of others must match.
    pub fn pattern(&self) -> Option<&NamePattern> {
        self.groups_matching.as_ref()
    }

    /// Takes names as they are, and looks patterns up. Says on stderr what could not be seen.
    ///
    /// # Errors
    /// Usage: a name given twice. Refused: a pattern that matches nothing.
    pub fn resolve(&self, session: &mut Session<'_>) -> Result<SelectedGroups, Error> {
        let (mut selected, matching) = self.look_up(session)?;
        selected
            .ids
            .extend(matching.into_iter().map(|group| group.id));
        self.refuse_unmatched(&selected)?;
        Ok(selected)
    }

    /// The groups that are named, and those beside them that match.
    fn look_up(
        &self,
        session: &mut Session<'_>,
    ) -> Result<(SelectedGroups, Vec<GroupListing>), Error> {
        let named = self.named()?;
        let mut selected = SelectedGroups {
            ids: named.clone(),
            named,
            ..SelectedGroups::default()
        };
        let Some(pattern) = &self.groups_matching else {
            return Ok((selected, Vec::new()));
        };
        let listing = session.cluster.groups(session.deadline)?;
        for gap in &listing.gaps {
            session
                .ui
                .warning(format_args!("groups may be missing: {gap}"));
        }
        selected.gaps = listing.gaps;
        let mut matching = listing.found;
        matching.retain(|group| {
            pattern.matches(group.id.as_str()) && !selected.named.contains(&group.id)
        });
        Ok((selected, matching))
    }

    fn refuse_unmatched(&self, selected: &SelectedGroups) -> Result<(), Error> {
        let Some(pattern) = self.pattern() else {
            return Ok(());
        };
        if selected.ids.len() > selected.named.len() {
            return Ok(());
        }
        let pattern = pattern.as_str();
        Err(Error::refused(match left_out(&selected.left_out) {
            Some(groups) => format!("every group that matches {pattern} is {groups}"),
            None => format!("no consumer group matches {pattern}"),
        }))
    }
}

impl ChangedGroupArgs {
    /// Takes names as they are, and looks patterns up, which leave out what is not a consumer's group and what
    /// the options say. Says on stderr what could not be seen.
    ///
    /// # Errors
    /// As [`GroupArgs::resolve`], also where all that match are left out.
    pub fn resolve(&self, session: &mut Session<'_>) -> Result<SelectedGroups, Error> {
        let (mut selected, matching) = self.groups.look_up(session)?;
        let described = describe_doubtful(&matching, session)?;
        for listed in matching {
            let description = described
                .get(&listed.id)
                .and_then(|group| group.as_ref().ok());
            match self.left_out(&listed, description) {
                Some(left_out) => selected.left_out.push(left_out),
                None => drop(selected.ids.insert(listed.id)),
            }
        }
        self.groups.refuse_unmatched(&selected)?;
        Ok(selected)
    }

    /// Why a group that matches is not changed; `None` where it is.
    fn left_out(
        &self,
        listed: &GroupListing,
        described: Option<&GroupDescription>,
    ) -> Option<LeftOut> {
        let GroupListing { id, group_type, .. } = listed;
        let for_reason = |reason: String| LeftOut {
            id: id.clone(),
            group_type: group_type.to_string(),
            reason,
        };
        if let Some(pattern) = &self.exclude_groups
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
        (self.skip_active && !is_idle)
            .then(|| for_reason(format!("--skip-active, and the state is {state}")))
    }
}

/// A listing that does not tell a group's type says nothing against it, and one of a KIP-848 group nothing for its whole
/// name: a description does.
fn describe_doubtful(
    listed: &[GroupListing],
    session: &Session<'_>,
) -> Result<PerGroup<GroupDescription>, Error> {
    let doubtful = listed
        .iter()
        .filter(|group| matches!(group.group_type, GroupType::Unknown | GroupType::Consumer));
    let doubtful: BTreeSet<GroupId> = doubtful.map(|group| group.id.clone()).collect();
    if doubtful.is_empty() {
        return Ok(PerGroup::new());
    }
    Ok(session
        .cluster
        .describe_groups(&doubtful, session.deadline)?)
}

/// Refuses to create a group without a name, which a variable that is not set would ask for.
///
/// # Errors
/// Usage: one of the groups has no name, and may be created.
pub fn refuse_nameless<'a>(
    ids: impl IntoIterator<Item = &'a GroupId>,
    create_group: bool,
) -> Result<(), Error> {
    if create_group && ids.into_iter().any(GroupId::is_nameless) {
        return Err(Error::usage(
            "--create-group: a new group needs a name, and \"\" is none",
        ));
    }
    Ok(())
}

/// Takes names of groups as they are.
///
/// # Errors
/// Usage: a name given twice.
pub fn group_ids<'a>(
    names: impl IntoIterator<Item = &'a String>,
) -> Result<BTreeSet<GroupId>, Error> {
    let mut ids = BTreeSet::new();
    for name in names {
        let id = GroupId::new(name.as_str());
        if let Some(twice) = ids.replace(id) {
            return Err(Error::usage(format!("group {twice} is named twice")));
        }
    }
    Ok(ids)
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
