use std::collections::BTreeSet;

use crate::commands::Session;
use crate::error::Error;
use crate::model::{
    ChangedGroupSelection, GroupId, GroupSelection, NamePattern, SelectedGroups, TopicSelector,
    View,
};
use crate::observe::select_groups;

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
        if self.is_empty() {
            Err(Error::usage("which group is not said")
                .hint("name it, or write --groups-matching REGEX"))
        } else {
            Ok(())
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

    /// What is asked for.
    ///
    /// # Errors
    /// Usage: a name given twice.
    pub fn selection(&self) -> Result<GroupSelection, Error> {
        Ok(GroupSelection {
            named: self.named()?,
            matching: self.groups_matching.clone(),
            all: false,
        })
    }

    /// Takes names as they are, and looks patterns up. Says on stderr what could not be seen.
    ///
    /// # Errors
    /// Usage: a name given twice. Refused: a pattern that matches nothing.
    pub fn resolve(&self, session: &mut Session<'_>) -> Result<SelectedGroups, Error> {
        select_groups(&self.selection()?, session.observer())
    }
}

impl ChangedGroupArgs {
    /// What is asked for.
    ///
    /// # Errors
    /// Usage: a name given twice.
    pub fn selection(&self) -> Result<ChangedGroupSelection, Error> {
        Ok(ChangedGroupSelection {
            groups: self.groups.selection()?,
            exclude: self.exclude_groups.clone(),
            skip_active: self.skip_active,
        })
    }
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

/// The groups that a command looks at, and the topics of them.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ViewArgs {
    #[command(flatten)]
    pub groups: GroupArgs,
    /// Every consumer group that you may describe
    #[arg(long, conflicts_with_all = ["groups", "group", "groups_matching"])]
    pub all_groups: bool,
    /// Only this topic, or these partitions of it (orders, orders:0, orders:0,2-5), those without a
    /// commit too; may be given more than once
    #[arg(short, long = "topic", value_name = "TOPIC[:PARTITIONS]")]
    pub topics: Vec<TopicSelector>,
    /// Only topics whose whole name matches
    #[arg(long, value_name = "REGEX")]
    pub topics_matching: Option<NamePattern>,
}

impl ViewArgs {
    /// What is asked for.
    ///
    /// # Errors
    /// Usage: no group is asked for, or one twice.
    pub fn view(&self) -> Result<View, Error> {
        if self.groups.is_empty() && !self.all_groups {
            return Err(Error::usage("no group is named")
                .hint("name groups, or write --groups-matching REGEX or --all-groups"));
        }
        Ok(View {
            groups: GroupSelection {
                all: self.all_groups,
                ..self.groups.selection()?
            },
            topics: self.topics.clone(),
            topics_matching: self.topics_matching.clone(),
        })
    }
}
