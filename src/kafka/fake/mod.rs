//! An in-memory cluster for tests: Kafka's rules, and faults on demand.
//!
//! A [`FakeCluster`] is a handle; its clones see the same world, so that a test can change what a running
//! command meets. It answers the port as a broker would, and `tests/cluster_contract.rs` holds it to real
//! Kafka. Where it is simpler, it says so: a group subscribes to the topics that are assigned, and a
//! `commits` call that requires stability does not wait.

mod cluster;
mod fault;
mod group;
mod groups;
mod log;
mod port;
mod records;
mod rights;
mod topics;
mod turn;
mod world;

#[cfg(test)]
mod tests;

pub use cluster::{CallMade, FakeCluster};
pub use fault::{Call, Script, Written};
pub use groups::member;

use cluster::broker_error;
