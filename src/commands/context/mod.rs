//! `koffset context`: named clusters, and what counts of what was said about one.

mod add;
mod args;
mod show;

pub use add::add;
pub use add::switch;
pub use args::{AddArgs, CheckArgs, ContextArgs, ContextCommand, ListArgs, ShowArgs, UseArgs};
pub use show::check;
pub use show::list;
pub use show::show;
