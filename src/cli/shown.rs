use std::ffi::OsString;

use super::{command, read};
use crate::model::{is_hidden, one_line};

/// Returns an error as a terminal may show it, though it quotes what a script handed on: the error of the same command
/// line with its hidden characters escaped.
pub(super) fn escaped(error: clap::Error, args: &[OsString]) -> clap::Error {
    let words = args.iter().map(|arg| arg.to_string_lossy());
    let words: Vec<_> = words
        .map(|word| OsString::from(one_line(&word).into_owned()))
        .collect();
    if !error.use_stderr() || (words == args && is_plain(&error)) {
        return error;
    }
    let same = read(&words).err();
    let same = same.filter(|same| same.kind() == error.kind() && is_plain(same));
    // Where escapes are no such error, or the environment is quoted, the lines of the message are not to be told from
    // those of others.
    same.unwrap_or_else(|| {
        let message = error.to_string();
        let message = message.trim_start_matches("error: ").trim_end();
        command().error(error.kind(), one_line(message))
    })
}

fn is_plain(error: &clap::Error) -> bool {
    !error.to_string().contains(|c| c != '\n' && is_hidden(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(args: &[&str]) -> String {
        let args: Vec<OsString> = args.iter().map(OsString::from).collect();
        let error = read(&args).expect_err("it is no command line");
        escaped(error, &args).to_string()
    }

    #[test]
    fn an_error_quotes_no_hidden_character() {
        for args in [
            ["koffset", "lag", "--a\n\u{1b}[31mb\u{202e}"],
            ["koffset", "lag", "--timeout=a\n\u{1b}[31mb\u{202e}"],
            ["koffset", "lag", "--format=a\n\u{1b}[31mb\u{202e}"],
            ["koffset", "a\n\u{1b}[31mb\u{202e}", ""],
        ] {
            let said = said(&args);
            assert!(said.contains(r"a\n\u{1b}[31mb\u{202e}"), "{said:?}");
            assert!(!said.contains(|c| c != '\n' && is_hidden(c)), "{said:?}");
        }
    }

    #[test]
    fn an_error_that_only_the_hidden_character_makes_is_told_on_one_line() {
        let said = said(&["koffset", "lag", "--timeout=1\u{200b}0s"]);
        assert!(said.contains(r"1\u{200b}0s"), "{said:?}");
        assert!(said.starts_with("error: "), "{said:?}");
    }
}
