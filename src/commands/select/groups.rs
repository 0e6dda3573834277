use std::collections::BTreeSet;

use super::NamePattern;
use crate::commands::Session;
use crate::error::Error;
use crate::model::{GroupDescription, GroupId, GroupListing, GroupType, closest, named};
use crate::render::first_few;

/// Groups that are left out beyond this many are only counted.
const SHOWN: usize = 10;

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

/// What the arguments came to.
#[derive(Clone, Debug)]
pub struct SelectedGroups {
    pub ids: BTreeSet<GroupId>,
    /// Those of them that were named, and not only matched.
    pub named: BTreeSet<GroupId>,
    /// Why groups may be missing, where a pattern was asked for.
    pub gaps: Vec<String>,
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
    /// Usage: a name given twice, or empty.
    pub fn named(&self) -> Result<BTreeSet<GroupId>, Error> {
        group_ids(self.groups.iter().chain(&self.group))
    }

    /// What the names of others must match.
    pub fn pattern(&self) -> Option<&NamePattern> {
        self.groups_matching.as_ref()
    }

    /// Takes names as they are, and looks patterns up, which leave out what is no consumer's group. Says
    /// on stderr what was left out, and what could not be seen.
    ///
    /// # Errors
    /// Usage: a name given twice, or empty. Refused: a pattern that matches nothing.
    pub fn resolve(&self, session: &mut Session<'_>) -> Result<SelectedGroups, Error> {
        let named = self.named()?;
        let mut ids = named.clone();
        let Some(pattern) = &self.groups_matching else {
            let gaps = Vec::new();
            return Ok(SelectedGroups { ids, named, gaps });
        };
        let listing = session.cluster.groups(session.deadline)?;
        let matches = |group: &&GroupListing| pattern.matches(group.id.as_str());
        let matching: Vec<&GroupListing> = listing.found.iter().filter(matches).collect();
        let foreign = foreign(&matching, session)?;
        say_left_out(&foreign, session);
        for gap in &listing.gaps {
            session
                .ui
                .warning(format_args!("groups may be missing: {gap}"));
        }
        let found = matching.into_iter().map(|group| &group.id);
        ids.extend(found.filter(|id| !foreign.contains(*id)).cloned());
        if ids.len() == named.len() {
            let pattern = pattern.as_str();
            return Err(Error::refused(format!(
                "no consumer group matches {pattern}"
            )));
        }
        let gaps = listing.gaps;
        Ok(SelectedGroups { ids, named, gaps })
    }
}

/// A listing that does not tell a group's type says nothing against it: a description does.
fn foreign(listed: &[&GroupListing], session: &Session<'_>) -> Result<BTreeSet<GroupId>, Error> {
    let untold = listed
        .iter()
        .filter(|group| group.group_type == GroupType::Unknown);
    let untold: BTreeSet<GroupId> = untold.map(|group| group.id.clone()).collect();
    if untold.is_empty() {
        return Ok(untold);
    }
    let described = session.cluster.describe_groups(&untold, session.deadline)?;
    let is_foreign = |group: &Result<GroupDescription, _>| {
        group.as_ref().is_ok_and(GroupDescription::is_foreign)
    };
    Ok(described
        .into_iter()
        .filter(|(_, group)| is_foreign(group))
        .map(|(id, _)| id)
        .collect())
}

/// Takes names of groups as they are.
///
/// # Errors
/// Usage: a name given twice, or empty.
pub fn group_ids<'a>(
    names: impl IntoIterator<Item = &'a String>,
) -> Result<BTreeSet<GroupId>, Error> {
    let mut ids = BTreeSet::new();
    for name in names {
        if name.is_empty() {
            return Err(Error::usage("a group's name is empty"));
        }
        if !ids.insert(GroupId::new(name.as_str())) {
            return Err(Error::usage(format!(
                "group {} is named twice",
                named(name)
            )));
        }
    }
    Ok(ids)
}

/// Says which groups a pattern leaves out.
pub fn say_left_out<'a>(groups: impl IntoIterator<Item = &'a GroupId>, session: &mut Session<'_>) {
    let ids: Vec<String> = groups.into_iter().map(ToString::to_string).collect();
    if !ids.is_empty() {
        let ids = first_few(&ids, SHOWN);
        session.ui.status(format_args!(
            "left out, since they are no consumer groups: {ids}"
        ));
    }
}

/// Says that a group is not there, and which one may have been meant.
pub fn unknown_group(wanted: &GroupId, listed: &[GroupListing]) -> Error {
    let error = Error::refused(format!("group {wanted} is not known to this cluster"));
    meant(wanted, listed).into_iter().fold(error, Error::hint)
}

/// The hint which group may have been meant, where one has a similar name.
pub fn meant(wanted: &GroupId, listed: &[GroupListing]) -> Option<String> {
    let names = listed.iter().map(|group| group.id.as_str());
    let name = closest(wanted.as_str(), names)?;
    Some(format!("did you mean {}?", named(name)))
}
