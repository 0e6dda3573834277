//! `koffset convert`: a file of offsets in another format, without a cluster.

use std::path::PathBuf;

use super::offsets_file::{OffsetsFile, foreign_text, not_held};
use super::options::InputArgs;
use super::output::OutputArgs;
use super::output::SaveFormat;
use crate::document::snapshot_text;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::foreign::{ForeignOffsets, Format};
use crate::model::{GroupId, Snapshot};
use crate::ui::Ui;

const EXAMPLES: &str = "\
The file's format is recognised by its content: koffset's own, Kafka's CSV, rpk's text, kcl's JSON, \
the JSON of kafka-delete-records and the lines of kafka-get-offsets; .gz and .zst are unpacked.

Only koffset's own snapshots become koffset's own again: the others tell neither cluster nor time nor \
topic ids. To bring a group where another tool's file says, write koffset reset --to-file FILE.

Examples:
  koffset convert all.json.zst --to kafka-csv --output all.csv
  koffset convert all.json.zst --to rpk --group billing --output billing.txt
  koffset convert billing.txt --to kafka-csv

Exit codes: koffset --help";

/// Writes a file of offsets in another format, without a cluster
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct ConvertArgs {
    /// The file to read; - is stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The format to write
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: SaveFormat,
    /// Only this group of the file
    #[arg(short, long, value_name = "GROUP")]
    group: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    input: InputArgs,
}

/// Reads a file, and writes it in another format.
///
/// # Errors
/// Usage: a group for a file that names none, several groups for a format that holds one. Refused: what the format cannot hold, a group that the file
/// does not hold, a file that exists. Failed: a file cannot be read or written.
pub fn run(args: &ConvertArgs, ui: &mut Ui) -> Result<ExitStatus, Error> {
    let output = args.output.open()?;
    let file = OffsetsFile::load(&args.file, args.input.max_unpacked)?;
    let id = args.group.as_deref().map(GroupId::new);
    let text = match file {
        OffsetsFile::Snapshot(mut snapshot) => {
            if let Some(id) = &id {
                keep_group(&mut snapshot, id)?;
            }
            from_snapshot(snapshot, args.to, id, ui)?
        }
        OffsetsFile::Foreign(foreign) => from_foreign(&foreign, id.as_ref(), args.to, ui)?,
    };
    output.write(ui, &text)?;
    Ok(ExitStatus::Done)
}

fn keep_group(snapshot: &mut Snapshot, id: &GroupId) -> Result<(), Error> {
    if !snapshot.groups.contains_key(id) {
        return Err(not_held(id, snapshot.groups.keys()));
    }
    snapshot.groups.retain(|held, _| held == id);
    snapshot.left_out.clear();
    Ok(())
}

fn from_snapshot(
    mut snapshot: Snapshot,
    to: SaveFormat,
    named: Option<GroupId>,
    ui: &mut Ui,
) -> Result<Vec<u8>, Error> {
    let Some(format) = to.foreign(snapshot.groups.len() > 1) else {
        return snapshot_text(&snapshot);
    };
    if named.is_some() {
        // A group that may be missing is none of this one's; what hides its own commits is in its rows.
        snapshot.incomplete.clear();
    }
    let named = named.into_iter().collect();
    let (text, _) = foreign_text(&snapshot, format, &named, ui)?;
    Ok(text)
}

fn from_foreign(
    foreign: &ForeignOffsets,
    id: Option<&GroupId>,
    to: SaveFormat,
    ui: &mut Ui,
) -> Result<Vec<u8>, Error> {
    let source = foreign.format();
    let mut groups = foreign.groups().clone();
    if let Some(id) = id {
        if !source.names_groups() {
            let message = format!("--group {id}: the file is {source}, which names no group");
            return Err(Error::usage(message));
        }
        if !groups.contains_key(&Some(id.clone())) {
            return Err(not_held(id, groups.keys().flatten()));
        }
        groups.retain(|held, _| held.as_ref() == Some(id));
    }
    let format = to.foreign(groups.len() > 1).ok_or_else(|| untold(source))?;
    let converted = ForeignOffsets::new(format, groups)?;
    if source.names_groups() && !format.names_groups() {
        ui.warning(format!("{format} leaves out the group's name"));
    }
    Ok(converted.write()?.into_bytes())
}

fn untold(source: Format) -> Error {
    Error::refused(format!(
        "{source} tells neither cluster nor time nor topic ids, so that no koffset.snapshot can be made of it"
    ))
    .hint("koffset reset reads it as it is, with --to-file")
}
