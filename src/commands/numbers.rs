//! Numbers on the command line.

use clap::builder::RangedI64ValueParser;

/// Reads a number of records or offsets; the message on a negative one names what is allowed.
pub(super) fn whole_number() -> RangedI64ValueParser<u64> {
    RangedI64ValueParser::new().range(0..)
}
