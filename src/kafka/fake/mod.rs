//! An in-memory cluster for tests: Kafka's rules, and faults on demand.
//!
//! A [`FakeCluster`] is a handle; its clones see the same world, so that a test can change what a running
//! command meets. It answers the port as a broker would, and `tests/cluster_contract.rs` holds it to real
//! Kafka. Where it is simpler, it says so: a group subscribes to the topics that are assigned, and a
//! `commits` call that requires stability does not wait.

mod broker;
mod cluster;
mod group;
mod groups;
mod log;
mod port;
mod script;
mod topics;
mod world;

#[cfg(test)]
mod tests;

pub use cluster::{Call, CallMade, FakeCluster};
pub use groups::member;
pub use script::Script;
pub use world::Written;
