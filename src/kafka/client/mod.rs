//! The adapter on librdkafka.

mod brokers;
mod change;
mod commits;
mod connection;
mod cut_names;
mod describe;
mod exchange;
mod flow;
mod groups;
mod insist;
mod leaders;
mod max_timestamp;
mod offsets;
mod patience;
mod presence;
mod read;
mod reading;
mod records;
mod removal;
mod rights;
mod session;
mod settings;
mod topics;

pub use connection::Client;
