//! Files of offsets: their formats told apart, read and written.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::text::empty;
use super::{ForeignOffsets, Format, json, kafka_csv, text};
use crate::error::Error;

/// Some editors begin a text with it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A title of the table of `kafka-consumer-groups.sh --describe`.
const DESCRIBED: &[u8] = b"CURRENT-OFFSET";

/// What tells the JSON of kafka-delete-records from a document of koffset's.
#[derive(Deserialize)]
struct Heading {
    schema: Option<IgnoredAny>,
    partitions: Option<IgnoredAny>,
}

/// Tells the format of another tool that a text is meant to be in, by its beginning; `None` where it is in
/// none of them. The two forms of Kafka's CSV differ by the number of columns.
pub fn recognise(text: &[u8]) -> Option<Format> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let text = text.trim_ascii_start();
    let line = first_line(text);
    match text.first()? {
        b'[' => Some(Format::Kcl),
        b'{' => {
            let heading: Heading = serde_json::from_slice(text).ok()?;
            let is_own = heading.schema.is_some() || heading.partitions.is_none();
            (!is_own).then_some(Format::DeleteRecords)
        }
        _ if other_form(text).is_some() => None,
        _ if line.contains(&b',') => Some(kafka_csv::form(text)),
        _ if is_rpk(line) => Some(Format::Rpk),
        _ if line.iter().filter(|byte| **byte == b':').count() >= 2 => Some(Format::GetOffsets),
        _ => None,
    }
}

fn first_line(text: &[u8]) -> &[u8] {
    let line = text.split(|byte| *byte == b'\n').next();
    line.unwrap_or_default().trim_ascii_end()
}

/// Whether a number, or the title of one, follows the first word.
fn is_rpk(line: &[u8]) -> bool {
    let mut words = line
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let second = words.nth(1);
    second.is_some_and(|word| {
        word.eq_ignore_ascii_case(b"partition")
            || word[0].is_ascii_digit()
            || matches!(word[0], b'-' | b'+') && word.len() > 1
    })
}

/// What a text looks like that holds no offsets as any tool writes them, by its first line.
fn other_form(text: &[u8]) -> Option<&'static str> {
    let line = first_line(text);
    let is_row = line.rsplit(|byte| *byte == b',').take(2).all(is_number);
    if is_row {
        None
    } else if line.windows(DESCRIBED.len()).any(|part| part == DESCRIBED) {
        Some("the table of kafka-consumer-groups.sh --describe")
    } else if line.starts_with(b"<") {
        Some("XML")
    } else if is_yaml(line) {
        Some("YAML")
    } else {
        None
    }
}

fn is_number(cell: &[u8]) -> bool {
    !cell.is_empty() && cell.iter().all(u8::is_ascii_digit)
}

/// The beginning of a document, of an item or of a pair.
fn is_yaml(line: &[u8]) -> bool {
    let is_key = |word: &[u8]| word.iter().position(|byte| *byte == b':') == Some(word.len() - 1);
    match line.split(u8::is_ascii_whitespace).next() {
        Some(b"---" | b"-") => !is_rpk(line),
        Some(word) => !word.is_empty() && is_key(word),
        None => false,
    }
}

/// Reads a file of another tool.
///
/// # Errors
/// Failed, with the line or the place in the JSON: no text, in none of the formats, or a row that its
/// format does not allow.
pub fn read_offsets(text: &[u8]) -> Result<ForeignOffsets, Error> {
    let format = recognise(text);
    let held = decoded(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text))?;
    if held.trim().is_empty() {
        return Err(empty());
    }
    match format {
        Some(form @ (Format::KafkaCsv | Format::KafkaGroupsCsv)) => kafka_csv::read(held, form),
        Some(Format::Rpk) => text::read_rpk(held),
        Some(Format::Kcl) => json::read_kcl(held),
        Some(Format::DeleteRecords) => json::read_delete_records(held),
        Some(Format::GetOffsets) => text::read_get_offsets(held),
        None => {
            let why = match other_form(held.trim_ascii_start().as_bytes()) {
                Some(form) => format!("is {form}, which koffset reads no offsets from"),
                None => "is in no format of offsets that koffset knows".to_owned(),
            };
            Err(Error::failed(why).hint(
                "it reads its own snapshots, Kafka's CSV, rpk's text, kcl's JSON, the JSON of \
                 kafka-delete-records.sh and the lines of kafka-get-offsets.sh",
            ))
        }
    }
}

fn decoded(text: &[u8]) -> Result<&str, Error> {
    str::from_utf8(text).map_err(|error| {
        let before = &text[..error.valid_up_to()];
        let breaks = before.iter().filter(|byte| **byte == b'\n').count();
        Error::failed(format!("line {}: is no UTF-8 text", breaks + 1))
    })
}

impl ForeignOffsets {
    /// The text of a file in this format, with a line break at its end, which was read back.
    ///
    /// # Errors
    /// Failed: the text could not be put together, or is not read as these positions.
    pub fn write(&self) -> Result<String, Error> {
        let rows = self.groups().values().flatten();
        let text = match self.format() {
            Format::KafkaCsv | Format::KafkaGroupsCsv => kafka_csv::write(self.groups())?,
            Format::Rpk => rows.map(text::rpk_line).collect(),
            Format::GetOffsets => rows.map(text::get_offsets_line).collect(),
            Format::Kcl => json::write_kcl(rows)?,
            Format::DeleteRecords => json::write_delete_records(rows)?,
        };
        let read = read_offsets(text.as_bytes())
            .map_err(|error| error.context(format!("what was written as {}", self.format())))?;
        if read == *self {
            Ok(text)
        } else {
            let message = format!(
                "what was written as {} is read back as something else",
                self.format()
            );
            Err(Error::failed(message))
        }
    }
}
