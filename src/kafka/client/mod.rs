//! The adapter on librdkafka.

mod brokers;
mod change;
mod cluster;
mod commits;
mod connection;
mod cut_names;
mod describe;
mod exchange;
mod flow;
mod groups;
mod leaders;
mod offsets;
mod patience;
mod presence;
mod read_cluster;
mod reader;
mod records;
mod removal;
mod rights;
mod session;
mod topics;

pub use connection::Client;
