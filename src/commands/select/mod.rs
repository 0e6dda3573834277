//! Which groups, topics and partitions a command is about.

mod groups;
mod topics;
mod view;

pub use crate::model::NamePattern;
pub use groups::{GroupArgs, SelectedGroups, group_ids, meant, say_left_out, unknown_group};
pub use topics::{SelectedTopics, TopicQuery, TopicSelector, select_topics};
pub use view::ViewArgs;
