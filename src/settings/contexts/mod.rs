//! The file of contexts: named clusters, and what is to be kept to on each.

mod edit;
mod read;
mod toml;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

pub use edit::{NewContext, with_context, with_current};
pub use read::is_path;

use super::properties::Properties;
use crate::error::Error;
use crate::model::Zone;
use crate::model::{NamePattern, closest};

/// What a file of contexts says.
#[derive(Clone, Debug, Default)]
pub struct Contexts {
    pub file: PathBuf,
    /// The context that is used where none is named.
    pub current: Option<String>,
    pub contexts: BTreeMap<String, Context>,
}

/// A cluster, how it is reached, and what is to be kept to on it.
#[derive(Clone, Debug, Default)]
pub struct Context {
    pub bootstrap_servers: Option<String>,
    /// The id that the cluster must have.
    pub cluster_id: Option<String>,
    /// Whether the question before a change asks for the context's name.
    pub production: bool,
    /// Whether no change may be made.
    pub read_only: bool,
    /// The groups whose names must be typed, or given with `--confirm`.
    pub protected_groups: Vec<NamePattern>,
    pub zone: Option<Zone>,
    /// What `--max-replay` is unless it is given.
    pub max_replay: Option<u64>,
    /// What `--max-skip` is unless it is given.
    pub max_skip: Option<u64>,
    /// A Java client's properties file; from the folder of the file of contexts.
    pub command_config: Option<PathBuf>,
    pub timeout: Option<Duration>,
    pub properties: Properties,
}

impl Context {
    /// Only what is to be kept to on its cluster.
    pub fn safeguards(self) -> Self {
        Context {
            cluster_id: self.cluster_id,
            production: self.production,
            read_only: self.read_only,
            protected_groups: self.protected_groups,
            max_replay: self.max_replay,
            max_skip: self.max_skip,
            ..Context::default()
        }
    }
}

impl Contexts {
    /// Finds a context by its name.
    ///
    /// # Errors
    /// Refused: there is none of this name.
    pub fn named(&self, name: &str) -> Result<&Context, Error> {
        self.contexts.get(name).ok_or_else(|| {
            let file = self.file.display();
            let error = Error::refused(format!("context {name} is not in {file}"));
            let names = self.contexts.keys().map(String::as_str);
            match closest(name, names) {
                Some(meant) => error.hint(format!("did you mean {meant}?")),
                None => error.hint("koffset context list shows those that are"),
            }
        })
    }

    /// The secrets that stand in the file itself, by context and property.
    pub fn inline_secrets(&self) -> impl Iterator<Item = (&str, &str)> {
        self.contexts.iter().flat_map(|(name, context)| {
            let properties = context.properties.iter();
            let inline = properties.filter(|(_, value)| value.is_inline_secret());
            inline.map(move |(key, _)| (name.as_str(), key.as_str()))
        })
    }
}

#[cfg(test)]
mod tests;
