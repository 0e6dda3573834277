//! What commands read from a cluster, by subject.

mod change;
mod chosen;
mod commits;
mod group_logs;
mod groups;
mod lag;
mod logs;
mod observer;
mod partitions;
mod range;
mod records;
mod scope;
mod snapshot;
mod stands;
mod times;
mod topics;
mod transactions;
mod visit;
mod watch;

pub use change::{look_again, observe, retention};
pub use chosen::{Chosen, choose};
pub use groups::{check_known, check_listed, look_at, meant, select_groups, unknown_group};
pub use lag::{BLOCK, Block, Reader};
pub use observer::{Notices, Observer, Progress, Silent, unanswered};
pub use observer::{rights, sees_everything};
pub use partitions::partitions_of;
pub use range::{RangeScope, range, range_of_group};
pub use records::{count_records, counts};
pub use scope::TopicScope;
pub use snapshot::{Absent, positions, take};
pub use times::{read_open, read_times};
pub use topics::{SelectedTopics, TopicQuery, select_topics};
pub use transactions::{Held, look_into, transaction_limit};
pub use visit::visit;
pub use watch::{Start, Turn, read_watched};
