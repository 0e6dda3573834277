use std::time::Duration;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::commands::select::ViewArgs;
use crate::model::parse_timeout;
use crate::watch::Until;

/// More often would be a load to a cluster, and nothing to see.
const LEAST_INTERVAL: Duration = Duration::from_millis(100);

const EXAMPLES: &str = "\
Examples:
  koffset watch billing                              a screen: groups, partitions, members, rates
  koffset watch --all-groups --interval 10s
  koffset watch billing -t orders > watch.log        a line whenever something changed
  koffset watch --groups-matching 'bill.*' --format jsonl
  koffset watch billing --until caught-up --deadline 10m && ./switch-over.sh
  koffset watch billing --until empty --deadline 2m  wait until its consumers have left

On a terminal, keys: arrows or j and k choose, Enter looks into a group, Tab changes to its members, Esc goes back, \
s sorts, / filters, space pauses, ? helps, q quits. Where stdout or stdin is no terminal, and with --until or --format, \
lines are written: a group when it is seen first and whenever its line is another one, and what happened to it (a \
member joined or left, the state, a commit moved back, or forward with no member seen, a last stable offset that has \
not moved for longer than transaction.max.timeout.ms lets a transaction be open). '?' is not known, a sum of N+? is N \
and what is not known, '-' as catch-up says that nothing lags.

Rates are offsets per second over about the last 15 to 30 seconds (less at first, more with a longer --interval), and \
none is reckoned across a time in which nothing could be read; that of a group is not known before that of each \
partition is. A commit that moves forward with no member at either of two readings is an event and in no rate: it was \
made from outside, or by a consumer that came and went in between. Where no member stayed from one reading to the \
next, a move is in no rate either, since a reset cannot be told from a first or last commit. Consumers of simple \
groups never show as members, and every move there counts as consumed. The catch-up of a group is that of its slowest partition, foretold from rates of 10 seconds at least, \
and never where no more is read than written; keeps-up says that what is written is read within 10 seconds. A reading \
that fails is shown, what was known stays in view as stale, and is tried again; only the first one must not fail. A \
group that was not named and has gone is forgotten after 10 minutes.

--until ends with 0 as soon as one reading finds it so for all groups, and all could be seen; those that matched and \
have gone count until they are forgotten:
  caught-up  each partition is read to its end, or has no commit and an empty log
  empty      no member is there, or the group is gone; consumers of simple groups never show as members
  active     the group is stable and has a member
  moved      a commit is new or not where it was at the first reading; a removed one does not count
Whether a partition is read to its end cannot be told while the cluster does not know its topic.

Exit codes: 0 it is so, q, or (without --until) the deadline; 4 the deadline passed and it is not so; 1 the deadline \
passed and it could not be told, or the first reading failed; 2 usage, 3 an unknown group or topic, 130 Ctrl-C. A \
reading that the deadline cuts short leaves it as it was told before.";

/// Shows groups live: lag, losses, rates, when they catch up, and who joins or leaves
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct WatchArgs {
    #[command(flatten)]
    pub(super) view: ViewArgs,
    /// How long after the begin of one reading the next one begins, such as 500ms, 2s or 1m
    #[arg(long, default_value = "2s", value_parser = interval, allow_hyphen_values = true, value_name = "DURATION")]
    pub(super) interval: Duration,
    /// Ends with 0 once this is so for all groups, and with 4 where --deadline passes before
    #[arg(long, value_enum, value_name = "CONDITION")]
    pub(super) until: Option<Until>,
    /// How lines are written, in the place of a screen
    #[arg(long, value_enum)]
    pub(super) format: Option<WatchFormat>,
}

/// The forms of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WatchFormat {
    /// Words for people and logs
    Lines,
    /// JSON objects, koffset.watch version 1
    Jsonl,
}

impl ValueEnum for Until {
    fn value_variants<'a>() -> &'a [Self] {
        &[Until::CaughtUp, Until::Empty, Until::Active, Until::Moved]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Until::CaughtUp => "caught-up",
            Until::Empty => "empty",
            Until::Active => "active",
            Until::Moved => "moved",
        }))
    }
}

fn interval(text: &str) -> Result<Duration, String> {
    let interval = parse_timeout(text)?;
    if interval < LEAST_INTERVAL {
        Err("the shortest interval is 100ms".to_owned())
    } else {
        Ok(interval)
    }
}
