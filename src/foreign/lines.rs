use super::rows::{Cells, Rows};
use super::{ForeignOffsets, Format};
use crate::error::Error;

/// Reads a file of one row per line.
///
/// # Errors
/// Failed, with the number of the line.
pub(super) fn read(
    text: &str,
    format: Format,
    cells: impl Fn(&str) -> Option<Cells<'_>>,
    form: &str,
) -> Result<ForeignOffsets, Error> {
    let mut rows = Rows::of(format);
    let lines = (1..).zip(text.lines());
    for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
        let wrong = || format!("{line:?} is not {form}, as {format} is");
        let added = cells(line)
            .ok_or_else(wrong)
            .and_then(|cells| rows.add_cells(&cells));
        added.map_err(|problem| at_line(number, problem))?;
    }
    rows.done().ok_or_else(empty)
}

pub(super) fn at_line(number: usize, problem: String) -> Error {
    Error::failed(format!("line {number}: {problem}"))
}

pub(super) fn empty() -> Error {
    Error::failed("is empty")
}
