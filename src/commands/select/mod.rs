//! Which groups and topics a command line is about.

mod groups;

pub use groups::ViewArgs;
pub use groups::{ChangedGroupArgs, GroupArgs, group_ids, refuse_nameless};
