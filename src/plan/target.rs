//! Where an operator wants a group to stand.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::error::Error;
use crate::model::{Offset, TimeContext, parse_time, readable};

const FORMS: &str = "a target is earliest, latest, earliest+N, latest-N, an offset N, a shift +N or -N, @TIME, or current";

/// A position in a log, as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// So many offsets after the log's start.
    Earliest {
        plus: u64,
    },
    /// So many offsets before the log's end.
    Latest {
        minus: u64,
    },
    Exact(Offset),
    /// So many offsets from what is committed; never 0.
    Shift(i64),
    /// The first record at or after this moment.
    At(DateTime<Utc>),
    /// What is committed.
    Current,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Earliest { plus: 0 } => f.write_str("earliest"),
            Target::Earliest { plus } => write!(f, "earliest+{plus}"),
            Target::Latest { minus: 0 } => f.write_str("latest"),
            Target::Latest { minus } => write!(f, "latest-{minus}"),
            Target::Exact(offset) => write!(f, "offset {offset}"),
            Target::Shift(by) => write!(f, "current{by:+}"),
            Target::At(time) => write!(f, "first record at or after {}", readable(*time)),
            Target::Current => f.write_str("current"),
        }
    }
}

/// Reads `earliest`, `latest`, `N`, `+N`, `-N`, `earliest+N`, `latest-N`, `@TIME` or `current`.
///
/// # Errors
/// Usage: none of these, a number beyond i64, a shift by nothing, or what [`parse_time`] refuses.
pub fn parse_target(text: &str, context: &TimeContext) -> Result<Target, Error> {
    if let Some(time) = text.strip_prefix('@') {
        return parse_time(time, context).map(Target::At);
    }
    if let Some(rest) = text.strip_prefix("earliest") {
        let plus = distance(text, rest, '+', "earliest+N")?;
        return Ok(Target::Earliest { plus });
    }
    if let Some(rest) = text.strip_prefix("latest") {
        let minus = distance(text, rest, '-', "latest-N")?;
        return Ok(Target::Latest { minus });
    }
    match text {
        "" => Err(Error::usage("a target is empty").hint(FORMS)),
        "current" => Ok(Target::Current),
        _ => number(text),
    }
}

/// What stands behind `earliest` or `latest`.
fn distance(text: &str, rest: &str, sign: char, form: &str) -> Result<u64, Error> {
    if rest.is_empty() {
        return Ok(0);
    }
    let digits = rest.strip_prefix(['+', '-']).filter(|d| is_number(d));
    let digits = digits.ok_or_else(|| unknown(text))?;
    if !rest.starts_with(sign) {
        return Err(
            Error::usage(format!("{text} is outside the log")).hint(format!("write {form}"))
        );
    }
    let within: i64 = digits.parse().map_err(|_| too_large(text))?;
    u64::try_from(within).map_err(|_| too_large(text))
}

/// An offset, or a shift where there is a sign.
fn number(text: &str) -> Result<Target, Error> {
    let digits = text.strip_prefix(['+', '-']);
    if !is_number(digits.unwrap_or(text)) {
        return Err(unknown(text));
    }
    let value: i64 = text.parse().map_err(|_| too_large(text))?;
    match (digits, value) {
        (Some(_), 0) => {
            Err(Error::usage(format!("{text} shifts by nothing")).hint("to stay, write current"))
        }
        (Some(_), by) => Ok(Target::Shift(by)),
        (None, offset) => Offset::new(offset)
            .map(Target::Exact)
            .ok_or_else(|| too_large(text)),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn unknown(text: &str) -> Error {
    Error::usage(format!("{text:?} is no target")).hint(FORMS)
}

fn too_large(text: &str) -> Error {
    Error::usage(format!("{text}: an offset is at most {}", i64::MAX))
}

#[cfg(test)]
mod tests {
    use chrono::{MappedLocalTime, TimeZone};
    use proptest::prelude::*;

    use super::*;

    fn context() -> TimeContext {
        TimeContext {
            now: Utc.timestamp_opt(1_800_000_000, 0).unwrap(),
            zone: None,
            local: |_| Ok(MappedLocalTime::None),
        }
    }

    fn target(text: &str) -> Target {
        parse_target(text, &context()).unwrap()
    }

    fn refused(text: &str) -> String {
        parse_target(text, &context()).unwrap_err().to_string()
    }

    #[test]
    fn each_form_is_read() {
        let offset = |value| Target::Exact(Offset::new(value).unwrap());
        assert_eq!(target("earliest"), Target::Earliest { plus: 0 });
        assert_eq!(target("earliest+7"), Target::Earliest { plus: 7 });
        assert_eq!(target("latest"), Target::Latest { minus: 0 });
        assert_eq!(target("latest-10"), Target::Latest { minus: 10 });
        assert_eq!(target("0"), offset(0));
        assert_eq!(target("9223372036854775807"), offset(i64::MAX));
        assert_eq!(target("+1"), Target::Shift(1));
        assert_eq!(target("-1"), Target::Shift(-1));
        assert_eq!(target("-9223372036854775808"), Target::Shift(i64::MIN));
        assert_eq!(target("current"), Target::Current);
        assert_eq!(target("@now"), Target::At(context().now));
    }

    #[test]
    fn a_number_beyond_i64_is_refused() {
        let texts = [
            "9223372036854775808",
            "+9223372036854775808",
            "-9223372036854775809",
            "earliest+9223372036854775808",
            "latest-99999999999999999999",
        ];
        for text in texts {
            assert!(
                refused(text).contains("at most 9223372036854775807"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_place_outside_the_log_is_refused() {
        assert!(refused("earliest-1").contains("outside the log"));
        assert!(refused("latest+1").contains("outside the log"));
    }

    #[test]
    fn a_shift_by_nothing_is_refused() {
        assert!(refused("-0").contains("shifts by nothing"));
        assert!(refused("+0").contains("shifts by nothing"));
    }

    #[test]
    fn what_is_no_target_is_told_the_forms() {
        for text in [
            "",
            "end",
            "Latest",
            "5x",
            "+",
            "-",
            "--1",
            "earliest5",
            "latest-",
            "1,000",
            "current-1",
            " 5",
        ] {
            let error = parse_target(text, &context()).unwrap_err();
            assert_eq!(error.hints, [FORMS], "{text}");
        }
    }

    #[test]
    fn a_time_is_read_by_the_grammar_of_times() {
        assert!(refused("@1700000000").contains("milliseconds"));
        assert!(refused("@").contains("is no time"));
    }

    #[test]
    fn a_target_reads_well() {
        let texts = ["earliest", "earliest+7", "latest", "latest-10", "current"];
        for text in texts {
            assert_eq!(target(text).to_string(), text);
        }
        assert_eq!(target("12").to_string(), "offset 12");
        assert_eq!(target("+3").to_string(), "current+3");
        assert_eq!(target("-3").to_string(), "current-3");
        assert_eq!(
            target("@1700000000000").to_string(),
            "first record at or after 2023-11-14 22:13:20.000 UTC"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC*", likely in "(earliest|latest|@|@now)?[-+]?[0-9smT:Z-]{0,24}") {
            let _ = parse_target(&text, &context());
            let _ = parse_target(&likely, &context());
        }
    }
}
