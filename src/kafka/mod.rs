//! The cluster: the port in prose and traits, the adapter on librdkafka, and an in-memory one for tests.

mod client;
mod cluster;
mod config;
mod diagnosis;
mod explained;
pub mod fake;
mod native;
mod read_only;
mod security;

pub use client::Client;
pub use cluster::{
    ChangeGroups, CommitsOf, OffsetQuery, OnCommits, OnRecord, PerBroker, Place, ReadCluster,
    ReadRecords, Stability,
};
pub use config::check_property;
pub use explained::{Explained, Lacking};
pub use read_only::ReadOnly;
