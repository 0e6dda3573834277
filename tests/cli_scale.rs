//! Many groups: all of them compared with what Kafka's own tool says, and koffset on a cluster that is slow.

mod described;
mod slow;
