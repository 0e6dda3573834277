//! The cluster: the port in prose and traits, the adapter on librdkafka, and an in-memory one for tests.

mod cluster;
pub mod fake;

pub use cluster::{ChangeGroups, OffsetQuery, OnCommits, ReadCluster, Stability};
