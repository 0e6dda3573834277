//! The pure core of every command that writes: the grammars of what it is asked for, from a request and an
//! observation to a plan, and from the brokers' answers to an outcome.

mod ask;
mod blocker;
mod carried_out;
mod change;
mod drift;
mod duration;
mod guard;
mod judge;
mod member;
mod note;
mod outcome;
mod owner;
mod planned;
mod planner;
mod request;
mod resolve;
mod saved;
#[cfg(test)]
pub(crate) mod scene;
mod target;
mod time;
mod undo;
mod verdict;
mod warning;
mod zone;

pub use ask::{Ask, AskedPositions, FileOffsets};
pub use blocker::{Blocker, Reason};
pub use change::{Action, Change};
pub use drift::Drift;
pub use duration::{parse_age, parse_duration, parse_timeout};
pub use guard::Guards;
pub use judge::{explained, judge, judge_removal};
pub use member::{described, folded};
pub use note::Note;
pub use outcome::{GroupOutcome, Outcome, OverallResult, PartitionOutcome, Removal, Status};
pub use owner::{Engine, Owner};
pub use planned::{GroupPlan, Plan, Totals};
pub use planner::plan;
pub use request::{NoRecordAfter, OutOfRange, Policy, Request, Source, Undone, Wanted, Wants};
pub use target::{Target, parse_target};
pub use time::{TimeContext, parse_time};
pub use undo::undone;
pub use verdict::{Doubts, Sent, Tried, Verdict};
pub use warning::Warning;
pub use zone::{LocalTime, Zone};
