//! The syntax of a properties file, as `java.util.Properties.load(InputStream)` of JDK 17 reads it: each byte is
//! a character of ISO-8859-1, and all others are written as escapes.

use std::collections::BTreeMap;
use std::fmt;

/// An escape that names no character.
#[derive(Debug, PartialEq, Eq)]
pub struct InvalidEscape {
    /// Where its line begins, counted from 1; a line goes on after a backslash at its end.
    pub line: usize,
    kind: InvalidEscapeKind,
}

/// Never the escape itself: it may be part of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InvalidEscapeKind {
    /// Java refuses it too.
    Digits,
    /// Java keeps it, as a text that no encoding has.
    HalfPair,
}

impl fmt::Display for InvalidEscape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            InvalidEscapeKind::Digits => {
                "invalid escape, expected \\u and four hexadecimal digits; a backslash is written \\\\"
            }
            InvalidEscapeKind::HalfPair => {
                "invalid escape, expected both halves of a surrogate pair, such as \\uD83D\\uDE00"
            }
        })
    }
}

/// Reads the keys of a properties file with their values; of a key that comes twice, the last value.
///
/// # Errors
/// An escape that names no character, except in a comment.
pub fn read_java_properties(bytes: &[u8]) -> Result<BTreeMap<String, String>, InvalidEscape> {
    let mut pairs = BTreeMap::new();
    for Line { number, text } in logical_lines(bytes) {
        let (key, value) = split(&text);
        let units = |text| {
            unescaped(text).ok_or(InvalidEscape {
                line: number,
                kind: InvalidEscapeKind::Digits,
            })
        };
        pairs.insert(units(key)?, (number, units(value)?));
    }
    let pairs = pairs.into_iter().map(|(key, (line, value))| {
        let text = |units: Vec<u16>| {
            String::from_utf16(&units).map_err(|_| InvalidEscape {
                line,
                kind: InvalidEscapeKind::HalfPair,
            })
        };
        Ok((text(key)?, text(value)?))
    });
    pairs.collect()
}

/// A line and all that continues it, without comments and without the space that lines begin with.
struct Line {
    number: usize,
    text: Vec<u8>,
}

fn logical_lines(bytes: &[u8]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut continued: Option<Line> = None;
    for (index, text) in natural_lines(bytes).into_iter().enumerate() {
        let text = trimmed(text);
        // Of a line that is but a backslash nothing is left to be continued.
        let open = continued.take().filter(|line| !line.text.is_empty());
        if open.is_none() && matches!(text.first(), None | Some(b'#' | b'!')) {
            continue;
        }
        let mut line = open.unwrap_or_else(|| Line {
            number: index + 1,
            text: Vec::new(),
        });
        line.text.extend_from_slice(text);
        if is_continued(text) {
            line.text.pop();
            continued = Some(line);
        } else {
            lines.push(line);
        }
    }
    lines.extend(continued.filter(|line| !line.text.is_empty()));
    lines
}

/// The lines that end with LF, CR or both, without these.
fn natural_lines(bytes: &[u8]) -> Vec<&[u8]> {
    let (mut lines, mut rest) = (Vec::new(), bytes);
    while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
        lines.push(&rest[..end]);
        let after = &rest[end..];
        rest = after.strip_prefix(b"\r\n").unwrap_or(&after[1..]);
    }
    if !rest.is_empty() {
        lines.push(rest);
    }
    lines
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\x0c')
}

fn trimmed(text: &[u8]) -> &[u8] {
    let begin = text.iter().position(|byte| !is_space(*byte));
    &text[begin.unwrap_or(text.len())..]
}

/// Whether a line ends with a backslash that no other one escapes.
fn is_continued(text: &[u8]) -> bool {
    let backslashes = text.iter().rev().take_while(|byte| **byte == b'\\').count();
    backslashes % 2 == 1
}

/// Splits a line at its first `=`, `:` or space that is not escaped.
fn split(text: &[u8]) -> (&[u8], &[u8]) {
    let mut is_escaped = false;
    let end = text.iter().position(|&byte| {
        let is_end = !is_escaped && (matches!(byte, b'=' | b':') || is_space(byte));
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    let (key, rest) = text.split_at(end.unwrap_or(text.len()));
    let rest = trimmed(rest);
    let value = match rest.first() {
        Some(b'=' | b':') => &rest[1..],
        _ => rest,
    };
    (key, trimmed(value))
}

/// The code units of UTF-16 that a text stands for; `None` where an escape has no four digits.
fn unescaped(text: &[u8]) -> Option<Vec<u16>> {
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let Some((&escaped, after)) = rest.split_first().filter(|_| byte == b'\\') else {
            units.push(byte.into());
            continue;
        };
        rest = after;
        units.push(match escaped {
            b't' => b'\t'.into(),
            b'n' => b'\n'.into(),
            b'r' => b'\r'.into(),
            b'f' => b'\x0c'.into(),
            b'u' => {
                let (unit, after) = code_unit(rest)?;
                rest = after;
                unit
            }
            itself => itself.into(),
        });
    }
    Some(units)
}

/// The code unit of UTF-16 that a text begins with in four hexadecimal digits, and what comes after it.
fn code_unit(text: &[u8]) -> Option<(u16, &[u8])> {
    let (digits, after) = text.split_at_checked(4)?;
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let unit = digits
        .iter()
        .try_fold(0, |unit, byte| Some(unit * 16 + digit(byte)?))?;
    Some((u16::try_from(unit).ok()?, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<(String, String)> {
        read_java_properties(bytes).unwrap().into_iter().collect()
    }

    fn refused(text: &str) -> String {
        let error = read_java_properties(text.as_bytes()).unwrap_err();
        format!("{}: {error}", error.line)
    }

    #[test]
    fn every_byte_is_the_character_of_its_number() {
        for byte in 0..=u8::MAX {
            let value = read(&[b'k', b'=', b'[', byte, b']']).pop().unwrap().1;
            let expected = match byte {
                b'\n' | b'\r' => "[".to_owned(),
                b'\\' => "[]".to_owned(),
                byte => format!("[{}]", char::from(byte)),
            };
            assert_eq!(value, expected, "{byte:#x}");
        }
    }

    /// Each of these ended koffset with a panic while a crate decoded what it took for the mark of an encoding.
    #[test]
    fn bytes_that_begin_as_the_mark_of_another_encoding_are_read_as_any() {
        assert_eq!(read(b"\xef"), [("\u{ef}".into(), "".into())]);
        assert_eq!(read(b"\xef\xbb"), [("\u{ef}\u{bb}".into(), "".into())]);
        assert_eq!(read(b"\xfe"), [("\u{fe}".into(), "".into())]);
        assert_eq!(read(b"\xff\xfea=b"), [("\u{ff}\u{fe}a".into(), "b".into())]);
        assert_eq!(
            read(b"\xef\xbb\xbfa=b"),
            [("\u{ef}\u{bb}\u{bf}a".into(), "b".into())]
        );
    }

    #[test]
    fn what_is_escaped_is_the_character_that_was_meant() {
        for (written, meant) in [
            ("\\u00e9\\u00E9", "éé"),
            ("\\uD83D\\uDE00", "😀"),
            ("\\t\\n\\r\\f", "\t\n\r\x0c"),
            ("\\a\\\\\\=\\:\\ ", "a\\=: "),
            ("one\\\n   two\\\r\n#three", "onetwo#three"),
            ("\u{a0}x".trim_start(), "x"),
        ] {
            assert_eq!(
                read(format!("k={written}").as_bytes()).pop().unwrap().1,
                meant
            );
        }
    }

    #[test]
    fn an_escape_that_names_no_character_is_refused_with_its_line_and_never_shown() {
        let digits = "expected \\u and four hexadecimal digits";
        let halves = "expected both halves of a surrogate pair";
        for (text, line, expected) in [
            ("password=\\u12", 1, digits),
            ("a=b\n\n password=\\u12g4", 3, digits),
            ("password=\\u+123", 1, digits),
            ("a=b\\\nc\npassword=hunter2\\uD83D", 3, halves),
            ("password=\\uDE00\\uD83D", 1, halves),
            ("C:\\users=1", 1, digits),
        ] {
            let message = refused(text);
            let expected = format!("{line}: invalid escape, {expected}");
            assert!(message.starts_with(&expected), "{text}: {message}");
            assert!(!message.contains("hunter2"), "{message}");
        }
        assert_eq!(
            read(b"# \\u12\n! C:\\users\\\na=b"),
            [("a".into(), "b".into())]
        );
    }

    #[test]
    fn the_last_line_counts_also_with_a_backslash_at_its_end() {
        assert_eq!(
            read(b"a=b\nc=d\\"),
            [("a".into(), "b".into()), ("c".into(), "d".into())]
        );
        assert_eq!(read(b"a=1\na=2"), [("a".into(), "2".into())]);
    }
}
