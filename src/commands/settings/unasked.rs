use std::fs;
use std::path::Path;

use crate::settings::{Settings, Written};

/// The properties by which librdkafka loads code.
const LOADS_CODE: [&str; 4] = [
    "plugin.library.paths",
    "ssl.engine.id",
    "ssl.engine.location",
    "ssl.providers",
];

/// Whether to connect with these settings runs no program, loads no library and reads no pipe: who types asks for
/// none of it.
pub fn may_connect_unasked(settings: &Settings) -> bool {
    settings
        .properties
        .iter()
        .all(|(key, value)| !LOADS_CODE.contains(&key.as_str()) && is_harmless(&value.value))
}

fn is_harmless(value: &Written) -> bool {
    match value {
        Written::Plain(text) => is_no_pipe(Path::new(text)),
        Written::Inline(_) => true,
        Written::Reference(reference) => {
            !value.is_command() && reference.file().is_none_or(is_no_pipe)
        }
    }
}

/// Whether a path names a file or a folder, if it names anything.
fn is_no_pipe(path: &Path) -> bool {
    fs::metadata(path).map_or(true, |found| found.is_file() || found.is_dir())
}
