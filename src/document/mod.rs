//! What koffset writes for programs: versioned documents, and the store that puts them on disk.

mod access;
mod contexts;
mod count;
mod count_diff;
mod diff;
mod envelope;
mod groups;
mod journal;
mod json;
mod lag;
mod lag_time;
mod outcome;
mod parts;
mod plan;
mod range;
mod reading;
mod schema;
mod snapshot;
mod store;
mod vocabulary;
mod watch;

pub use access::AccessDocument;
pub use contexts::{CONTEXT, CONTEXT_CHECK, CONTEXTS, CheckedContext, ContextList, ShownContext};
pub use count::{BucketEntry, CountDocument, CountedPartition, read_count};
pub use count_diff::{CountDiffDocument, CountDiffRow};
pub use diff::{DiffDocument, DiffRow};
pub use envelope::{Envelope, ErrorDocument, Kind};
pub use groups::{DescribedGroups, GroupEntry, GroupList};
pub use journal::{
    Begun, ChangeResult, Ended, Entry, GroupLocks, Holder, Journal, JournalDocument, JournalEntry,
    JournalList, Last, ListedChange, ShownChange, Undone,
};
pub use json::{pretty, write_compact, write_pretty};
pub use lag::{LAG, LagDocument, LagLine, LagTotalEntry};
pub use outcome::{OutcomeDocument, OutcomeOf};
pub(crate) use parts::{Ordinal, WrittenOffset};
pub use parts::{Word, Worded};
pub use plan::{PlanDocument, load_plan, read_plan};
pub use range::{PartitionEntry, RANGE, RangeDocument, TopicEntry};
pub(crate) use reading::read_json;
pub use reading::schema_of;
pub use schema::{WRITTEN, Written};
pub use snapshot::{read_snapshot, snapshot_text};
pub use store::{LEFT_AFTER, MOST_READ, Target, load};
pub use watch::WatchLine;

use snapshot::SnapshotForm;
