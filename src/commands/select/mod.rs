//! Which groups, topics and partitions a command is about.

mod groups;
mod pattern;
mod suggest;
mod topics;

pub use groups::{GroupArgs, SelectedGroups, group_ids, meant, say_left_out, unknown_group};
pub use pattern::NamePattern;
pub use topics::{SelectedTopics, TopicQuery, TopicSelector, select_topics};
