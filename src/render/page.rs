use std::fmt::{self, Display};

use crate::model::one_line;

/// Text for a person: whole lines in which nothing of others reaches the terminal but as visible characters, and no
/// colours but koffset's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page(String);

impl Page {
    /// Starts with a line.
    pub fn of(line: impl Display) -> Self {
        let mut page = Page::default();
        page.line(line);
        page
    }

    /// Adds a line; a line break in it is text of others.
    pub fn line(&mut self, line: impl Display) {
        self.0.push_str(&one_line(&line.to_string()));
        self.0.push('\n');
    }

    /// Adds a line that begins with a mark in a tone.
    pub fn marked(&mut self, (mark, tone): (&'static str, Tone), line: impl Display) {
        self.0.push_str(&tone.painted(mark));
        self.line(line);
    }

    /// Adds an empty line.
    pub fn gap(&mut self) {
        self.0.push('\n');
    }

    /// Adds the lines of another.
    pub fn append(&mut self, other: &Page) {
        self.0.push_str(&other.0);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The lines, with koffset's colours in them.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes lines whose cells were escaped one by one.
    pub(super) fn of_cells(lines: String) -> Self {
        Page(lines)
    }
}

/// What a colour says; nothing is said by colours alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Moved,
    Created,
    Bad,
}

impl Tone {
    pub(super) fn painted(self, mark: &str) -> String {
        let code = match self {
            _ if mark.is_empty() => return String::new(),
            Tone::Plain => return mark.to_owned(),
            Tone::Moved => 33,
            Tone::Created => 32,
            Tone::Bad => 31,
        };
        format!("\x1b[{code}m{mark}\x1b[0m")
    }
}

impl<Line: Display> FromIterator<Line> for Page {
    fn from_iter<Lines: IntoIterator<Item = Line>>(lines: Lines) -> Self {
        let mut page = Page::default();
        lines.into_iter().for_each(|line| page.line(line));
        page
    }
}

impl Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a command has to give: for whom it is decides what may be done with its characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Product {
    /// Escaped for a terminal, wherever it goes, and coloured where that is wanted.
    People(Page),
    /// Bytes that a program reads, by its format's rules alone.
    Program(String),
}

impl From<Page> for Product {
    fn from(page: Page) -> Self {
        Product::People(page)
    }
}

impl From<&str> for Product {
    fn from(text: &str) -> Self {
        Product::Program(text.to_owned())
    }
}

impl From<String> for Product {
    fn from(text: String) -> Self {
        Product::Program(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_others_stays_one_and_takes_no_colour() {
        let mut page = Page::of("group a\nerror: \x1b[32mfine");
        page.marked(("!", Tone::Bad), " \u{202e}b");
        assert_eq!(
            page.as_str(),
            "group a\\nerror: \\u{1b}[32mfine\n\x1b[31m!\x1b[0m \\u{202e}b\n"
        );
    }
}
