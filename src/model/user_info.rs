//! Names and passwords in addresses, which nobody may see.

use std::borrow::Cow;

/// Takes what stands before `@` out of every link in a text: out of `https://user:password@host`, of which a quoting
/// sign may be part of the password, and out of `user:password@host` without a scheme. A text that only looks like one
/// loses more than it would have to.
pub fn without_user_info(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let words = text.split_inclusive(char::is_whitespace);
    let kept: String = words.map(word_without).collect();
    if kept.len() == text.len() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(kept)
    }
}

/// A word without what stands before its last `@`, if that may hold a password; a scheme and what quotes the link stay.
fn word_without(word: &str) -> String {
    let Some((before, host)) = word.rsplit_once('@') else {
        return word.to_owned();
    };
    let start = match before.find("//") {
        Some(slashes) => slashes + "//".len(),
        None if before.contains(':') => before.find(is_of_a_link).unwrap_or_default(),
        None => return word.to_owned(),
    };
    word[..start].to_owned() + host
}

fn is_of_a_link(c: char) -> bool {
    !matches!(c, '"' | '\'' | '<' | '(')
}

/// Shows bootstrap servers without the names and passwords that have no business there.
pub fn shown_servers(servers: &str) -> Cow<'_, str> {
    match servers.rsplit_once('@') {
        // A password may hold the comma that addresses have between them.
        Some((_, after)) => Cow::Owned(format!("…@{after}")),
        None => Cow::Borrowed(servers),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_link_in_a_text_keeps_a_name_or_password() {
        for (text, shown) in [
            (
                "no token from \"https://me:hunter2@issuer:8443/token?x=1\": refused",
                "no token from \"https://issuer:8443/token?x=1\": refused",
            ),
            (
                "http://hunter2@a and http://me:hunter2@b",
                "http://a and http://b",
            ),
            ("http://me:hun/ter2@a/b", "http://a/b"),
            ("https://me:hun'ter\"2<@a/b", "https://a/b"),
            ("'//me:hunter2@a/b'", "'//a/b'"),
            (
                "no token from \"me:hunter2@a:1/b\"",
                "no token from \"a:1/b\"",
            ),
            ("https:me:hunter2@a/b", "a/b"),
            ("https://a,https://me:hunter2@b", "https://b"),
            ("https://issuer/token", "https://issuer/token"),
            ("user@example.com", "user@example.com"),
            ("", ""),
        ] {
            assert_eq!(without_user_info(text), shown);
        }
    }

    #[test]
    fn servers_are_shown_from_the_last_name_and_password_on() {
        assert_eq!(shown_servers("a:1,b:2"), "a:1,b:2");
        assert_eq!(shown_servers("a:1,me:hun,ter2@b:2"), "…@b:2");
        assert_eq!(shown_servers("ssl://me:hunter2@b:2"), "…@b:2");
    }
}
