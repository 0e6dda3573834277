//! Which groups, topics and partitions a command is about.

mod groups;
mod topics;
mod view;

pub use crate::model::NamePattern;
pub use groups::{
    ChangedGroupArgs, GroupArgs, SelectedGroups, group_ids, meant, refuse_nameless, unknown_group,
};
pub use topics::{SelectedTopics, TopicQuery, TopicSelector, select_topics};
pub use view::ViewArgs;
