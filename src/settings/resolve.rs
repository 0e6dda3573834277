//! Which of what was said counts: a flag beats the environment, which beats the file of contexts.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::contexts::Context;
use super::java::CommandConfig;
use super::origin::{Origin, Valued};
use super::properties::Properties;
use super::secret::Written;
use super::servers::check_servers;
use crate::error::Error;
use crate::model::NamePattern;
use crate::plan::Zone;

/// How long one request may take where nobody says it.
const TIMEOUT: Duration = Duration::from_secs(10);

/// What the command line and the environment say.
#[derive(Clone, Debug, Default)]
pub struct Given {
    pub context: Option<Valued<String>>,
    pub bootstrap_servers: Option<Valued<String>>,
    pub command_config: Option<Valued<PathBuf>>,
    pub timeout: Option<Valued<Duration>>,
    /// Each `-X`.
    pub properties: Properties,
}

/// Which context counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    Named(Valued<String>),
    /// The one that the file of contexts says, if it says one.
    Current,
    /// None: the cluster is named otherwise, and nothing that is meant for another must go to it.
    None,
}

/// The context that was chosen, and what chose it.
#[derive(Clone, Debug)]
pub struct Chosen {
    pub name: Valued<String>,
    pub context: Context,
    /// What its `command_config` holds.
    pub command_config: Option<CommandConfig>,
}

/// All that was said, of which the stronger counts.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    pub given: Given,
    /// What the given file of a Java client holds.
    pub command_config: Option<CommandConfig>,
    pub chosen: Option<Chosen>,
}

/// What counts, each value with where it comes from.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub context: Option<Valued<String>>,
    /// `None` where nobody says which cluster.
    pub bootstrap_servers: Option<Valued<String>>,
    pub cluster_id: Option<String>,
    pub production: bool,
    pub protected_groups: Vec<NamePattern>,
    pub zone: Option<Zone>,
    pub max_replay: Option<u64>,
    pub max_skip: Option<u64>,
    pub timeout: Valued<Duration>,
    pub properties: BTreeMap<String, Valued<Written>>,
    /// The strongest file of a Java client that counts, for Kafka's own tools.
    pub command_config: Option<PathBuf>,
}

impl Given {
    /// Takes away what the environment says of the cluster where the command line names another, and returns
    /// a line on each that does not count.
    pub fn without_overruled(mut self) -> (Self, Vec<String>) {
        let mut overruled = Vec::new();
        let mut note = |origin: Origin, flag: &str| {
            overruled.push(format!("{origin} is not used: {flag} names the cluster"));
        };
        if self.context.as_ref().is_some_and(Valued::is_flag) {
            if let Some(servers) = self.bootstrap_servers.take_if(|servers| !servers.is_flag()) {
                note(servers.origin, "--context");
            }
            if let Some(config) = self.command_config.take_if(|config| !config.is_flag()) {
                note(config.origin, "--context");
            }
        } else if self.bootstrap_servers.as_ref().is_some_and(Valued::is_flag)
            && let Some(context) = self.context.take()
        {
            note(context.origin, "--bootstrap-server");
        }
        (self, overruled)
    }

    /// Which context counts, where `config` is what the given file of a Java client holds.
    pub fn choice(&self, config: Option<&CommandConfig>) -> Choice {
        let in_config = config.is_some_and(|config| config.bootstrap_servers.is_some());
        match &self.context {
            Some(name) => Choice::Named(name.clone()),
            None if self.bootstrap_servers.is_some() || in_config => Choice::None,
            None => Choice::Current,
        }
    }
}

/// Decides what counts.
///
/// # Errors
/// Usage: what is to be a bootstrap server is no address.
pub fn resolve(sources: Sources) -> Result<Settings, Error> {
    let mut settings = Settings {
        timeout: Valued::new(TIMEOUT, Origin::Default),
        ..Settings::default()
    };
    // The weakest first, so that what is stronger takes its place.
    if let Some(chosen) = sources.chosen {
        settings.overlay_config(chosen.command_config);
        settings.overlay_context(chosen.name, chosen.context);
        let weaker = settings.bootstrap_servers.take();
        settings.overlay_config(sources.command_config);
        settings.bootstrap_servers = weaker.or(settings.bootstrap_servers);
    } else {
        settings.overlay_config(sources.command_config);
    }
    settings.overlay_given(sources.given);
    if let Some(servers) = &settings.bootstrap_servers {
        check_servers(&servers.value, &servers.origin)?;
    }
    Ok(settings)
}

impl Settings {
    fn overlay_config(&mut self, config: Option<CommandConfig>) {
        let Some(config) = config else { return };
        self.command_config = Some(config.file.clone());
        let origin = Origin::CommandConfig(config.file);
        self.overlay(config.properties, &origin);
        if let Some(servers) = config.bootstrap_servers {
            self.bootstrap_servers = Some(Valued::new(servers, origin));
        }
    }

    fn overlay_context(&mut self, name: Valued<String>, context: Context) {
        let origin = Origin::Context(name.value.clone());
        self.overlay(context.properties, &origin);
        if let Some(servers) = context.bootstrap_servers {
            self.bootstrap_servers = Some(Valued::new(servers, origin.clone()));
        }
        if let Some(timeout) = context.timeout {
            self.timeout = Valued::new(timeout, origin);
        }
        self.context = Some(name);
        self.cluster_id = context.cluster_id;
        self.production = context.production;
        self.protected_groups = context.protected_groups;
        self.zone = context.zone;
        self.max_replay = context.max_replay;
        self.max_skip = context.max_skip;
    }

    fn overlay_given(&mut self, given: Given) {
        self.overlay(given.properties, &Origin::Flag("-X"));
        if given.bootstrap_servers.is_some() {
            self.bootstrap_servers = given.bootstrap_servers;
        }
        if let Some(timeout) = given.timeout {
            self.timeout = timeout;
        }
    }

    fn overlay(&mut self, properties: Properties, origin: &Origin) {
        for (key, value) in properties {
            self.properties
                .insert(key, Valued::new(value, origin.clone()));
        }
    }
}

#[cfg(test)]
mod tests;
