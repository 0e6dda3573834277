//! A Java client's properties file, as Kafka's own tools take it, in librdkafka's terms.

mod entries;
mod file;
mod jaas;
mod keys;
mod login_modules;
mod sasl;
mod store_form;
mod stores;
mod syntax;

pub use entries::{CommandConfig, FirstBytes, Unmapped};
pub use syntax::{InvalidEscape, read_java_properties};

#[cfg(test)]
mod tests;
