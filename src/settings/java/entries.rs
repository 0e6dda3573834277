//! What a Java client's properties file says, and what of it is not dealt with yet.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::settings::properties::Properties;
use crate::settings::secret::Written;

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

/// The keys of a file that are not dealt with yet.
pub(super) struct Entries<'a> {
    pub(super) file: &'a Path,
    pub(super) values: BTreeMap<String, String>,
    pub(super) read: CommandConfig,
}

impl Entries<'_> {
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        let value = self.values.get(key).map(|value| value.trim());
        value.filter(|value| !value.is_empty())
    }

    /// Takes a key out, so that it is not dealt with again; one without a value counts as absent.
    pub(super) fn take(&mut self, key: &str) -> Option<String> {
        let value = self.values.remove(key)?.trim().to_owned();
        (!value.is_empty()).then_some(value)
    }

    pub(super) fn set(&mut self, property: &str, value: &str) {
        let written = Written::literal(property, value);
        self.read.properties.insert(property.to_owned(), written);
    }

    pub(super) fn leave_out(&mut self, key: impl Into<String>, why: &'static str) {
        let key = key.into();
        self.read.unmapped.push(Unmapped { key, why });
    }

    pub(super) fn refused(&self, key: &str, why: impl fmt::Display) -> Error {
        Error::usage(format!("{}: {key}: {why}", self.file.display()))
    }
}
