//! `koffset context`: named clusters, and what counts of what was said about one.

mod add;
mod args;
mod check;
mod list;
mod show;
mod store;
mod switch;

pub use add::add;
pub use args::{AddArgs, CheckArgs, ContextArgs, ContextCommand, ListArgs, ShowArgs, UseArgs};
pub use check::check;
pub use list::list;
pub use show::show;
pub use switch::switch;
