use std::collections::BTreeSet;

use super::{NamePattern, suggest};
use crate::commands::Session;
use crate::error::Error;
use crate::model::{GroupId, GroupListing};

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
    /// Why groups may be missing, where a pattern was asked for.
    pub gaps: Vec<String>,
}

impl GroupArgs {
    /// One group by its name.
    pub fn one(group: &str) -> Self {
        GroupArgs {
            groups: vec![group.to_owned()],
            ..GroupArgs::default()
        }
    }

    /// Whether nothing was asked for.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.group.is_empty() && self.groups_matching.is_none()
    }

    /// The groups that are named, as they are.
    ///
    /// # Errors
    /// Usage: a name given twice, or empty.
    pub fn named(&self) -> Result<BTreeSet<GroupId>, Error> {
        let mut ids = BTreeSet::new();
        for name in self.groups.iter().chain(&self.group) {
            if name.is_empty() {
                return Err(Error::usage("a group's name is empty"));
            }
            if !ids.insert(GroupId::new(name.as_str())) {
                return Err(Error::usage(format!("group {name} is named twice")));
            }
        }
        Ok(ids)
    }

    /// What the names of others must match.
    pub fn pattern(&self) -> Option<&NamePattern> {
        self.groups_matching.as_ref()
    }

    /// Takes names as they are, and looks patterns up.
    ///
    /// # Errors
    /// Usage: a name given twice, or empty. Refused: a pattern that matches nothing.
    pub fn resolve(&self, session: &Session<'_>) -> Result<SelectedGroups, Error> {
        let mut ids = self.named()?;
        let Some(pattern) = &self.groups_matching else {
            return Ok(SelectedGroups {
                ids,
                gaps: Vec::new(),
            });
        };
        let listing = session.cluster.groups(session.deadline)?;
        let matching = matching(&listing.found, pattern);
        if matching.is_empty() {
            return Err(Error::refused(format!(
                "no group matches {}",
                pattern.as_str()
            )));
        }
        ids.extend(matching);
        Ok(SelectedGroups {
            ids,
            gaps: listing.gaps,
        })
    }
}

fn matching(listed: &[GroupListing], pattern: &NamePattern) -> BTreeSet<GroupId> {
    let names = listed.iter().map(|group| &group.id);
    names
        .filter(|id| pattern.matches(id.as_str()))
        .cloned()
        .collect()
}

/// Says that a group is not there, and which one may have been meant.
pub fn unknown_group(wanted: &GroupId, listed: &[GroupListing]) -> Error {
    let error = Error::refused(format!("group {wanted} is not known to this cluster"));
    meant(wanted, listed).into_iter().fold(error, Error::hint)
}

/// The hint which group may have been meant, where one has a similar name.
pub fn meant(wanted: &GroupId, listed: &[GroupListing]) -> Option<String> {
    let names = listed.iter().map(|group| group.id.as_str());
    let name = suggest::closest(wanted.as_str(), names)?;
    Some(format!("did you mean {name}?"))
}
