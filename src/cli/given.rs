use std::path::PathBuf;

use clap::ArgMatches;
use clap::parser::ValueSource;

use super::{GlobalArgs, PROPERTIES};
use crate::error::Error;
use crate::settings::{Given, Origin, Valued, read_properties};

/// The options of the cluster that stand on the command line itself.
fn flags(matches: &ArgMatches) -> Vec<&'static str> {
    let options = ["context", "bootstrap_server", "command_config", "timeout"];
    let is_flag = |id: &&str| matches.value_source(id) == Some(ValueSource::CommandLine);
    options.into_iter().filter(is_flag).collect()
}

/// Every `-X`, before and behind the subcommands.
fn properties(matches: &ArgMatches) -> Vec<String> {
    let here = matches.get_many(PROPERTIES).unwrap_or_default().cloned();
    let below = matches.subcommand().map(|(_, matches)| properties(matches));
    here.chain(below.unwrap_or_default()).collect()
}

impl GlobalArgs {
    /// Adds what only the whole command line tells.
    pub(super) fn complete(&mut self, matches: &ArgMatches) {
        self.flags = flags(matches);
        self.properties = properties(matches);
    }

    /// What the command line and the environment say of the cluster.
    ///
    /// # Errors
    /// Usage: what is no property, or koffset's own.
    pub(crate) fn given(&self) -> Result<Given, Error> {
        let context = self.context.clone().filter(|name| !name.is_empty());
        let servers = self.bootstrap_server.clone();
        let config = self.command_config.as_ref().map(PathBuf::from);
        Ok(Given {
            context: self.said(context, "context", "--context", "KOFFSET_CONTEXT"),
            bootstrap_servers: self.said(
                servers.filter(|servers| !servers.is_empty()),
                "bootstrap_server",
                "--bootstrap-server",
                "KOFFSET_BOOTSTRAP_SERVER",
            ),
            command_config: self.said(
                config.filter(|file| !file.as_os_str().is_empty()),
                "command_config",
                "--command-config",
                "KOFFSET_COMMAND_CONFIG",
            ),
            timeout: self.said(self.timeout, "timeout", "--timeout", "KOFFSET_TIMEOUT"),
            properties: read_properties(&self.properties)?,
        })
    }

    /// The same on the context of this name.
    ///
    /// # Errors
    /// Usage: `--context` names another.
    pub(crate) fn on(&self, name: Option<&String>) -> Result<Self, Error> {
        let mut global = self.clone();
        let Some(name) = name else { return Ok(global) };
        if let Some(other) = self.context.as_ref().filter(|other| *other != name)
            && self.flags.contains(&"context")
        {
            let message = format!("{name} and --context {other} are two contexts");
            return Err(Error::usage(message));
        }
        global.context = Some(name.clone());
        global.flags.push("context");
        Ok(global)
    }

    fn said<T>(
        &self,
        value: Option<T>,
        id: &str,
        flag: &'static str,
        variable: &'static str,
    ) -> Option<Valued<T>> {
        let origin = match self.flags.contains(&id) {
            true => Origin::Flag(flag),
            false => Origin::Environment(variable),
        };
        value.map(|value| Valued::new(value, origin))
    }
}
