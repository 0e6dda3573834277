use super::{GroupArgs, TopicSelector};
use crate::model::NamePattern;

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
