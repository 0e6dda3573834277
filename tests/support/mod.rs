//! What tests stand on: a real broker, Kafka's own Java clients, and waiting for a condition.

pub mod alone;
pub mod checker;
pub mod kafka;
pub mod names;
pub mod process;
pub mod terminal;
pub mod wait;
