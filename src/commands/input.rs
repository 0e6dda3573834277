//! How much of a file is read.

use crate::document::MOST_READ;
use crate::model::Size;

/// How large a file may be that is read.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct InputArgs {
    /// Refuse a file that holds more than SIZE once it is unpacked
    #[arg(
        long,
        env = "KOFFSET_MAX_UNPACKED",
        value_name = "SIZE",
        default_value_t = MOST_READ
    )]
    pub max_unpacked: Size,
}

impl Default for InputArgs {
    fn default() -> Self {
        InputArgs {
            max_unpacked: MOST_READ,
        }
    }
}
