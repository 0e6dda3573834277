use super::GroupArgs;
use crate::error::Error;
use crate::model::{GroupSelection, NamePattern, TopicSelector, View};

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
