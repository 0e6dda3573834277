use serde::Deserialize;
use serde::de::IgnoredAny;

use super::lines::empty;
use super::{ForeignOffsets, Format, delete_records, get_offsets, kafka_csv, kcl, rpk};
use crate::error::Error;

/// Some editors begin a text with it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

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
    let line = text.split(|byte| *byte == b'\n').next()?.trim_ascii_end();
    match text.first()? {
        b'[' => Some(Format::Kcl),
        b'{' => {
            let heading: Heading = serde_json::from_slice(text).ok()?;
            let is_own = heading.schema.is_some() || heading.partitions.is_none();
            (!is_own).then_some(Format::DeleteRecords)
        }
        _ if line.contains(&b',') => Some(kafka_csv::form(text)),
        _ if line.contains(&b' ') || line.contains(&b'\t') => Some(Format::Rpk),
        _ if line.contains(&b':') => Some(Format::GetOffsets),
        _ => None,
    }
}

/// Reads a file of another tool.
///
/// # Errors
/// Failed, with the line or the place in the JSON: no text, in none of the formats, or a row that its
/// format does not allow.
pub fn read_offsets(text: &[u8]) -> Result<ForeignOffsets, Error> {
    let format = recognise(text);
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let text = decoded(text)?;
    if text.trim().is_empty() {
        return Err(empty());
    }
    match format {
        Some(form @ (Format::KafkaCsv | Format::KafkaGroupsCsv)) => kafka_csv::read(text, form),
        Some(Format::Rpk) => rpk::read(text),
        Some(Format::Kcl) => kcl::read(text),
        Some(Format::DeleteRecords) => delete_records::read(text),
        Some(Format::GetOffsets) => get_offsets::read(text),
        None => Err(
            Error::failed("is in no format of offsets that koffset knows").hint(
                "it reads its own snapshots, Kafka's CSV, rpk's text, kcl's JSON, the JSON of \
             kafka-delete-records.sh and the lines of kafka-get-offsets.sh",
            ),
        ),
    }
}

fn decoded(text: &[u8]) -> Result<&str, Error> {
    str::from_utf8(text).map_err(|error| {
        let before = &text[..error.valid_up_to()];
        let breaks = before.iter().filter(|byte| **byte == b'\n').count();
        Error::failed(format!("line {}: is no UTF-8 text", breaks + 1))
    })
}
