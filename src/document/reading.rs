use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::error::Category;

use crate::error::Error;

/// What tells a document of koffset's from anything else.
#[derive(Deserialize)]
struct Heading {
    #[serde(default)]
    schema: Value,
    #[serde(default)]
    version: Value,
}

/// Reads a document of one kind, up to the given version.
///
/// # Errors
/// `Failed`, with the place: no JSON, cut off, of another kind or of a newer version, or a value of the
/// wrong type.
pub(super) fn document<T: DeserializeOwned>(
    text: &[u8],
    (schema, version): (&str, u32),
) -> Result<T, Error> {
    check_start(text, schema)?;
    let heading: Heading = serde_json::from_slice(text).map_err(|error| broken(&error))?;
    check_heading(&heading.schema, &heading.version, (schema, version))?;
    read_json(text)
}

/// Reads JSON of any kind.
///
/// # Errors
/// `Failed`, with the place: no JSON, cut off, or a value of the wrong type.
pub(crate) fn read_json<T: DeserializeOwned>(text: &[u8]) -> Result<T, Error> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        match path.as_str() {
            _ if !error.inner().is_data() => broken(error.inner()),
            "." => Error::failed(error.inner()),
            _ => Error::failed(format!("{path}: {}", error.inner())),
        }
    })?;
    json.end().map_err(|error| broken(&error))?;
    Ok(read)
}

/// Whether a document within another is of this kind, up to the given version.
///
/// # Errors
/// `Failed`: it is not.
pub(super) fn check_within(document: &Value, schema: (&str, u32)) -> Result<(), Error> {
    check_heading(&document["schema"], &document["version"], schema)
}

/// Reads an instant with a zone.
pub(super) fn instant<'de, D: Deserializer<'de>>(json: D) -> Result<DateTime<Utc>, D::Error> {
    parsed(&String::deserialize(json)?)
}

/// Reads an instant with a zone, or null.
pub(super) fn instant_or_null<'de, D: Deserializer<'de>>(
    json: D,
) -> Result<Option<DateTime<Utc>>, D::Error> {
    let written = Option::<String>::deserialize(json)?;
    written.as_deref().map(parsed).transpose()
}

fn parsed<E: serde::de::Error>(written: &str) -> Result<DateTime<Utc>, E> {
    let read = DateTime::parse_from_rfc3339(written)
        .map_err(|error| E::custom(format_args!("{written:?} is no RFC 3339 instant: {error}")))?;
    Ok(read.to_utc())
}

/// The kind that a document of koffset's says to be; `None` for anything else.
pub fn schema_of(text: &[u8]) -> Option<String> {
    let heading: Heading = serde_json::from_slice(text).ok()?;
    let schema = heading.schema.as_str()?;
    schema.starts_with("koffset.").then(|| schema.to_owned())
}

fn check_start(text: &[u8], schema: &str) -> Result<(), Error> {
    let not_ours = |what: &str| Error::failed(format!("is no {schema} document: {what}"));
    match text.trim_ascii_start().first() {
        Some(b'{') => Ok(()),
        None => Err(Error::failed("is empty")),
        Some(b'[') => Err(not_ours("it is a JSON array")),
        Some(_) => Err(not_ours("it is no JSON")),
    }
}

fn broken(error: &serde_json::Error) -> Error {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Eof => Error::failed(format!("is cut off at line {line} column {column}"))
            .hint("it was not written to its end, or not copied whole"),
        _ => Error::failed(format!("is no valid JSON: {error}")),
    }
}

fn check_heading(
    schema: &Value,
    version: &Value,
    (expected, newest): (&str, u32),
) -> Result<(), Error> {
    check_schema(schema, expected)?;
    check_version(version, expected, newest)
}

fn check_schema(found: &Value, schema: &str) -> Result<(), Error> {
    match found {
        Value::String(found) if found == schema => Ok(()),
        Value::String(found) => Err(Error::failed(format!(
            "is no {schema} document: it is a {found} document"
        ))),
        Value::Null => Err(Error::failed(format!(
            "is no {schema} document: it is JSON without a schema"
        ))),
        found => Err(Error::failed(format!(
            "schema: {found} is no name of a schema"
        ))),
    }
}

fn check_version(found: &Value, schema: &str, newest: u32) -> Result<(), Error> {
    match found.as_u64() {
        Some(version) if (1..=newest.into()).contains(&version) => Ok(()),
        Some(version) if version > 0 => Err(Error::failed(format!(
            "is version {version} of {schema}, and this koffset reads no version after {newest}"
        ))
        .hint("a newer koffset wrote it and can read it")),
        _ => Err(Error::failed(format!(
            "version: {found} is no version of {schema}"
        ))),
    }
}
