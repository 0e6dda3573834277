use std::fs;
use std::io::{self, Read};
use std::path::Path;

use super::ConfigFile;
use super::believed::{Believed, Openable, is_readable_by_others, open};
use super::file::unreadable;
use super::key_files::check_key_files;
use super::secrets::fetch;
use crate::clock::Deadline;
use crate::error::Error;
use crate::model::{ErrorCode, KafkaError};
use crate::settings::{
    Choice, Chosen, CommandConfig, Connection, Contexts, Given, Origin, Settings, Sources, Valued,
    resolve,
};
use crate::ui::Ui;

/// What tells one sort of key store from another: text may stand before what is PEM.
const FIRST_BYTES: u64 = 64 * 1024;

/// Reads what the operator said, wherever it stands, and decides what counts.
///
/// # Errors
/// Failed: a file cannot be read. Usage: what one says makes no sense, or credentials would go to an address that is
/// not theirs. Refused: there is no such context, or others may read its secrets.
pub fn settle(given: Given, file: &ConfigFile, ui: &mut Ui) -> Result<Settings, Error> {
    let (given, overruled) = given.without_overruled();
    overruled.iter().for_each(|line| ui.status(line));
    let config = given.command_config.as_ref();
    let command_config = config.map(|config| java(&config.value, file.openable(), ui));
    let command_config = command_config.transpose()?;
    let sources = Sources {
        given,
        command_config,
        chosen: None,
    };
    let (sources, overruled) = sources.without_overruled();
    overruled.iter().for_each(|line| ui.status(line));
    let chosen = match sources.choice() {
        Choice::Safeguards(name) => safeguarding(name, file)?,
        Choice::Named(name) => chosen(Some(name), file, ui)?,
        Choice::Current => chosen(None, file, ui)?,
    };
    let (sources, overruled) = sources.with_context(chosen);
    overruled.iter().for_each(|line| ui.status(line));
    resolve(sources)
}

/// Looks up a context of which only the safeguards may count; one that is not there has none. As nothing of it is
/// connected to or run, it does not matter who may have written or may read its files.
fn safeguarding(name: Option<Valued<String>>, file: &ConfigFile) -> Result<Option<Chosen>, Error> {
    let contexts = file.read_safeguards()?;
    let Some(name) = name.or_else(|| current(&contexts)) else {
        return Ok(None);
    };
    let Some(context) = contexts.contexts.get(&name.value).cloned() else {
        return Ok(None);
    };
    let config = context.command_config.as_deref();
    let config = config.filter(|_| context.bootstrap_servers.is_none());
    let config = config.map(|config| {
        let read = Believed::read(config, file.openable());
        let read = read.map_err(|error| unreadable(config, &error))?;
        CommandConfig::read_servers(&read.bytes, config)
    });
    Ok(Some(Chosen {
        command_config: config.transpose()?,
        name,
        context,
    }))
}

fn current(contexts: &Contexts) -> Option<Valued<String>> {
    let current = contexts.current.clone();
    current.map(|current| Valued::new(current, Origin::Current(contexts.file.clone())))
}

/// Looks up the context of this name, or else the current one.
fn chosen(
    name: Option<Valued<String>>,
    file: &ConfigFile,
    ui: &mut Ui,
) -> Result<Option<Chosen>, Error> {
    let found = file.read()?;
    let contexts = found.contexts;
    let Some(name) = name.or_else(|| current(&contexts)) else {
        return Ok(None);
    };
    let context = contexts.named(&name.value)?.clone();
    let secret = context
        .properties
        .iter()
        .find(|(_, value)| value.is_secret());
    if found.is_readable_by_others
        && let Some((key, _)) = secret
    {
        ui.advice(format_args!(
            "{}: others may read it, and where the {key} of context {} is kept",
            contexts.file.display(),
            name.value
        ));
    }
    let config = context.command_config.as_deref();
    let config = config.map(|config| java(config, file.openable(), ui));
    Ok(Some(Chosen {
        command_config: config.transpose()?,
        name,
        context,
    }))
}

/// Reads a Java client's properties file, and says what of it has no effect.
fn java(file: &Path, openable: Openable, ui: &mut Ui) -> Result<CommandConfig, Error> {
    let believed = Believed::read(file, openable).map_err(|error| unreadable(file, &error))?;
    believed.check(file, "choose where credentials go")?;
    let first_bytes = |path: &Path| first_bytes(path, openable);
    let config = CommandConfig::read(&believed.bytes, file, &first_bytes)?;
    let file = file.display();
    if !config.unmapped.is_empty() {
        let unmapped = config.unmapped.iter();
        let unmapped: Vec<String> = unmapped
            .map(|one| format!("{} ({})", one.key, one.why))
            .collect();
        let unmapped = unmapped.join(", ");
        ui.warning(format_args!("{file}: without effect here: {unmapped}"));
    }
    let mut secrets = config.properties.iter();
    if believed.is_readable_by_others
        && let Some((key, _)) = secrets.find(|(_, value)| value.is_inline_secret())
    {
        ui.advice(format_args!(
            "{file}: others may read it, and a secret ({key}) stands in it"
        ));
    }
    Ok(config)
}

fn first_bytes(path: &Path, openable: Openable) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = open(path, openable)?;
    file.take(FIRST_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Fetches the secrets of a connection.
///
/// # Errors
/// Usage: nobody said which cluster. Failed: a secret cannot be had in time. Refused: others may write a file on which
/// the connection stands.
pub fn connection(
    settings: &Settings,
    deadline: &Deadline,
    ui: &mut Ui,
) -> Result<Connection, Error> {
    let servers = settings.bootstrap_servers.as_ref().ok_or_else(|| {
        Error::usage("which cluster is not said")
            .hint("write --bootstrap-server HOST:PORT, or set KOFFSET_BOOTSTRAP_SERVER")
            .hint("or write --context NAME, for one of koffset context list")
    })?;
    match &settings.context {
        Some(name) => ui.detail(format_args!(
            "context {} ({}), cluster at {}",
            name.value, name.origin, servers.value
        )),
        None => ui.detail(format_args!("cluster at {}", servers.value)),
    }
    check_key_files(&settings.properties, ui)?;
    let mut connection = Connection::to(&servers.value);
    for (key, written) in &settings.properties {
        advise(key, &written.origin, written.value.is_inline_secret(), ui);
        advise_on_file(key, written.value.file(), ui);
        let value = fetch(key, &written.value, deadline)?;
        connection.properties.insert(key.clone(), value);
    }
    Ok(connection)
}

/// Says where a secret would be better kept. In a Java client's file it has no other place.
fn advise(key: &str, origin: &Origin, is_inline: bool, ui: &mut Ui) {
    let place = match origin {
        _ if !is_inline => return,
        Origin::Flag(flag) => format!("{flag} {key}: the list of processes shows its value"),
        Origin::Context(name) => format!("the {key} of context {name} stands in its file"),
        _ => return,
    };
    ui.advice(format_args!(
        "{place}; write env:NAME, file:PATH or command:LINE in its place"
    ));
}

/// Says that others may read the file in which a secret is.
fn advise_on_file(key: &str, file: Option<&Path>, ui: &mut Ui) {
    if let Some(file) = file
        && fs::metadata(file).is_ok_and(|found| is_readable_by_others(&found))
    {
        let file = file.display();
        ui.advice(format_args!(
            "{file}: others may read it, and the {key} is in it"
        ));
    }
}

/// What librdkafka says of a property that it does not take, with where the property was given.
pub fn misused(error: KafkaError, settings: &Settings, file: &ConfigFile) -> Error {
    if error.code != ErrorCode::INVALID_ARGUMENT {
        return error.into();
    }
    let named = settings.properties.iter();
    let named = named.filter(|(key, _)| error.message.contains(key.as_str()));
    // One name may be a part of another.
    let place = named.max_by_key(|(key, _)| key.len());
    let misused = Error::usage(match place {
        Some((_, value)) => format!("{}: {error}", place_of(&value.origin, file)),
        None => error.to_string(),
    });
    match error.hint {
        Some(hint) => misused.hint(hint),
        None => misused,
    }
}

fn place_of(origin: &Origin, file: &ConfigFile) -> String {
    match (origin, file.path()) {
        (Origin::Context(_), Ok(path)) => format!("{}: {origin}", path.display()),
        _ => origin.to_string(),
    }
}
