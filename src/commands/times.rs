use chrono::{DateTime, Utc};

use crate::clock::local_time;
use crate::model::{TimeContext, Zone};

/// How times on the command line are read.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct ZoneArgs {
    /// How a time without a zone is read: UTC, local, or a place such as Asia/Shanghai
    #[arg(long, value_name = "ZONE")]
    zone: Option<Zone>,
}

impl ZoneArgs {
    /// The option, if it is there.
    pub fn given(self) -> Option<&'static str> {
        self.zone.map(|_| "--zone")
    }

    /// How times are read, where `default` is the context's zone.
    pub fn context(self, now: DateTime<Utc>, default: Option<Zone>) -> TimeContext {
        TimeContext {
            now,
            zone: self.zone.or(default),
            local: local_time,
        }
    }
}
