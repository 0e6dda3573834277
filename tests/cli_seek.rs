//! `koffset seek` on real Kafka, judged by Kafka's own Java client.

mod targets;
