use comfy_table::{CellAlignment, Color, ContentArrangement, presets};

use super::Page;
use crate::model::one_line;

/// Where a column's cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// For names and sentences.
    Left,
    /// For numbers.
    Right,
}

/// What a cell's colour says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Moved,
    Created,
    Bad,
}

/// A text on one line, in a tone. What is hidden in it is escaped when it is made.
pub struct Cell {
    text: String,
    tone: Tone,
}

/// A cell in a tone.
pub fn cell(text: &str, tone: Tone) -> Cell {
    let text = one_line(text).into_owned();
    Cell { text, tone }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        cell(&text.into(), Tone::Plain)
    }
}

impl Cell {
    fn rendered(&self) -> comfy_table::Cell {
        let cell = comfy_table::Cell::new(&self.text);
        match self.tone {
            Tone::Plain => cell,
            Tone::Moved => cell.fg(Color::Yellow),
            Tone::Created => cell.fg(Color::Green),
            Tone::Bad => cell.fg(Color::Red),
        }
    }
}

/// Rows under headings, as wide as they need to be: two blanks between columns, one behind a column of
/// marks, which has no heading.
pub struct Table(comfy_table::Table);

impl Table {
    pub fn new(columns: &[(&str, Align)]) -> Self {
        let mut table = comfy_table::Table::new();
        table
            .load_style(presets::NOTHING)
            .enforce_styling()
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header(columns.iter().map(|(name, _)| *name));
        for (column, (name, align)) in table.column_iter_mut().zip(columns) {
            let gap = if name.is_empty() { 1 } else { 2 };
            column
                .set_padding((0, gap))
                .set_cell_alignment(match align {
                    Align::Left => CellAlignment::Left,
                    Align::Right => CellAlignment::Right,
                });
        }
        Table(table)
    }

    /// Adds a row, with as many cells as there are columns.
    pub fn row<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) {
        let cells = cells.into_iter().map(Into::into);
        self.0.add_row(cells.map(|cell| cell.rendered()));
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The table with a line break behind each row.
    pub fn render(&self) -> Page {
        Page::of_cells(format!("{}\n", self.0.trim_fmt()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_line_break_keeps_its_row() {
        let mut table = Table::new(&[("TOPIC", Align::Left), ("END", Align::Right)]);
        table.row(["a\nb\tc", "7"]);
        assert_eq!(table.render().as_str(), "TOPIC    END\na\\nb\\tc    7\n");
    }

    #[test]
    fn numbers_are_right_aligned_and_nothing_trails() {
        let mut table = Table::new(&[("TOPIC", Align::Left), ("END", Align::Right)]);
        table.row(["orders", "7"]);
        table.row(["a", "12345"]);
        let rendered = table.render();
        assert_eq!(
            rendered.as_str(),
            "TOPIC     END\norders      7\na       12345\n"
        );
    }
}
