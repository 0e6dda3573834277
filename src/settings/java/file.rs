//! A Java client's properties file, key by key.

use std::collections::BTreeMap;
use std::path::Path;

use super::entries::Entries;
use super::keys::{Fate, counterpart, fate, is_unknown, meant};
use super::syntax::read_java_properties;
use super::{CommandConfig, FirstBytes, sasl, stores};
use crate::error::Error;

impl CommandConfig {
    /// Reads the bytes of a Java client's properties file.
    ///
    /// # Errors
    /// Usage: no such file, a key that means something for security which librdkafka cannot do, or one that only
    /// looks like such a key.
    pub fn read(bytes: &[u8], file: &Path, first_bytes: FirstBytes<'_>) -> Result<Self, Error> {
        let mut entries = Entries {
            file,
            values: values(bytes, file)?,
            read: CommandConfig {
                file: file.to_owned(),
                ..CommandConfig::default()
            },
        };
        // What follows would take a misspelt key for one that is not there.
        if let Some(unknown) = entries.values.keys().find(|key| is_unknown(key)) {
            return Err(entries.unknown(unknown));
        }
        stores::key_store(&mut entries, first_bytes)?;
        stores::trust_store(&mut entries, first_bytes)?;
        sasl::login(&mut entries, first_bytes)?;
        for (key, value) in std::mem::take(&mut entries.values) {
            entries.deal_with(key, &value)?;
        }
        Ok(entries.read)
    }

    /// Reads which servers such a file names, and nothing else.
    ///
    /// # Errors
    /// Usage: it is no such file.
    pub fn read_servers(bytes: &[u8], file: &Path) -> Result<Self, Error> {
        let servers = values(bytes, file)?.remove("bootstrap.servers");
        let servers = servers.map(|servers| servers.trim().to_owned());
        Ok(CommandConfig {
            file: file.to_owned(),
            bootstrap_servers: servers.filter(|servers| !servers.is_empty()),
            ..CommandConfig::default()
        })
    }
}

fn values(bytes: &[u8], file: &Path) -> Result<BTreeMap<String, String>, Error> {
    read_java_properties(bytes).map_err(|error| {
        let (file, line) = (file.display(), error.line);
        Error::usage(format!("{file}:{line}: {error}"))
    })
}

impl Entries<'_> {
    fn unknown(&self, key: &str) -> Error {
        match counterpart(key) {
            Some("") => {
                let why = "it is a setting of librdkafka, not of Kafka's clients";
                let refused = self.refused(key, why);
                refused.hint(format!("give it with -X {key}=VALUE"))
            }
            Some(said) => {
                let why = "it is a setting of librdkafka, not of Kafka's clients";
                let refused = self.refused(key, why);
                refused.hint(format!("in this file it is {said}"))
            }
            None => {
                let refused = self.refused(key, "Kafka's clients have no such key");
                match meant(key) {
                    Some(meant) => refused.hint(format!("did you mean {meant}?")),
                    None => refused,
                }
            }
        }
    }

    fn deal_with(&mut self, key: String, value: &str) -> Result<(), Error> {
        let value = value.trim();
        match fate(&key) {
            Fate::Servers if value.is_empty() => {}
            Fate::Servers => self.read.bootstrap_servers = Some(value.to_owned()),
            Fate::HostNames if value.is_empty() => self.set(&key, "none"),
            Fate::HostNames => self.set(&key, &value.to_ascii_lowercase()),
            _ if value.is_empty() => self.leave_out(key, "it is empty"),
            Fate::Same(property) => self.set(property, value),
            Fate::Word(property) => self.set(property, &value.to_ascii_lowercase()),
            Fate::Refused(why) => return Err(self.refused(&key, why)),
            Fate::LeftOut(why) => self.leave_out(key, why),
        }
        Ok(())
    }
}
