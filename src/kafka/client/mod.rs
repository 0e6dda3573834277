//! The adapter on librdkafka.

mod advice;
mod brokers;
mod cause;
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
mod reachability;
mod read;
mod reading;
mod records;
mod removal;
mod rights;
mod served;
mod session;
mod settings;
mod ticket;
mod token;
mod topics;

pub use connection::Client;
