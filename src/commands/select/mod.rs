//! Which groups and topics a command line is about.

mod groups;
mod view;

pub use groups::{ChangedGroupArgs, GroupArgs, group_ids, refuse_nameless, say_gaps};
pub use view::ViewArgs;
