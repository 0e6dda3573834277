use comfy_table::{CellAlignment, ContentArrangement, presets};

/// Where a column's cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// For names and sentences.
    Left,
    /// For numbers.
    Right,
}

/// Rows under headings, two blanks between columns, as wide as they need to be.
pub struct Table(comfy_table::Table);

impl Table {
    pub fn new(columns: &[(&str, Align)]) -> Self {
        let mut table = comfy_table::Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header(columns.iter().map(|(name, _)| *name));
        for (column, (_, align)) in table.column_iter_mut().zip(columns) {
            column.set_padding((0, 2)).set_cell_alignment(match align {
                Align::Left => CellAlignment::Left,
                Align::Right => CellAlignment::Right,
            });
        }
        Table(table)
    }

    /// Adds a row, with as many cells as there are columns.
    pub fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.0.add_row(cells.into_iter().map(Into::into));
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
