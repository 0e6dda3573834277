//! Options that several commands have.

use std::collections::BTreeMap;
use std::str::FromStr;

use clap::builder::RangedI64ValueParser;

use super::Asking;
use crate::clock::local_time;
use crate::document::MOST_READ;
use crate::error::Error;
use crate::model::{Size, TimeContext, TopicName, Zone};

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

    /// How times are read: by the option, or else by the context's zone.
    pub(super) fn context(self, asking: &Asking<'_>) -> TimeContext {
        TimeContext {
            now: asking.now,
            zone: self.zone.or(asking.zone),
            local: local_time,
        }
    }
}

/// Reads a number of records or offsets; the message on a negative one names what is allowed.
pub(super) fn whole_number() -> RangedI64ValueParser<u64> {
    RangedI64ValueParser::new().range(0..)
}

/// `OLD=NEW`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicMapping {
    pub old: TopicName,
    pub new: TopicName,
}

impl FromStr for TopicMapping {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let names = written.split_once('=');
        let names = names.filter(|(old, new)| !old.is_empty() && !new.is_empty());
        let (old, new) = names.ok_or("expected two topics, as in orders=orders-2")?;
        if old == new {
            Err(format!("{old} is mapped to itself"))
        } else {
            Ok(TopicMapping {
                old: old.into(),
                new: new.into(),
            })
        }
    }
}

/// The topics that others take the place of.
///
/// # Errors
/// Usage: a topic that is mapped twice.
pub fn mapped(mappings: &[TopicMapping]) -> Result<BTreeMap<&TopicName, &TopicName>, Error> {
    let mut mapped = BTreeMap::new();
    for TopicMapping { old, new } in mappings {
        if mapped.insert(old, new).is_some() {
            return Err(Error::usage(format!(
                "--topic-map: topic {old} is mapped twice"
            )));
        }
    }
    Ok(mapped)
}
