//! Faults while a change is sent: the built binary and a real broker, between them a proxy that holds,
//! loses or cuts single requests. What became of the change is judged by Kafka's own Java client.

mod answers;
mod cuts;
mod drift;
mod frozen;
mod requests;
mod signals;
mod stage;
