use std::ffi::OsStr;
use std::path::PathBuf;

use clap::ArgMatches;
use clap::error::ErrorKind;
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

/// Refuses a flag without a value, as a script gives it whose variable is not set: what it leaves to others to
/// say may be another cluster.
///
/// # Errors
/// Usage.
pub(super) fn check_flags(matches: &ArgMatches) -> clap::error::Result<()> {
    let named = [
        ("context", "--context"),
        ("bootstrap_server", "--bootstrap-server"),
        ("command_config", "--command-config"),
        ("config", "--config"),
    ];
    let is_empty = |id: &str| {
        let mut values = matches.get_raw(id).into_iter().flatten();
        matches.value_source(id) == Some(ValueSource::CommandLine) && values.any(OsStr::is_empty)
    };
    match named.into_iter().find(|(id, _)| is_empty(id)) {
        Some((_, flag)) => {
            let message = format!("{flag} is given without a value");
            Err(super::command().error(ErrorKind::InvalidValue, message))
        }
        None => Ok(()),
    }
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
        let origin = if self.flags.contains(&id) {
            Origin::Flag(flag)
        } else {
            Origin::Environment(variable)
        };
        value.map(|value| Valued::new(value, origin))
    }
}
