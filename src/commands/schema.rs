//! `koffset schema`: what koffset's JSON is made of, for whoever reads it.

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::document::{WRITTEN, Written};
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::render::{Page, Product, json};
use crate::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  koffset schema
  koffset schema koffset.lag > lag.schema.json

Within a version keys are added, and none is removed or given another meaning: a schema allows keys that it does \
not name, and so should a reader.

Exit codes: koffset --help";

/// Prints the JSON Schema of what koffset writes as JSON, or lists what there is
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct SchemaArgs {
    /// What a document's `schema` says; its `.line` is a line of the same as JSON lines
    #[arg(value_parser = names(), hide_possible_values = true)]
    name: Option<String>,
}

fn names() -> PossibleValuesParser {
    let name = |written: &Written| PossibleValue::new(written.name).help(written.says);
    WRITTEN.iter().map(name).collect::<Vec<_>>().into()
}

/// Prints a schema (JSON Schema, draft 2020-12), or all names.
///
/// # Errors
/// As [`Ui::product`].
pub fn run(args: &SchemaArgs, ui: &mut Ui) -> Result<ExitStatus, Error> {
    let named = args.name.as_deref().and_then(Written::named);
    let product = match named {
        Some(written) => json(&written.schema())
            .map(Product::from)
            .map_err(Error::failed)?,
        None => list().into(),
    };
    ui.product(product)?;
    Ok(ExitStatus::Done)
}

fn list() -> Page {
    let widest = WRITTEN.iter().map(|written| written.name.len()).max();
    let width = widest.unwrap_or_default();
    let line = |written: &Written| format!("{:width$}  {}", written.name, written.says);
    WRITTEN.iter().map(line).collect()
}
