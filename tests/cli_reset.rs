//! `koffset reset` on real Kafka, judged by Kafka's own Java client.

mod decisions;
mod documents;
mod expiry;
mod groups;
mod old_snapshots;
mod outcomes;
mod positions;
mod scope;
mod snapshots;
mod streams;
mod targets;
mod times;
mod usage;
