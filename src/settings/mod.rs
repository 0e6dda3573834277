//! What the operator said about the connection, as plain values.

mod connection;

pub use connection::Connection;
