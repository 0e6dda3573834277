//! The vocabulary of koffset: plain, ordered data without a serialised form, a cluster or a clock.

mod committed;
mod count_row;
mod counts;
mod duration;
mod error;
mod group;
mod inquiry;
mod lag;
mod lag_row;
mod left_out;
mod log;
mod observation;
mod offset;
mod pattern;
mod ranges;
mod reading;
mod right;
mod saved_count;
mod selection;
mod size;
mod snapshot;
mod text;
mod time_lag;
mod timestamp;
mod topic;
mod topic_selector;
mod transaction;
mod user_info;
mod visible;
mod written_time;
mod zone;

pub use committed::{
    CommittedOffset, NegativeOffset, Retention, StoredCommit, StoredCommits, committed_at,
    negative_at,
};
pub use counts::{Bound, CountRow, Counts, Leap, PartitionBucket, Stretch, TopicBucket};
pub use duration::{parse_age, parse_duration, parse_timeout};
pub use error::{ErrorCode, KafkaError, PENDING_COMMIT};
pub use group::{
    Coordinator, GroupDescription, GroupId, GroupListing, GroupState, GroupType, Listing, Member,
    PerGroup, PerPartition, PerTopic,
};
pub use inquiry::{
    Followed, Held, InquiredPartitions, Inquiry, PerGroupPartitions, SelectedGroups, Visit,
};
pub use lag::{Headroom, Lag, LagBasis, LagGap};
pub use lag_row::{LagGroup, LagRow, LagTotal, LagTotalOf, TimeTotal};
pub use left_out::LeftOut;
pub use log::{Isolation, ListedOffset, OffsetRange, OffsetSpec};
pub use observation::{ListedGroup, Looked, Observation, ObservedGroup, Scope, looked_error};
pub use offset::Offset;
pub use pattern::NamePattern;
pub use ranges::{RangeRow, Ranges, TopicTotal};
pub use reading::{Reading, Seen};
pub use right::{Operation, Resource, Right, Rights};
pub use saved_count::{Records, SavedBound, SavedBucket, SavedCount, TimeSpan};
pub use selection::{ChangedGroupSelection, ChangedTopics, GroupSelection, View};
pub use size::Size;
pub use snapshot::{GroupSnapshot, SavedOffset, Snapshot};
pub use text::{
    by_reason, closest, counted, first_few, grouped, named, option_word, path_word, percent,
    shell_word,
};
pub use time_lag::{TimeGap, TimeLag, Waiting};
pub use timestamp::{
    CLOCK_SKEW_MS, RecordHead, RecordTime, Timestamp, TimestampType, instant, readable,
};
pub use topic::{ClusterId, Topic, TopicId, TopicName, TopicPartition};
pub use topic_selector::{MOST_PARTITIONS, TopicSelector};
pub use transaction::{InTransaction, InTransactions, OpenTransaction, TransactionLimit};
pub use user_info::{shown_servers, without_user_info};
pub use visible::{is_hidden, one_line, visible};
pub use written_time::{TimeContext, parse_time};
pub use zone::{LocalTime, Zone};
