//! From what the operator said to the settings that count: the files, the environment and the programs behind them.

mod believed;
mod cluster;
mod culprit;
mod file;
mod key_files;
mod me;
mod secrets;
mod settle;
mod unasked;

pub use cluster::check_cluster;
pub use file::{ConfigFile, ContextsFile};
pub use me::me;
pub use secrets::fetch;
pub use settle::{connection, misused, settle};
pub use unasked::may_connect_unasked;
