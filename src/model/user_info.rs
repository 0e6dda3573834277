//! Names and passwords in addresses, which nobody may see.

use std::borrow::Cow;

/// Takes what stands before `@` out of every link in a text.
pub fn without_user_info(text: &str) -> Cow<'_, str> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>');
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("://") {
        let end = link.find(ends).unwrap_or(link.len());
        let host = link[..end].rfind('@').map_or(0, |at| at + 1);
        kept = kept + before + "://" + &link[host..end];
        rest = &link[end..];
    }
    if kept.len() + rest.len() == text.len() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(kept + rest)
    }
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
