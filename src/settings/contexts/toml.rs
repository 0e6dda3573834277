use std::ops::Range;
use std::path::Path;

use toml_edit::{Item, Key, TableLike};

use crate::error::Error;
use crate::model::closest;

/// A TOML text, and how its mistakes are told: with file and line, and never with a value, which may be a secret.
pub(super) struct Toml<'a> {
    text: &'a str,
    pub(super) file: &'a Path,
}

impl<'a> Toml<'a> {
    pub(super) fn new(text: &'a str, file: &'a Path) -> Self {
        Toml { text, file }
    }

    /// Reads the whole text.
    ///
    /// # Errors
    /// Usage: it is no TOML.
    pub(super) fn parsed(&self) -> Result<toml_edit::Document<&'a str>, Error> {
        toml_edit::Document::parse(self.text)
            .map_err(|error| self.wrong(error.span(), error.message().trim_end()))
    }

    pub(super) fn wrong(&self, span: Option<Range<usize>>, why: impl std::fmt::Display) -> Error {
        let file = self.file.display();
        let before = span.and_then(|span| self.text.get(..span.start));
        Error::usage(match before {
            Some(before) => format!("{file}:{}: {why}", before.matches('\n').count() + 1),
            None => format!("{file}: {why}"),
        })
    }

    pub(super) fn unknown(&self, key: &Key, known: &[&str]) -> Error {
        let name = key.get();
        let error = self.wrong(key.span(), format!("{name} is no key that is known here"));
        match closest(name, known.iter().copied()) {
            Some(meant) => error.hint(format!("did you mean {meant}?")),
            None => error.hint(format!("known are {}", known.join(", "))),
        }
    }

    pub(super) fn table<'t>(&self, key: &Key, item: &'t Item) -> Result<&'t dyn TableLike, Error> {
        let table = item.as_table_like();
        table.ok_or_else(|| self.expected(key, "a table"))
    }

    pub(super) fn string(&self, key: &Key, item: &Item) -> Result<String, Error> {
        let string = item.as_str().map(str::to_owned);
        string.ok_or_else(|| self.expected(key, "a text in quotes"))
    }

    pub(super) fn strings(&self, key: &Key, item: &Item) -> Result<Vec<String>, Error> {
        let all = item.as_array().and_then(|array| {
            let strings = array.iter().map(|value| value.as_str().map(str::to_owned));
            strings.collect::<Option<Vec<_>>>()
        });
        all.ok_or_else(|| self.expected(key, "a list of texts in quotes"))
    }

    pub(super) fn boolean(&self, key: &Key, item: &Item) -> Result<bool, Error> {
        let boolean = item.as_bool();
        boolean.ok_or_else(|| self.expected(key, "true or false"))
    }

    pub(super) fn count(&self, key: &Key, item: &Item) -> Result<u64, Error> {
        let count = item.as_integer().and_then(|number| number.try_into().ok());
        count.ok_or_else(|| self.expected(key, "a whole number that is not below zero"))
    }

    fn expected(&self, key: &Key, what: &str) -> Error {
        self.wrong(key.span(), format!("{}: expected {what}", key.get()))
    }
}
