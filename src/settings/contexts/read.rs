use std::path::Path;

use toml_edit::{Item, Key, TableLike};

use super::toml::Toml;
use super::{Context, Contexts};
use crate::error::Error;
use crate::model::NamePattern;
use crate::model::parse_timeout;
use crate::settings::properties::{Properties, first_name, refusal};
use crate::settings::secret::Written;

const KEYS: [&str; 2] = ["current", "contexts"];
const CONTEXT_KEYS: [&str; 11] = [
    "bootstrap_servers",
    "cluster_id",
    "production",
    "read_only",
    "protected_groups",
    "zone",
    "max_replay",
    "max_skip",
    "command_config",
    "timeout",
    "properties",
];

/// The properties that are paths: in a file that is read from any folder, they start at its own.
const PATHS: [&str; 8] = [
    "https.ca.location",
    "sasl.oauthbearer.assertion.file",
    "sasl.oauthbearer.assertion.private.key.file",
    "ssl.ca.location",
    "ssl.certificate.location",
    "ssl.crl.location",
    "ssl.key.location",
    "ssl.keystore.location",
];
/// What librdkafka reads in the place of a path as: look where this machine has it.
const PROBE: &str = "probe";

impl Contexts {
    /// Reads a file of contexts.
    ///
    /// # Errors
    /// Usage: no TOML, an unknown key, or a value that is none for its key.
    pub fn read(text: &str, file: &Path) -> Result<Self, Error> {
        let toml = Toml::new(text, file);
        let parsed = toml.parsed()?;
        let mut contexts = Contexts {
            file: file.to_owned(),
            ..Contexts::default()
        };
        let root = parsed.as_table();
        for (key, item) in entries(root) {
            match key.get() {
                "current" => contexts.current = Some(toml.string(key, item)?),
                "contexts" => {
                    for (name, item) in entries(toml.table(key, item)?) {
                        let context = context(toml.table(name, item)?, &toml)?;
                        contexts.contexts.insert(name.get().to_owned(), context);
                    }
                }
                _ => return Err(toml.unknown(key, &KEYS)),
            }
        }
        Ok(contexts)
    }
}

/// The keys of a table with where they stand, and what they are given.
fn entries(table: &dyn TableLike) -> impl Iterator<Item = (&Key, &Item)> {
    let names = table.iter().map(|(name, _)| name);
    names.filter_map(|name| table.get_key_value(name))
}

fn context(table: &dyn TableLike, toml: &Toml<'_>) -> Result<Context, Error> {
    let mut context = Context::default();
    for (key, item) in entries(table) {
        let wrong = |why: String| toml.wrong(key.span(), format!("{}: {why}", key.get()));
        match key.get() {
            "bootstrap_servers" => context.bootstrap_servers = Some(toml.string(key, item)?),
            "cluster_id" => context.cluster_id = Some(toml.string(key, item)?),
            "production" => context.production = toml.boolean(key, item)?,
            "read_only" => context.read_only = toml.boolean(key, item)?,
            "protected_groups" => {
                let patterns = toml.strings(key, item)?;
                let parsed = patterns.iter().map(|pattern| pattern.parse());
                let parsed: Result<Vec<NamePattern>, _> = parsed.collect();
                context.protected_groups = parsed.map_err(|error| wrong(error.to_string()))?;
            }
            "zone" => context.zone = Some(toml.string(key, item)?.parse().map_err(wrong)?),
            "max_replay" => context.max_replay = Some(toml.count(key, item)?),
            "max_skip" => context.max_skip = Some(toml.count(key, item)?),
            "command_config" => {
                let path = toml.string(key, item)?;
                context.command_config = Some(folder(toml.file).join(path));
            }
            "timeout" => {
                let text = toml.string(key, item)?;
                context.timeout = Some(parse_timeout(&text).map_err(wrong)?);
            }
            "properties" => context.properties = properties(toml.table(key, item)?, toml)?,
            _ => return Err(toml.unknown(key, &CONTEXT_KEYS)),
        }
    }
    Ok(context)
}

/// Reads properties, whose names may stand in quotes or not: TOML reads the dots of those that do not as tables.
fn properties(table: &dyn TableLike, toml: &Toml<'_>) -> Result<Properties, Error> {
    let mut properties = Properties::new();
    collect(table, "", toml, &mut properties)?;
    Ok(properties)
}

fn collect(
    table: &dyn TableLike,
    prefix: &str,
    toml: &Toml<'_>,
    properties: &mut Properties,
) -> Result<(), Error> {
    for (key, item) in entries(table) {
        let property = format!("{prefix}{}", key.get());
        if let Some(table) = item.as_table_like() {
            collect(table, &format!("{property}."), toml, properties)?;
            continue;
        }
        if let Some(why) = refusal(&property) {
            return Err(toml.wrong(key.span(), format!("{property}: {why}")));
        }
        let name = first_name(&property);
        let value = written(name, &scalar(key, item, toml)?, folder(toml.file));
        if properties.insert(name.to_owned(), value).is_some() {
            return Err(toml.wrong(key.span(), format!("{property} is given twice")));
        }
    }
    Ok(())
}

/// Whether a property's value is a path.
pub fn is_path(key: &str, value: &str) -> bool {
    PATHS.contains(&key) && value != PROBE
}

fn written(name: &str, text: &str, folder: &Path) -> Written {
    if is_path(name, text) {
        Written::Plain(folder.join(text).display().to_string())
    } else {
        Written::read(name, text, folder)
    }
}

/// A property's value: librdkafka reads numbers and truths from text.
fn scalar(key: &Key, item: &Item, toml: &Toml<'_>) -> Result<String, Error> {
    match (item.as_bool(), item.as_integer()) {
        (Some(truth), _) => Ok(truth.to_string()),
        (_, Some(number)) => Ok(number.to_string()),
        _ => toml.string(key, item),
    }
}

fn folder(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new(""))
}
