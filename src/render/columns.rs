use std::io::{self, Write};

use console::measure_text_width;

use super::Align;
use crate::model::one_line;

/// Writes rows under headings as [`super::Table`] does, but makes the cells of a row twice and holds none of
/// them: a table of all groups has more rows than it could hold.
///
/// # Errors
/// Where the stream takes no more.
pub(super) fn columns<R: Iterator<Item = Vec<String>>>(
    out: &mut dyn Write,
    columns: &[(&str, Align)],
    rows: impl Fn() -> R,
) -> io::Result<()> {
    let titles = || {
        columns
            .iter()
            .map(|(title, _)| (*title).to_owned())
            .collect()
    };
    let lines = || std::iter::once(titles()).chain(rows());
    let mut widths = vec![0; columns.len()];
    for line in lines() {
        for (width, cell) in widths.iter_mut().zip(&line) {
            *width = measure_text_width(&one_line(cell)).max(*width);
        }
    }
    let mut text = String::new();
    for line in lines() {
        text.clear();
        for ((cell, (_, align)), width) in line.iter().zip(columns).zip(&widths) {
            let cell = one_line(cell);
            let blanks = " ".repeat(width - measure_text_width(&cell));
            match align {
                Align::Left => text.extend([&*cell, &*blanks, "  "]),
                Align::Right => text.extend([&*blanks, &*cell, "  "]),
            }
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Table;
    use super::*;

    #[test]
    fn rows_look_as_in_a_table() {
        let titles = [
            ("TOPIC", Align::Left),
            ("END", Align::Right),
            ("NOTE", Align::Left),
        ];
        let rows = [["a\nb", "1,234", ""], ["zähler 数", "7", "lost"]];
        let mut table = Table::new(&titles);
        rows.iter().for_each(|row| table.row(*row));
        let mut written = Vec::new();
        let cells = || rows.iter().map(|row| row.map(str::to_owned).to_vec());
        columns(&mut written, &titles, cells).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), table.render().as_str());
    }
}
