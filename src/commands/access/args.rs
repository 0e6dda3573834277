use std::collections::BTreeSet;

use crate::acl::{Kind, Role, Task};
use crate::commands::select::group_ids;
use crate::error::Error;
use crate::model::{GroupId, Resource, TopicName};

const EXAMPLES: &str = "\
Examples:
  koffset access -g billing -t orders                  every command, on one group and one topic
  koffset access reset undo -g billing -t orders
  koffset access 'group list'                          may every group be seen?
  koffset access read -g billing -t orders -t payments --format json
  koffset access --recipe read -g billing -t orders --principal User:monitor
  koffset access --recipe operate --prefixed -g team-a- -t team-a- --principal User:oncall

Nothing is changed: the cluster is asked what you may do. A group that you may not describe hides what else you \
may do with it. READ and DELETE allow DESCRIBE too. apply needs what the command needs that made the plan; undo \
needs DELETE on the group only where a commit was made that was not there before, as reset --exact does where it \
removes one; copy FROM TO needs 'copy from' of the first group and copy of the second. --recipe asks no cluster.

Exit codes: 0 all of it is allowed, 1 it could not be told, 2 usage, 4 something is missing.";

/// Checks which commands you may run on groups and topics, and prints the ACLs that are missing
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct AccessArgs {
    /// Commands, such as reset or 'group delete'; read stands for all that only look, operate for all, and so
    /// does none
    #[arg(value_name = "COMMAND")]
    roles: Vec<Role>,
    /// A group, by its exact name; may be given more than once
    #[arg(short, long = "group", value_name = "GROUP")]
    groups: Vec<String>,
    /// A topic, by its exact name; may be given more than once
    #[arg(short, long = "topic", value_name = "TOPIC")]
    topics: Vec<String>,
    /// Prints the ACLs that the commands need, and no more, for whoever it is
    #[arg(long, conflicts_with = "format")]
    recipe: bool,
    /// With --recipe: the names are what the names of groups and topics begin with
    #[arg(long, requires = "recipe")]
    pub(super) prefixed: bool,
    /// For whom the ACLs are printed; the user of this connection unless given, where its name is known
    #[arg(long, value_name = "PRINCIPAL", value_parser = read_principal)]
    pub(super) principal: Option<String>,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: AccessFormat,
}

/// The forms of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum AccessFormat {
    /// Columns for people, and commands of kafka-acls.sh
    #[default]
    Table,
    /// One document, koffset.access version 1
    Json,
}

fn read_principal(written: &str) -> Result<String, String> {
    match written.split_once(':') {
        Some((kind, name)) if !kind.is_empty() && !name.is_empty() => Ok(written.to_owned()),
        _ => Err("a principal is written as User:NAME".to_owned()),
    }
}

impl AccessArgs {
    /// Whether it is only said what would be needed, for which no cluster is asked.
    pub fn is_recipe(&self) -> bool {
        self.recipe
    }

    /// The commands that are asked for, each once, in the order of the table.
    pub(super) fn tasks(&self) -> Vec<&'static Task> {
        let all = Role::Operate.tasks();
        let asked: BTreeSet<&str> = self
            .roles
            .iter()
            .flat_map(|role| role.tasks())
            .map(|task| task.name)
            .collect();
        all.filter(|task| asked.is_empty() || asked.contains(task.name))
            .collect()
    }

    /// # Errors
    /// Usage: a name given twice, or empty.
    pub(super) fn groups(&self) -> Result<BTreeSet<GroupId>, Error> {
        group_ids(&self.groups)
    }

    /// # Errors
    /// Usage: a name given twice, or empty.
    pub(super) fn topics(&self) -> Result<BTreeSet<TopicName>, Error> {
        let mut names = BTreeSet::new();
        for name in &self.topics {
            if name.is_empty() {
                return Err(Error::usage("a topic's name is empty"));
            }
            if !names.insert(TopicName::from(name.as_str())) {
                return Err(Error::usage(format!("topic {name} is named twice")));
            }
        }
        Ok(names)
    }

    /// The resources that are asked about. The cluster is one where a command needs it.
    ///
    /// # Errors
    /// Usage: a name given twice, or empty; or nothing is named that the commands need.
    pub(super) fn resources(&self) -> Result<BTreeSet<Resource>, Error> {
        let needed = self.kinds();
        let groups = self.groups()?.into_iter().map(Resource::Group);
        let topics = self.topics()?.into_iter().map(Resource::Topic);
        let cluster = needed.contains(&Kind::Cluster).then_some(Resource::Cluster);
        let named = cluster.into_iter().chain(groups).chain(topics);
        let resources: BTreeSet<Resource> = named
            .filter(|resource| needed.contains(&Kind::of(resource)))
            .collect();
        if resources.is_empty() {
            Err(Error::usage("which groups and topics is not said")
                .hint("name them with --group and --topic"))
        } else {
            Ok(resources)
        }
    }

    /// What the commands need, and nothing was named of.
    pub(super) fn left_out(&self) -> Vec<Kind> {
        let mut needed = self.kinds();
        needed.remove(&Kind::Cluster);
        if !self.groups.is_empty() {
            needed.remove(&Kind::Group);
        }
        if !self.topics.is_empty() {
            needed.remove(&Kind::Topic);
        }
        needed.into_iter().collect()
    }

    fn kinds(&self) -> BTreeSet<Kind> {
        let needs = self.tasks().into_iter().flat_map(Task::needs);
        needs.map(|(kind, _)| kind).collect()
    }
}
