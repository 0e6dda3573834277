use std::io::{self, Write};

use serde::Serialize;

/// Writes one document, indented, with a line break behind it.
///
/// # Errors
/// Where a value has no form in JSON.
pub fn json(document: &impl Serialize) -> serde_json::Result<String> {
    Ok(format!("{}\n", serde_json::to_string_pretty(document)?))
}

/// As [`json`], without ever holding all of its text.
///
/// # Errors
/// As [`json`], or where the stream takes no more.
pub fn write_json(out: &mut dyn Write, document: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, document)?;
    out.write_all(b"\n")
}

/// Writes each value on a line of its own.
///
/// # Errors
/// As [`json`].
pub fn json_lines(values: &[impl Serialize]) -> serde_json::Result<String> {
    let line = |value| Ok(format!("{}\n", serde_json::to_string(value)?));
    values.iter().map(line).collect()
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
        serde_json::to_writer(&mut *out, &value)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
