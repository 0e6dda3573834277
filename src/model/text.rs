use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;

use super::{is_hidden, visible};

/// Places of one reason beyond this many are only counted.
const NAMED: usize = 5;

/// Writes a name that others gave where it stands in a sentence, in which an empty one would not be seen.
pub fn named(name: &str) -> Cow<'_, str> {
    if name.is_empty() {
        Cow::Borrowed("\"\"")
    } else {
        visible(name)
    }
}

/// Writes a word as a shell takes it for itself, and on one line: one that holds hidden characters as `$'…'`, which
/// bash, zsh, ksh and POSIX since 2024 read.
pub fn shell_word(word: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:=,@+%…".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        Cow::Borrowed(word)
    } else if word.contains(is_hidden) {
        Cow::Owned(escaped_word(word))
    } else {
        Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
    }
}

/// Octal, since what `\u` stands for depends on the locale and the shell.
fn escaped_word(word: &str) -> String {
    let escaped = |c: char| match c {
        '\'' | '\\' => format!("\\{c}"),
        '\n' => r"\n".to_owned(),
        '\r' => r"\r".to_owned(),
        '\t' => r"\t".to_owned(),
        c if is_hidden(c) => {
            let mut bytes = [0; 4];
            let bytes = c.encode_utf8(&mut bytes).bytes();
            bytes.map(|byte| format!("\\{byte:03o}")).collect()
        }
        c => c.to_string(),
    };
    format!("$'{}'", word.chars().map(escaped).collect::<String>())
}

/// Writes the path of a file as a shell takes it for itself, and no program for an option.
pub fn path_word(path: &str) -> Cow<'_, str> {
    if path.starts_with('-') {
        Cow::Owned(shell_word(&format!("./{path}")).into_owned())
    } else {
        shell_word(path)
    }
}

/// Writes an option with its value as a shell and a program take it, also a value that looks like an option.
pub fn option_word(option: &str, value: &str) -> String {
    let word = shell_word(value);
    if value.starts_with('-') {
        format!("{option}={word}")
    } else {
        format!("{option} {word}")
    }
}

/// Writes a whole number with commas between thousands.
pub fn grouped(number: impl Display) -> String {
    let plain = number.to_string();
    let (sign, digits) = plain.split_at(usize::from(plain.starts_with('-')));
    let mut grouped = sign.to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Writes a number of things: `1 group`, `2,000 groups`.
pub fn counted(count: impl TryInto<u64>, thing: &str) -> String {
    match count.try_into().unwrap_or(u64::MAX) {
        1 => format!("1 {thing}"),
        count => format!("{} {thing}s", grouped(count)),
    }
}

/// Writes a share without rounding it up to the whole.
pub fn percent(percent: f64) -> String {
    format!("{:.1}%", (percent * 10.0).floor() / 10.0)
}

/// Writes the first items of a list, and how many more there are.
pub fn first_few(items: &[String], shown: usize) -> String {
    let list = items[..shown.min(items.len())].join(", ");
    match items.len().saturating_sub(shown) {
        0 => list,
        more => format!("{list} and {} more", grouped(more)),
    }
}

/// Writes one line for each reason: the first places where it holds, and how many more there are.
pub fn by_reason(found: impl IntoIterator<Item = (String, String)>) -> Vec<String> {
    let mut by_reason: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (place, reason) in found {
        by_reason.entry(reason).or_default().push(place);
    }
    let line = |(reason, places): (String, Vec<String>)| {
        format!("{}: {reason}", first_few(&places, NAMED))
    };
    by_reason.into_iter().map(line).collect()
}

/// Finds the name that was most likely meant: the most similar one, if it is similar at all.
pub fn closest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names
        .map(|name| (strsim::jaro_winkler(wanted, name), name))
        .filter(|(similarity, _)| *similarity > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn places_of_one_reason_share_a_line() {
        let found = |places: &[&str]| {
            let pairs = places.iter().map(|place| place.split_once(' ').unwrap());
            by_reason(pairs.map(|(place, reason)| (place.to_owned(), reason.to_owned())))
        };
        assert_eq!(
            found(&["a:0 late", "a:1 gone", "a:2 late"]),
            ["a:1: gone", "a:0, a:2: late"]
        );
        let many = found(&[
            "a late", "b late", "c late", "d late", "e late", "f late", "g late",
        ]);
        assert_eq!(many, ["a, b, c, d, e and 2 more: late"]);
        assert!(found(&[]).is_empty());
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(i64::MIN), "-9,223,372,036,854,775,808");
        assert_eq!(grouped(-123), "-123");
    }

    #[test]
    fn a_long_list_is_cut() {
        let items = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(first_few(&items, 3), "a, b, c");
        assert_eq!(first_few(&items, 2), "a, b and 1 more");
    }

    #[test]
    fn a_shell_takes_a_word_for_itself() {
        for word in [
            "billing",
            "",
            "a b",
            "$(touch x)",
            "it's",
            "*",
            "~",
            "a;b",
            "zähler",
        ] {
            let line = format!("printf %s {}", shell_word(word));
            let ended = Command::new("sh").args(["-c", &line]).output().unwrap();
            assert_eq!(String::from_utf8(ended.stdout).unwrap(), word);
        }
        assert_eq!(shell_word("a-1_b.c"), "a-1_b.c");
    }

    #[test]
    fn a_shell_takes_a_word_with_hidden_characters_for_itself() {
        let word = "a\nb\tc\r\u{1b}[2Jd'\\e\u{202e}7\u{200b}\u{9b}8";
        let written = shell_word(word);
        assert!(!written.contains(is_hidden), "{written}");
        let line = format!("printf %s {written}");
        let ended = Command::new("bash").args(["-c", &line]).output().unwrap();
        assert_eq!(String::from_utf8(ended.stdout).unwrap(), word);
    }

    #[test]
    fn an_empty_name_shows_in_a_sentence() {
        assert_eq!(named(""), "\"\"");
        assert_eq!(named("a\nb"), r"a\nb");
    }

    #[test]
    fn a_value_that_looks_like_an_option_is_none() {
        assert_eq!(option_word("--group", "a b"), "--group 'a b'");
        assert_eq!(option_word("-g", "-x"), "-g=-x");
    }

    #[test]
    fn no_program_takes_a_path_for_an_option() {
        assert_eq!(path_word("-rf"), "./-rf");
        assert_eq!(path_word("-a b"), "'./-a b'");
        assert_eq!(path_word("/etc/a b"), "'/etc/a b'");
    }

    #[test]
    fn only_a_similar_name_is_suggested() {
        let names = ["orders", "payments"];
        assert_eq!(closest("order", names.into_iter()), Some("orders"));
        assert_eq!(closest("clicks", names.into_iter()), None);
    }
}
