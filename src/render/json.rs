use std::io::{self, Write};

use serde::Serialize;

use crate::document::{pretty, write_compact, write_pretty};

/// Writes one document, indented, with a line break behind it.
///
/// # Errors
/// Where a value has no form in JSON.
pub fn json(document: &impl Serialize) -> serde_json::Result<String> {
    pretty(document)
}

/// As [`json`], without ever holding all of its text.
///
/// # Errors
/// As [`json`], or where the stream takes no more.
pub fn write_json(out: &mut dyn Write, document: &impl Serialize) -> io::Result<()> {
    write_pretty(&mut *out, document)?;
    out.write_all(b"\n")
}

/// Writes each value on a line of its own.
///
/// # Errors
/// As [`json`].
pub fn json_lines(values: &[impl Serialize]) -> serde_json::Result<String> {
    let mut lines = Vec::new();
    write_json_lines(&mut lines, values).map_err(serde_json::Error::io)?;
    String::from_utf8(lines).map_err(serde::ser::Error::custom)
}

/// As [`json_lines`], without ever holding all of its text.
///
/// # Errors
/// As [`write_json`].
pub fn write_json_lines(
    out: &mut dyn Write,
    values: impl IntoIterator<Item: Serialize>,
) -> io::Result<()> {
    for value in values {
        write_compact(&mut *out, &value)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
