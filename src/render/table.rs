use std::borrow::{Borrow, Cow};
use std::io::{self, Write};
use std::iter::once;

use console::measure_text_width;

use super::csv::{csv, write_csv};
use super::page::{Page, Tone};
use crate::model::{TopicPartition, one_line};

/// Where a column's cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// For names and sentences.
    Left,
    /// For numbers.
    Right,
}

/// A text on one line, in a tone. What is hidden in it is escaped when it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub text: String,
    pub tone: Tone,
}

/// A cell in a tone.
pub fn cell(text: impl AsRef<str>, tone: Tone) -> Cell {
    let text = one_line(text.as_ref()).into_owned();
    Cell { text, tone }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        cell(text.into(), Tone::Plain)
    }
}

/// A column of rows, as it stands in tables, in CSV and on the screen of `watch`.
pub struct Column<'a, R> {
    /// The heading in a table; of a column of marks none.
    pub title: Cow<'static, str>,
    /// The heading in CSV.
    pub key: Cow<'static, str>,
    pub align: Align,
    /// For people: `?` is not known, `-` is not there.
    pub cell: Box<dyn Fn(&R) -> Cell + 'a>,
    /// For programs: what is absent and what is not known is nothing.
    pub plain: Box<dyn Fn(&R) -> String + 'a>,
}

impl<'a, R> Column<'a, R> {
    /// A column of names and sentences.
    pub fn text<C: Into<Cell>>(
        title: impl Into<Cow<'static, str>>,
        key: impl Into<Cow<'static, str>>,
        cell: impl Fn(&R) -> C + 'a,
        plain: impl Fn(&R) -> String + 'a,
    ) -> Self {
        Column {
            title: title.into(),
            key: key.into(),
            align: Align::Left,
            cell: Box::new(move |row| cell(row).into()),
            plain: Box::new(plain),
        }
    }

    /// A column of numbers.
    pub fn number<C: Into<Cell>>(
        title: impl Into<Cow<'static, str>>,
        key: impl Into<Cow<'static, str>>,
        cell: impl Fn(&R) -> C + 'a,
        plain: impl Fn(&R) -> String + 'a,
    ) -> Self {
        Column {
            align: Align::Right,
            ..Column::text(title, key, cell, plain)
        }
    }

    /// A column of which tables have none.
    pub fn plain(key: impl Into<Cow<'static, str>>, plain: impl Fn(&R) -> String + 'a) -> Self {
        Column::text("", key, |_| "", plain)
    }

    /// A column of which CSV has none.
    pub fn shown<C: Into<Cell>>(
        title: impl Into<Cow<'static, str>>,
        cell: impl Fn(&R) -> C + 'a,
    ) -> Self {
        Column::text(title, "", cell, |_| String::new())
    }
}

/// The two columns that name a partition.
pub(super) fn partition_columns<'a, R: 'a>(
    at: impl Fn(&R) -> &TopicPartition + Copy + 'a,
) -> Vec<Column<'a, R>> {
    let topic = move |row: &R| at(row).topic.to_string();
    let partition = move |row: &R| at(row).partition.to_string();
    vec![
        Column::text("TOPIC", "topic", topic, topic),
        Column::number("PARTITION", "partition", partition, partition),
    ]
}

/// Rows as a table.
pub(super) fn table_of<R>(
    columns: &[Column<'_, R>],
    rows: impl IntoIterator<Item: Borrow<R>>,
) -> Page {
    let mut table = Table::of(columns.iter().map(heading));
    for row in rows {
        table.row(columns.iter().map(|column| (column.cell)(row.borrow())));
    }
    table.render()
}

/// Writes rows as a table, without colours, and makes the cells of a row twice to hold none of them: a table of all
/// groups has more rows than it could hold.
///
/// # Errors
/// Where the stream takes no more.
pub(super) fn write_table<R>(
    out: &mut dyn Write,
    columns: &[Column<'_, R>],
    rows: &[R],
) -> io::Result<()> {
    let headings: Vec<Heading> = columns.iter().map(heading).collect();
    let cells = |row| columns.iter().map(move |column| (column.cell)(row).text);
    let mut layout = Layout::new(&headings);
    rows.iter().for_each(|row| layout.make_room(cells(row)));
    out.write_all(layout.titles().as_bytes())?;
    for row in rows {
        let line = layout.line(cells(row).map(|text| (text, Tone::Plain)));
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// Rows as CSV, under their headings.
///
/// # Errors
/// As the csv crate's writer.
pub(super) fn csv_of<R>(
    columns: &[Column<'_, R>],
    rows: impl IntoIterator<Item = R>,
) -> csv::Result<String> {
    let rows = rows.into_iter().map(|row| plain_cells(columns, &row));
    csv(once(keys(columns)).chain(rows))
}

/// Writes the headings of [`write_csv_rows`].
///
/// # Errors
/// Where the stream takes no more.
pub(super) fn write_csv_keys<R>(out: &mut dyn Write, columns: &[Column<'_, R>]) -> io::Result<()> {
    write_csv(out, once(keys(columns)))
}

/// Writes rows as CSV.
///
/// # Errors
/// Where the stream takes no more.
pub(super) fn write_csv_rows<R>(
    out: &mut dyn Write,
    columns: &[Column<'_, R>],
    rows: &[R],
) -> io::Result<()> {
    write_csv(out, rows.iter().map(|row| plain_cells(columns, row)))
}

/// For programs, what is absent and what is not known is nothing.
pub(super) fn plain(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn keys<R>(columns: &[Column<'_, R>]) -> Vec<String> {
    let keys = columns.iter().map(|column| column.key.to_string());
    keys.collect()
}

fn plain_cells<R>(columns: &[Column<'_, R>], row: &R) -> Vec<String> {
    let cells = columns.iter().map(|column| (column.plain)(row));
    cells.collect()
}

/// What stands above a column.
#[derive(Clone, Debug)]
struct Heading {
    title: String,
    align: Align,
}

fn heading<R>(column: &Column<'_, R>) -> Heading {
    Heading {
        title: column.title.to_string(),
        align: column.align,
    }
}

/// Rows under headings that are put together cell by cell.
pub struct Table {
    headings: Vec<Heading>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    pub fn new(columns: &[(&str, Align)]) -> Self {
        let columns = columns.iter();
        Table::of(columns.map(|(title, align)| Heading {
            title: (*title).to_owned(),
            align: *align,
        }))
    }

    fn of(headings: impl Iterator<Item = Heading>) -> Self {
        Table {
            headings: headings.collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row, with as many cells as there are columns.
    pub fn row<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table with a line break behind each row.
    pub fn render(&self) -> Page {
        let mut layout = Layout::new(&self.headings);
        for row in &self.rows {
            layout.make_room(row.iter().map(|cell| &cell.text));
        }
        let mut text = layout.titles();
        for row in &self.rows {
            text += &layout.line(row.iter().map(|cell| (&cell.text, cell.tone)));
        }
        Page::of_cells(text)
    }
}

impl Page {
    /// Adds a table; nothing where it has no rows.
    pub fn table(&mut self, table: &Table) {
        if !table.is_empty() {
            self.append(&table.render());
        }
    }
}

/// How wide columns are: as wide as they need to be, two blanks between them, and one behind a column of marks.
struct Layout<'a> {
    headings: &'a [Heading],
    widths: Vec<usize>,
}

impl<'a> Layout<'a> {
    fn new(headings: &'a [Heading]) -> Self {
        let titles = headings.iter();
        Layout {
            headings,
            widths: titles
                .map(|heading| measure_text_width(&heading.title))
                .collect(),
        }
    }

    fn make_room(&mut self, cells: impl Iterator<Item = impl AsRef<str>>) {
        for (width, cell) in self.widths.iter_mut().zip(cells) {
            *width = measure_text_width(cell.as_ref()).max(*width);
        }
    }

    fn titles(&self) -> String {
        let titles = self.headings.iter().map(|heading| &heading.title);
        self.line(titles.map(|title| (title, Tone::Plain)))
    }

    fn line(&self, cells: impl Iterator<Item = (impl AsRef<str>, Tone)>) -> String {
        let mut line = String::new();
        for ((heading, width), (text, tone)) in self.headings.iter().zip(&self.widths).zip(cells) {
            let text = text.as_ref();
            let blanks = " ".repeat(width.saturating_sub(measure_text_width(text)));
            let painted = tone.painted(text);
            match heading.align {
                Align::Left => line.extend([painted, blanks]),
                Align::Right => line.extend([blanks, painted]),
            }
            line += if heading.title.is_empty() { " " } else { "  " };
        }
        line.truncate(line.trim_end_matches(' ').len());
        line.push('\n');
        line
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

    #[test]
    fn a_mark_stands_close_and_a_row_without_one_leaves_its_place() {
        let mut table = Table::new(&[("", Align::Left), ("TOPIC", Align::Left)]);
        table.row([cell("~", Tone::Moved), "a".into()]);
        table.row(["", "b"]);
        assert_eq!(
            table.render().as_str(),
            "  TOPIC\n\x1b[33m~\x1b[0m a\n  b\n"
        );
    }

    #[test]
    fn a_table_without_rows_adds_nothing_to_a_page() {
        let mut page = Page::default();
        page.table(&Table::new(&[("TOPIC", Align::Left)]));
        assert!(page.is_empty());
    }

    #[test]
    fn rows_that_are_not_held_look_as_in_a_table() {
        let columns = [
            Column::text(
                "TOPIC",
                "topic",
                |row: &[&str; 3]| row[0].to_owned(),
                |row| row[0].to_owned(),
            ),
            Column::number(
                "END",
                "end",
                |row: &[&str; 3]| row[1].to_owned(),
                |row| row[1].replace(',', ""),
            ),
            Column::shown("NOTE", |row: &[&str; 3]| row[2].to_owned()),
        ];
        let rows = [["a\nb", "1,234", ""], ["zähler 数", "7", "lost"]];
        let mut written = Vec::new();
        write_table(&mut written, &columns, &rows).unwrap();
        let table = table_of(&columns, rows);
        assert_eq!(String::from_utf8(written).unwrap(), table.as_str());
    }
}
