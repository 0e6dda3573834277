use comfy_table::{CellAlignment, Color, ContentArrangement, presets};

pub use comfy_table::Cell;

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

/// A cell in a tone.
pub fn cell(text: &str, tone: Tone) -> Cell {
    match tone {
        Tone::Plain => Cell::new(text),
        Tone::Moved => Cell::new(text).fg(Color::Yellow),
        Tone::Created => Cell::new(text).fg(Color::Green),
        Tone::Bad => Cell::new(text).fg(Color::Red),
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
        self.0.add_row(cells.into_iter().map(Into::into));
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The table with a line break behind each row.
    pub fn render(&self) -> String {
        format!("{}\n", self.0.trim_fmt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_right_aligned_and_nothing_trails() {
        let mut table = Table::new(&[("TOPIC", Align::Left), ("END", Align::Right)]);
        table.row(["orders", "7"]);
        table.row(["a", "12345"]);
        let rendered = table.render();
        assert_eq!(rendered, "TOPIC     END\norders      7\na       12345\n");
    }
}
