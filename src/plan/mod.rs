//! The pure core of every command that writes: from what is asked for and an
//! observation to a plan, and from the brokers' answers to an outcome.

mod ask;
mod blocker;
mod change;
mod drift;
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
mod resolved;
mod saved;
#[cfg(test)]
pub(crate) mod scene;
mod target;
mod warning;

pub use ask::{Ask, AskedPositions};
pub use blocker::{Blocker, Reason};
pub use change::{Action, Change};
pub use drift::Drift;
pub use guard::Guards;
pub use judge::{Doubts, Sent, Tried, Verdict, explained, judge, judge_removal};
pub use member::{described, folded};
pub use note::Note;
pub use outcome::{GroupOutcome, Outcome, OverallResult, PartitionOutcome, Removal, Status};
pub use owner::{Engine, Owner};
pub use planned::{GroupPlan, Plan, Totals};
pub use planner::plan;
pub use request::{NoRecordAfter, OutOfRange, Policy, Request, Source, Undone, Wanted, Wants};
pub use saved::{FileOffsets, undone};
pub use target::{Target, parse_target};
pub use warning::Warning;
