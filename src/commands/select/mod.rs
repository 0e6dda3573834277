//! Which groups and topics a command line is about.

mod groups;
mod view;

pub use groups::{ChangedGroupArgs, GroupArgs, group_ids, refuse_nameless};
pub use view::ViewArgs;
