//! Files of offsets, koffset's own and those of other tools.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::document::{load, read_snapshot};
use crate::error::Error;
use crate::foreign::{ForeignOffsets, Format, of_snapshot, read_offsets, recognise};
use crate::model::{GroupId, LeftOut, Size, Snapshot};
use crate::render::{self, counted, first_few};
use crate::ui::Ui;

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
    pub fn load(path: &Path, most: Size) -> Result<Self, Error> {
        let text = load(path, most)?;
        let is_snapshot =
            text.trim_ascii_start().first() == Some(&b'{') && recognise(&text).is_none();
        let read = if is_snapshot {
            read_snapshot(&text).map(OffsetsFile::Snapshot)
        } else {
            read_offsets(&text).map(OffsetsFile::Foreign)
        };
        read.map_err(|error| error.context(path.display().to_string()))
    }
}

/// Reads a file that must be a snapshot of koffset's own.
///
/// # Errors
/// Failed: it cannot be read, or is no snapshot; another tool's format is named.
pub fn load_snapshot(path: &Path, most: Size) -> Result<Snapshot, Error> {
    snapshot_of(path, &load(path, most)?)
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

/// The text of a snapshot's commits in another tool's format, and how much it holds. Says what the format does not tell, and which groups it
/// cannot hold: a `named` one is refused.
///
/// # Errors
/// As [`of_snapshot`] and [`ForeignOffsets::write`].
pub fn foreign_text(
    snapshot: &Snapshot,
    format: Format,
    named: &BTreeSet<GroupId>,
    ui: &mut Ui,
) -> Result<(Vec<u8>, String), Error> {
    let (foreign, losses) = of_snapshot(snapshot, format, named)?;
    let text = foreign.write()?;
    ui.warning(render::losses(format, &losses));
    if let Some(line) = LeftOut::line(&losses.left_out) {
        ui.warning(line);
    }
    let offsets = foreign.groups().values().map(BTreeMap::len).sum::<usize>();
    let held = format!(
        "{} of {}",
        counted(offsets, "offset"),
        counted(foreign.groups().len(), "group")
    );
    Ok((text.into_bytes(), held))
}

/// Says that a file does not hold a group, and which it holds.
pub fn not_held<'a>(id: &GroupId, held: impl Iterator<Item = &'a GroupId>) -> Error {
    let held: Vec<String> = held.map(ToString::to_string).collect();
    Error::refused(format!("the file does not hold group {id}"))
        .hint(format!("it holds {}", first_few(&held, SHOWN)))
}
