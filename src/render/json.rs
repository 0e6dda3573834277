use serde::Serialize;

/// Writes one document, indented, with a line break behind it.
///
/// # Errors
/// Where a value has no form in JSON.
pub fn json(document: &impl Serialize) -> serde_json::Result<String> {
    Ok(format!("{}\n", serde_json::to_string_pretty(document)?))
}

/// Writes each value on a line of its own.
///
/// # Errors
/// As [`json`].
pub fn json_lines(values: &[impl Serialize]) -> serde_json::Result<String> {
    let line = |value| Ok(format!("{}\n", serde_json::to_string(value)?));
    values.iter().map(line).collect()
}
