use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, absolute};

use secrecy::ExposeSecret;

use super::{AddArgs, UseArgs};
use crate::commands::settings::ConfigFile;
use crate::document::Target;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::kafka::check_property;
use crate::model::{is_hidden, shell_word, visible};
use crate::settings::{
    Contexts, Given, NewContext, Properties, Reference, Sources, Valued, Written, is_path, resolve,
    with_context, with_current,
};
use crate::ui::Ui;

/// Writes a further context into the file, of what the command line says: the environment is there the next
/// time too. Paths are written in full, since they would start elsewhere there.
///
/// # Errors
/// Refused: there is one of this name. Usage: no cluster is given, or what would be written makes no sense.
/// Failed: the file cannot be written.
pub fn add(
    args: &AddArgs,
    given: Given,
    file: &ConfigFile,
    ui: &mut Ui,
) -> Result<ExitStatus, Error> {
    check_name(&args.name)?;
    let found = file.read_or_new()?;
    let path = &found.contexts.file;
    if found.contexts.contexts.contains_key(&args.name) {
        let message = format!("context {} is in {} already", args.name, path.display());
        return Err(Error::refused(message).hint("edit it there, or choose another name"));
    }
    let new = new_context(args, given)?;
    let text = with_context(&found.text, &new).map_err(Error::failed)?;
    let contexts = Contexts::read(&text, path)?;
    store(path, &text)?;
    let name = &args.name;
    let inline = contexts.inline_secrets().filter(|(of, _)| of == name);
    for (_, key) in inline {
        ui.advice(format_args!(
            "the {key} of context {name} stands in the file; env:NAME, file:PATH or command:LINE keeps it elsewhere"
        ));
    }
    let path = path.display();
    ui.status(format_args!(
        "context {name} written to {path}; to make it the current one: koffset context use {}{}",
        shell_word(name),
        file.option()
    ));
    Ok(ExitStatus::Done)
}

fn check_name(name: &str) -> Result<(), Error> {
    let is_plain = !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || is_hidden(c));
    if is_plain {
        Ok(())
    } else {
        Err(Error::usage(format!(
            "context \"{}\": a name has no blanks, since it may have to be typed",
            visible(name)
        )))
    }
}

fn new_context(args: &AddArgs, given: Given) -> Result<NewContext, Error> {
    let servers = given.bootstrap_servers.filter(Valued::is_flag);
    let config = given.command_config.filter(Valued::is_flag);
    if servers.is_none() && config.is_none() {
        return Err(Error::usage("which cluster is not said")
            .hint("write --bootstrap-server HOST:PORT, or --command-config FILE"));
    }
    let bootstrap_servers = servers.as_ref().map(|servers| servers.value.clone());
    // Checks the addresses.
    resolve(Sources {
        given: Given {
            bootstrap_servers: servers,
            ..Given::default()
        },
        ..Sources::default()
    })?;
    let timeout = given.timeout.filter(Valued::is_flag);
    let timeout = timeout.map(|timeout| humantime::format_duration(timeout.value).to_string());
    let patterns = args.protect.iter();
    Ok(NewContext {
        name: args.name.clone(),
        bootstrap_servers,
        cluster_id: args.cluster_id.clone(),
        production: args.production,
        read_only: args.read_only,
        protected_groups: patterns.map(|one| one.as_str().to_owned()).collect(),
        zone: args.zone.map(|zone| zone.to_string()),
        max_replay: args.max_replay,
        max_skip: args.max_skip,
        command_config: config.map(|file| in_full(&file.value)).transpose()?,
        timeout: timeout.map(|text| text.replace(' ', "")),
        properties: properties(&given.properties)?,
    })
}

/// Each property as it is to be written.
///
/// # Errors
/// Usage: librdkafka does not take it. Failed: this folder is gone, where a path would start.
fn properties(given: &Properties) -> Result<Vec<(String, String)>, Error> {
    let text = |key: &str, value: &Written| match value {
        Written::Plain(value) if is_path(key, value) => in_full(Path::new(value)),
        Written::Plain(value) => Ok(value.clone()),
        Written::Inline(secret) => Ok(secret.expose_secret().to_owned()),
        Written::Reference(Reference::File(path)) => Ok(format!("file:{}", in_full(path)?)),
        Written::Reference(reference) => Ok(reference.to_string()),
    };
    for (key, value) in given {
        let value = match value {
            Written::Plain(value) => value,
            // Any text is one, and not to be told.
            _ => "secret",
        };
        check_property(key, value).map_err(|error| Error::usage(format!("-X: {error}")))?;
    }
    let properties = given.iter();
    properties
        .map(|(key, value)| Ok((key.clone(), text(key, value)?)))
        .collect()
}

fn in_full(path: &Path) -> Result<String, Error> {
    let full =
        absolute(path).map_err(|error| Error::failed(format!("{}: {error}", path.display())))?;
    Ok(full.display().to_string())
}

/// Makes a context the one that is used where no cluster is named.
///
/// # Errors
/// Refused: there is none of this name. Failed: the file cannot be written.
pub fn switch(args: &UseArgs, file: &ConfigFile, ui: &mut Ui) -> Result<ExitStatus, Error> {
    let found = file.read()?;
    found.contexts.named(&args.name)?;
    let text = with_current(&found.text, &args.name).map_err(Error::failed)?;
    store(&found.contexts.file, &text)?;
    let file = found.contexts.file.display();
    ui.status(format_args!(
        "{} is the current context of {file}",
        args.name
    ));
    Ok(ExitStatus::Done)
}

/// The folder is its owner's alone.
const FOLDER: u32 = 0o700;

/// Replaces the file of contexts, at once and whole, by one that its owner alone can read; where it is a link,
/// what it points to.
///
/// # Errors
/// Failed: it cannot be written.
pub(super) fn store(file: &Path, text: &str) -> Result<(), Error> {
    if let Some(folder) = file.parent().filter(|folder| *folder != Path::new("")) {
        let made = DirBuilder::new()
            .recursive(true)
            .mode(FOLDER)
            .create(folder);
        made.map_err(|error| Error::failed(format!("{}: {error}", folder.display())))?;
    }
    let path = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    Target::private(path, true)?.write(|out| out.write_all(text.as_bytes()))
}
