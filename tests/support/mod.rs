//! What tests stand on: a real broker, Kafka's own Java clients, the built binary, and waiting for a condition.

pub mod acls;
pub mod alone;
pub mod checker;
pub mod faulty;
pub mod guarded;
pub mod hints;
pub mod kafka;
pub mod koffset;
pub mod member;
pub mod names;
pub mod process;
pub mod proxy;
pub mod recorder;
pub mod replicated;
pub mod scene;
pub mod schema;
pub mod secured;
pub mod terminal;
pub mod transaction;
pub mod version;
pub mod wait;
