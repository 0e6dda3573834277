//! `koffset plan`: a plan that was saved, without a cluster.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::Value;

use super::options::InputArgs;
use crate::clock::Clock;
use crate::document;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::model::readable;
use crate::plan::Plan;
use crate::render::{self, Page, Product};
use crate::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  koffset plan show change-42.json
  koffset plan show change-42.json --format json

Exit codes: koffset --help";

/// Shows a saved plan, without a cluster
#[derive(Args, Clone, Debug)]
#[command(disable_help_subcommand = true, after_help = EXAMPLES)]
pub struct PlanArgs {
    #[command(subcommand)]
    pub command: PlanCommand,
}

/// What can be done with a plan beside applying it.
#[derive(Clone, Debug, Subcommand)]
pub enum PlanCommand {
    Show(ShowPlanArgs),
}

/// Shows a plan as it was previewed, if it was not edited since
#[derive(Args, Clone, Debug)]
pub struct ShowPlanArgs {
    /// The plan's file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How it is written
    #[arg(long, value_enum, default_value_t)]
    format: PlanFormat,
    #[command(flatten)]
    input: InputArgs,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum PlanFormat {
    /// The preview, for people
    #[default]
    Table,
    /// The document itself, koffset.plan version 1
    Json,
}

/// Prints a plan's file.
///
/// # Errors
/// Refused: it was edited. Failed: it cannot be read, or holds no plan.
pub fn show(args: &ShowPlanArgs, clock: &dyn Clock, ui: &mut Ui) -> Result<ExitStatus, Error> {
    let text = document::load(&args.file, args.input.max_unpacked)?;
    let named = |error: Error| error.context(args.file.display().to_string());
    let plan = document::read_plan(&text).map_err(named)?;
    let product = match args.format {
        PlanFormat::Table => {
            let document = serde_json::from_slice(&text).map_err(Error::failed)?;
            let mut page = heading(&plan, &document, clock);
            page.append(&render::plan(&plan, clock.now()));
            Product::People(page)
        }
        PlanFormat::Json => String::from_utf8(text).map_err(Error::failed)?.into(),
    };
    ui.product(product)?;
    Ok(ExitStatus::Done)
}

fn heading(plan: &Plan, document: &Value, clock: &dyn Clock) -> Page {
    let word = |key: &str| document[key].as_str().unwrap_or_default().to_owned();
    let (made, age) = (
        readable(plan.observed_at),
        render::ago(plan.observed_at, clock.now()),
    );
    let mut page = Page::of(format_args!("plan     {}", word("id")));
    page.line(format_args!("made     {made}, {age}"));
    page.line(format_args!("command  {}", plan.command));
    page.line(format_args!("digest   {}", word("digest")));
    page.gap();
    page
}
