use super::DiffFormat;
use crate::compare::{CountDiff, Diff, Side, Verdict};
use crate::document::{CountDiffRow, DiffRow, Envelope};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::model::LeftOut;
use crate::render::{
    Product, count_diff_csv, count_diff_table, diff_csv, diff_table, json, json_lines,
};

use crate::ui::Ui;

/// Prints what a comparison found, and says on stderr what it could not see or left out.
pub(super) fn report(format: DiffFormat, diff: &Diff, ui: &mut Ui) -> Result<ExitStatus, Error> {
    warn(&diff.notes, &diff.incomplete, ui);
    if let Some(line) = LeftOut::line(&diff.left_out) {
        ui.status(line);
    }
    if matches!(format, DiffFormat::Jsonl | DiffFormat::Csv) {
        for side in [Side::A, Side::B] {
            for group in diff.comparison.only_in(side) {
                ui.warning(format_args!("group {} is only in {side}", group.id));
            }
        }
    }
    let product = rendered(format, diff).map_err(|error| Error::new(ErrorKind::Failed, error))?;
    ui.product(product)?;
    Ok(status(diff.verdict()))
}

/// Prints what a comparison of counts found, and says on stderr how far it can be trusted.
pub(super) fn report_counts(
    format: DiffFormat,
    diff: &CountDiff,
    ui: &mut Ui,
) -> Result<ExitStatus, Error> {
    warn(&diff.notes, &diff.incomplete, ui);
    let product = match format {
        DiffFormat::Table => Ok(count_diff_table(diff).into()),
        DiffFormat::Json => json(&Envelope::of_count_diff(diff))
            .map(Product::from)
            .map_err(anyhow::Error::from),
        DiffFormat::Jsonl => json_lines(&CountDiffRow::all(diff))
            .map(Product::from)
            .map_err(anyhow::Error::from),
        DiffFormat::Csv => count_diff_csv(diff)
            .map(Product::from)
            .map_err(anyhow::Error::from),
    };
    let product = product.map_err(|error| Error::new(ErrorKind::Failed, error))?;
    ui.product(product)?;
    Ok(status(diff.verdict()))
}

fn warn(notes: &[String], incomplete: &[String], ui: &mut Ui) {
    notes.iter().for_each(|note| ui.warning(note));
    ui.warnings(incomplete, 0);
}

fn status(verdict: Verdict) -> ExitStatus {
    match verdict {
        Verdict::Equal => ExitStatus::Done,
        Verdict::Different => ExitStatus::Findings,
        Verdict::Unknown => ExitStatus::Failed,
    }
}

fn rendered(format: DiffFormat, diff: &Diff) -> anyhow::Result<Product> {
    Ok(match format {
        DiffFormat::Table => diff_table(diff).into(),
        DiffFormat::Json => json(&Envelope::of_diff(diff))?.into(),
        DiffFormat::Jsonl => json_lines(&DiffRow::all(diff))?.into(),
        DiffFormat::Csv => diff_csv(diff)?.into(),
    })
}
