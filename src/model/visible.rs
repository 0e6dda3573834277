//! What a terminal would obey, or would not show, of text that others chose.

use std::borrow::Cow;

/// Writes a name that others gave on one line, so that two names never look alike for what cannot be seen of them:
/// each hidden character as its escape, such as `\n` or `\u{1b}`, and a backslash twice where one alone would begin
/// such an escape.
pub fn visible(name: &str) -> Cow<'_, str> {
    if !name.contains(|c| c == '\\' || is_hidden(c)) {
        return Cow::Borrowed(name);
    }
    let mut visible = String::with_capacity(name.len());
    let mut rest = name.chars();
    while let Some(c) = rest.next() {
        if c == '\\' && begins_escape(rest.clone().next()) {
            visible.push('\\');
        }
        push(&mut visible, c);
    }
    Cow::Owned(visible)
}

/// Writes a sentence, or what stands in a cell, on one line with each hidden character as its escape. Its backslashes
/// stay, so that names that [`visible`] wrote stay as they are.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    text.chars().for_each(|c| push(&mut line, c));
    Cow::Owned(line)
}

fn push(text: &mut String, c: char) {
    if is_hidden(c) {
        text.extend(c.escape_default());
    } else {
        text.push(c);
    }
}

/// Whether a backslash before this would be taken for the beginning of an escape.
fn begins_escape(next: Option<char>) -> bool {
    next.is_some_and(|next| matches!(next, '\\' | 'n' | 'r' | 't' | 'u') || is_hidden(next))
}

/// Whether a character is a command to a terminal, changes the order of others on the screen, or cannot be told from
/// nothing or from a blank: controls, formats (among them bidirectional overrides and zero-width characters),
/// separators other than the blank, and what Unicode lets a font leave out (`Default_Ignorable_Code_Point`).
pub fn is_hidden(c: char) -> bool {
    match c {
        ' '..='~' => false,
        _ if c.is_ascii() => true,
        '\u{34f}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{ffa0}'
        | '\u{e0000}'..='\u{e0fff}' => true,
        _ => is_unprintable(c),
    }
}

/// Whether Rust's own `Debug` escapes a character for its category. A combining accent is escaped at the beginning
/// of a string alone, where it would join the quote.
fn is_unprintable(c: char) -> bool {
    let mut text = [0; 5];
    text[0] = b'a';
    let length = 1 + c.encode_utf8(&mut text[1..]).len();
    let text = str::from_utf8(&text[..length]).unwrap_or_default();
    text.escape_debug().nth(1) == Some('\\')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    #[test]
    fn a_hidden_character_is_its_escape_and_all_else_stays() {
        assert_eq!(
            visible("a\nb\tc\r\x1b[2J\u{9b}\u{0}\u{7f}"),
            r"a\nb\tc\r\u{1b}[2J\u{9b}\u{0}\u{7f}"
        );
        for plain in [
            "zähler 'a b'",
            "\u{e9} and e\u{301}",
            "订单",
            "заказы",
            "הזמנות",
            "DOMAIN\\bob",
            "a\\",
        ] {
            assert_eq!(visible(plain), plain);
        }
    }

    #[test]
    fn what_moves_or_hides_other_characters_is_hidden() {
        let bidi = "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";
        let invisible = "\u{ad}\u{180e}\u{200b}\u{200c}\u{200d}\u{2060}\u{2061}\u{feff}\u{3164}\u{fe0f}\u{e0041}";
        let separators = "\u{a0}\u{2003}\u{2028}\u{2029}\u{3000}\u{85}";
        for c in [bidi, invisible, separators].concat().chars() {
            assert!(is_hidden(c), "{c:?}");
        }
        for c in 0..0xa0 {
            let c = char::from(c);
            assert_eq!(is_hidden(c), c.is_control(), "{c:?}");
        }
    }

    #[test]
    fn all_that_unicode_calls_blank_or_ignorable_is_hidden() {
        let rule =
            r"[\p{Cc}\p{Cf}\p{Co}\p{White_Space}\p{Default_Ignorable_Code_Point}\u{2800}--\ ]";
        let rule = Regex::new(rule).unwrap();
        let mut text = [0; 4];
        for c in '\0'..=char::MAX {
            if rule.is_match(c.encode_utf8(&mut text)) {
                assert!(is_hidden(c), "{c:?}");
            }
        }
    }

    #[test]
    fn a_backslash_is_doubled_only_where_it_would_begin_an_escape() {
        assert_eq!(visible(r"a\nb"), r"a\\nb");
        assert_eq!(visible("a\\\nb"), r"a\\\nb");
        assert_eq!(visible(r"a\\"), r"a\\\");
        assert_eq!(visible(r"a\b"), r"a\b");
    }

    #[test]
    fn a_sentence_keeps_what_was_escaped_in_it() {
        let name = visible("a\n\\n");
        assert_eq!(one_line(&name), name);
        assert_eq!(one_line("a\nb \\n"), r"a\nb \n");
    }

    /// Reads what [`visible`] wrote, as a person would.
    fn read(shown: &str) -> String {
        let mut read = String::new();
        let mut rest = shown;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            if c != '\\' {
                read.push(c);
                continue;
            }
            let escaped = match rest.chars().next() {
                Some('n') => Some(('\n', 1)),
                Some('r') => Some(('\r', 1)),
                Some('t') => Some(('\t', 1)),
                Some('\\') => Some(('\\', 1)),
                Some('u') => {
                    let end = rest.find('}').unwrap();
                    let code = u32::from_str_radix(&rest[2..end], 16).unwrap();
                    Some((char::from_u32(code).unwrap(), end + 1))
                }
                _ => None,
            };
            let (c, length) = escaped.unwrap_or(('\\', 0));
            read.push(c);
            rest = &rest[length..];
        }
        read
    }

    proptest! {
        #[test]
        fn no_two_names_look_alike(name in "[\\\\nrtu{}1b\n\r\t\u{1b}\u{200b}\u{202e}é ]{0,12}|.*") {
            let shown = visible(&name);
            prop_assert!(!shown.contains(is_hidden));
            prop_assert_eq!(read(&shown), name);
        }
    }
}
