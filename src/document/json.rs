//! JSON as koffset writes it: of control characters none is left as it is, U+007F to U+009F included, which JSON
//! itself would allow and a terminal would obey.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

/// Writes a value on one line, without a line break behind it.
///
/// # Errors
/// Where a value has no form in JSON, or the stream takes no more.
pub fn write_compact(out: impl Write, value: &impl Serialize) -> serde_json::Result<()> {
    let formatter = Escaping(CompactFormatter);
    value.serialize(&mut Serializer::with_formatter(out, formatter))
}

/// Writes a value, indented, without a line break behind it.
///
/// # Errors
/// As [`write_compact`].
pub fn write_pretty(out: impl Write, value: &impl Serialize) -> serde_json::Result<()> {
    let formatter = Escaping(PrettyFormatter::new());
    value.serialize(&mut Serializer::with_formatter(out, formatter))
}

/// Writes a document, indented, with a line break behind it.
///
/// # Errors
/// Where a value has no form in JSON.
pub fn pretty(value: &impl Serialize) -> serde_json::Result<String> {
    let mut out = Vec::new();
    write_pretty(&mut out, value)?;
    out.push(b'\n');
    String::from_utf8(out).map_err(serde::ser::Error::custom)
}

/// Lays JSON out as another formatter does.
struct Escaping<F>(F);

/// Hands each call on.
macro_rules! as_inner {
    ($($method:ident($($name:ident: $type:ty),*);)*) => {
        $(
            fn $method<W: ?Sized + Write>(&mut self, out: &mut W $(, $name: $type)*) -> io::Result<()> {
                self.0.$method(out $(, $name)*)
            }
        )*
    };
}

impl<F: Formatter> Formatter for Escaping<F> {
    as_inner! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Those below U+0020 are no part of a fragment.
        let mut rest = fragment;
        while let Some(at) = rest.find(char::is_control) {
            let (plain, tail) = rest.split_at(at);
            let mut tail = tail.chars();
            let control = tail.next().map_or(0, u32::from);
            self.0.write_string_fragment(out, plain)?;
            write!(out, "\\u{control:04x}")?;
            rest = tail.as_str();
        }
        self.0.write_string_fragment(out, rest)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_control_character_is_an_escape_and_all_else_stays() {
        let text = "a\u{7f}\u{9b}31mz\u{e4}\u{0}\n\"\\\u{202e}\u{200b}";
        let mut line = Vec::new();
        write_compact(&mut line, &text).unwrap();
        let expected = "\"a\\u007f\\u009b31mz\u{e4}\\u0000\\n\\\"\\\\\u{202e}\u{200b}\"";
        assert_eq!(String::from_utf8(line).unwrap(), expected);
    }

    #[test]
    fn a_document_looks_as_everywhere() {
        let value = json!({"a": [], "b": [1, {"c\u{85}": null}], "d": {}, "e": -1.5});
        let usual = serde_json::to_string_pretty(&value).unwrap();
        assert_eq!(
            pretty(&value).unwrap().trim_end(),
            usual.replace('\u{85}', "\\u0085")
        );
    }

    proptest! {
        #[test]
        fn every_text_is_read_back(keys: BTreeMap<String, String>, c: char) {
            let value = json!({"keys": keys, "char": c});
            let written = pretty(&value).unwrap();
            prop_assert!(!written.contains(|c: char| c.is_control() && c != '\n'));
            prop_assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), value);
        }
    }
}
