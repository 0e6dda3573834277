//! A Java client's properties file, as Kafka's own tools take it, in librdkafka's terms.

mod file;
mod iam;
mod jaas;
mod kerberos;
mod keys;
mod sasl;
mod store_form;
mod stores;
mod syntax;

use std::io;
use std::path::{Path, PathBuf};

use super::properties::Properties;

pub use syntax::{InvalidEscape, read_java_properties};

/// What a Java client's properties file comes to.
#[derive(Clone, Debug, Default)]
pub struct CommandConfig {
    pub file: PathBuf,
    pub bootstrap_servers: Option<String>,
    pub properties: Properties,
    /// What koffset does without.
    pub unmapped: Vec<Unmapped>,
}

/// A key of a Java client that does nothing here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmapped {
    pub key: String,
    pub why: &'static str,
}

/// Reads the first bytes of a file, by which one sort of key store is told from another.
pub type FirstBytes<'a> = &'a dyn Fn(&Path) -> io::Result<Vec<u8>>;

#[cfg(test)]
mod tests;
