//! `koffset reset` on real Kafka, judged by Kafka's own Java client.

mod decisions;
mod documents;
mod groups;
mod outcomes;
mod positions;
mod scope;
mod snapshots;
mod streams;
mod targets;
mod times;
mod usage;
