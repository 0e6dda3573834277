//! `koffset seek` on real Kafka, judged by Kafka's own Java client.

mod change;
mod targets;
mod usage;
