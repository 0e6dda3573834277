//! Which of what was said counts: a flag beats the environment, which beats the file of contexts.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::bound::{Bound, are_among, share_an_address};
use super::contexts::Context;
use super::java::CommandConfig;
use super::origin::{Origin, Valued};
use super::properties::Properties;
use super::secret::Written;
use super::servers::check_servers;
use crate::error::Error;
use crate::model::NamePattern;
use crate::model::Zone;

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

/// Which context is to be looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    Named(Valued<String>),
    /// The one that the file of contexts says, if it says one.
    Current,
    /// Only what is to be kept to in the one that the environment names, or else the current one: a flag names the
    /// cluster, and nothing that is meant for another must go to it.
    Safeguards(Option<Valued<String>>),
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
    pub read_only: bool,
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
    /// Takes away what the environment says of the cluster where `--context` names it, and returns a line on each
    /// that does not count.
    pub fn without_overruled(mut self) -> (Self, Vec<String>) {
        let mut overruled = Vec::new();
        if self.context.as_ref().is_some_and(Valued::is_flag) {
            let servers = self.bootstrap_servers.take_if(|servers| !servers.is_flag());
            let config = self.command_config.take_if(|config| !config.is_flag());
            let servers = servers.map(|servers| servers.origin);
            let origins = servers
                .into_iter()
                .chain(config.map(|config| config.origin));
            overruled.extend(origins.map(|origin| not_used(&origin, "--context")));
        }
        (self, overruled)
    }
}

fn not_used(origin: &Origin, flag: &str) -> String {
    format!("{origin} is not used: {flag} names the cluster")
}

impl Sources {
    /// Which flag gives bootstrap servers.
    fn naming_flag(&self) -> Option<&'static str> {
        if self
            .given
            .bootstrap_servers
            .as_ref()
            .is_some_and(Valued::is_flag)
        {
            return Some("--bootstrap-server");
        }
        let is_flag = self
            .given
            .command_config
            .as_ref()
            .is_some_and(Valued::is_flag);
        (is_flag && self.servers_of_config().is_some()).then_some("--command-config")
    }

    fn servers_of_config(&self) -> Option<&str> {
        self.command_config.as_ref()?.bootstrap_servers.as_deref()
    }

    /// Takes away what the environment says of another cluster than a flag, and returns a line on each that does
    /// not count. What the file of a Java client holds must be there by now.
    pub fn without_overruled(mut self) -> (Self, Vec<String>) {
        let mut overruled = Vec::new();
        let Some(flag) = self.naming_flag() else {
            return (self, overruled);
        };
        let given = &mut self.given;
        let servers = given
            .bootstrap_servers
            .take_if(|servers| !servers.is_flag());
        overruled.extend(servers.map(|servers| not_used(&servers.origin, flag)));
        let own = self.command_config.as_ref();
        let own = own.and_then(|config| config.bootstrap_servers.as_deref());
        let is_other = match (&given.bootstrap_servers, own) {
            (Some(servers), Some(own)) => !are_among(&servers.value, own),
            _ => false,
        };
        let config = given
            .command_config
            .take_if(|config| is_other && !config.is_flag());
        if let Some(config) = config {
            self.command_config = None;
            overruled.push(not_used(&config.origin, flag));
        }
        (self, overruled)
    }

    /// Which context is to be looked up.
    pub fn choice(&self) -> Choice {
        let context = self.given.context.clone();
        match (self.overruling_flag(), context) {
            (Some(_), context) => Choice::Safeguards(context),
            (None, Some(name)) => Choice::Named(name),
            (None, None) => Choice::Current,
        }
    }

    /// Which flag names the cluster where no flag names a context.
    fn overruling_flag(&self) -> Option<&'static str> {
        let is_flag = self.given.context.as_ref().is_some_and(Valued::is_flag);
        self.naming_flag().filter(|_| !is_flag)
    }

    /// Adds the context that was looked up, and returns a line where the environment names it and it does not count,
    /// or not all of it. Where a flag names the cluster, only the safeguards of a context for one of its addresses
    /// count. The current one has nothing to say where the environment gives servers and it has none of its own: its
    /// credentials are meant for no cluster that is known.
    #[must_use]
    pub fn with_context(mut self, chosen: Option<Chosen>) -> (Self, Option<String>) {
        let given = self.given.bootstrap_servers.as_ref();
        let servers = given.map(|servers| servers.value.as_str());
        let servers = servers.or(self.servers_of_config());
        let Some(flag) = self.overruling_flag() else {
            let is_elsewhere = servers.is_some();
            self.chosen = chosen.filter(|chosen| {
                let is_current = matches!(chosen.name.origin, Origin::Current(_));
                !(is_current && is_elsewhere && chosen.servers().is_none())
            });
            return (self, None);
        };
        let chosen = chosen.filter(|chosen| chosen.is_for(servers));
        let variable = self.given.context.take();
        let line = variable.map(|name| match &chosen {
            Some(_) => format!(
                "{} gives only the safeguards of context {}: {flag} names the cluster",
                name.origin, name.value
            ),
            None => not_used(&name.origin, flag),
        });
        self.chosen = chosen.map(Chosen::safeguards);
        (self, line)
    }
}

impl Chosen {
    /// The addresses to which the context's credentials belong.
    fn servers(&self) -> Option<&str> {
        let config = self.command_config.as_ref();
        let of_config = config.and_then(|config| config.bootstrap_servers.as_deref());
        self.context.bootstrap_servers.as_deref().or(of_config)
    }

    /// Whether one of these addresses is the context's own.
    fn is_for(&self, servers: Option<&str>) -> bool {
        let both = servers.zip(self.servers());
        both.is_some_and(|(servers, own)| share_an_address(servers, own))
    }

    /// Only what is to be kept to on its cluster.
    fn safeguards(self) -> Self {
        Chosen {
            name: self.name,
            context: self.context.safeguards(),
            command_config: None,
        }
    }
}

/// Decides what counts.
///
/// # Errors
/// Usage: what is to be a bootstrap server is no address, or credentials would go to an address that is not theirs.
pub fn resolve(sources: Sources) -> Result<Settings, Error> {
    let bound = bound(&sources);
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
        bound
            .iter()
            .try_for_each(|bound| bound.check_servers(servers))?;
    }
    bound
        .iter()
        .try_for_each(|bound| bound.check_issuer(&settings.properties))?;
    Ok(settings)
}

/// Every source that may hold credentials, with the addresses that they are for.
fn bound(sources: &Sources) -> Vec<Bound> {
    let of_config = |config: &CommandConfig, origin: Origin| {
        let servers = config.bootstrap_servers.as_deref();
        Bound::new(origin, servers, &config.properties)
    };
    let given = sources.command_config.as_ref().map(|config| {
        let file = Origin::CommandConfig(config.file.clone());
        let said_by = sources.given.command_config.as_ref();
        let bound = of_config(config, file);
        bound.said_by(said_by.map(|said| said.origin.clone()))
    });
    let chosen = sources.chosen.iter().flat_map(|chosen| {
        let Chosen { name, context, .. } = chosen;
        let part = chosen.command_config.as_ref();
        let file = part.map(|part| Origin::CommandConfig(part.file.clone()));
        let origin = Origin::Context(name.value.clone());
        let whole = Bound::new(origin, chosen.servers(), &context.properties)
            .said_by(Some(name.origin.clone()))
            .or_issuer_of(part.map(|part| &part.properties))
            .with_part(file.clone());
        let part = part.zip(file);
        let part =
            part.map(|(part, file)| of_config(part, file).or_issuer_of(Some(&context.properties)));
        [whole].into_iter().chain(part)
    });
    chosen.chain(given).collect()
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
        self.read_only = context.read_only;
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
