use std::borrow::Cow;

/// Writes a name that others gave on one line: each control character as its escape, such as `\n` or `\u{1b}`.
pub fn visible(name: &str) -> Cow<'_, str> {
    if !name.contains(char::is_control) {
        return Cow::Borrowed(name);
    }
    let mut visible = String::with_capacity(name.len());
    for c in name.chars() {
        match c.is_control() {
            true => visible.extend(c.escape_default()),
            false => visible.push(c),
        }
    }
    Cow::Owned(visible)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_character_is_its_escape_and_all_else_stays() {
        assert_eq!(
            visible("a\nb\tc\r\x1b[2J\u{9b}"),
            r"a\nb\tc\r\u{1b}[2J\u{9b}"
        );
        assert_eq!(visible("zähler 'a\\b'"), "zähler 'a\\b'");
    }
}
