//! What the operator said about the connection, as plain values.

mod connection;
mod servers;

pub use connection::Connection;
