//! The pure core of every command that writes, and the grammars of what it is asked for.

mod duration;
mod target;
mod time;
mod zone;

pub use duration::{parse_duration, parse_timeout};
pub use target::{Target, parse_target};
pub use time::{TimeContext, parse_time};
pub use zone::{LocalTime, Zone};
