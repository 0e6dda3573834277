//! Files of offsets, koffset's own and those of other tools.

use std::path::Path;

use crate::document::{load, read_snapshot};
use crate::error::Error;
use crate::foreign::{ForeignOffsets, read_offsets, recognise};
use crate::model::{GroupId, Snapshot};
use crate::render::first_few;

/// Groups of a file beyond this many are only counted.
const SHOWN: usize = 10;

/// What a file holds, recognised by its content.
pub enum OffsetsFile {
    Snapshot(Snapshot),
    Foreign(ForeignOffsets),
}

impl OffsetsFile {
    /// Reads a file, or stdin for `-`.
    ///
    /// # Errors
    /// Failed: it cannot be read, or is in none of the formats, with the place in it.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let text = load(path)?;
        let is_snapshot =
            text.trim_ascii_start().first() == Some(&b'{') && recognise(&text).is_none();
        let read = match is_snapshot {
            true => read_snapshot(&text).map(OffsetsFile::Snapshot),
            false => read_offsets(&text).map(OffsetsFile::Foreign),
        };
        read.map_err(|error| error.context(path.display().to_string()))
    }
}

/// Reads a file that must be a snapshot of koffset's own.
///
/// # Errors
/// Failed: it cannot be read, or is no snapshot; another tool's format is named.
pub fn load_snapshot(path: &Path) -> Result<Snapshot, Error> {
    snapshot_of(path, &load(path)?)
}

/// Reads what a file holds, which must be a snapshot of koffset's own.
///
/// # Errors
/// As [`load_snapshot`].
pub fn snapshot_of(path: &Path, text: &[u8]) -> Result<Snapshot, Error> {
    let explained = |error| match read_offsets(text) {
        Ok(foreign) => Error::failed(format!("is {}, and no koffset.snapshot", foreign.format()))
            .hint("koffset reset reads it with --to-file"),
        Err(_) => error,
    };
    read_snapshot(text)
        .map_err(explained)
        .map_err(|error| error.context(path.display().to_string()))
}

/// Says that a file does not hold a group, and which it holds.
pub fn not_held<'a>(id: &GroupId, held: impl Iterator<Item = &'a GroupId>) -> Error {
    let held: Vec<String> = held.map(ToString::to_string).collect();
    Error::refused(format!("the file does not hold group {id}"))
        .hint(format!("it holds {}", first_few(&held, SHOWN)))
}
