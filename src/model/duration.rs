//! Lengths of time as an operator writes them: `90m`, `1d12h`, `PT1H30M`.

use std::sync::LazyLock;
use std::time::Duration;

use humantime::DurationError;
use regex::Regex;

use crate::error::Error;

/// The words that humantime counts as 30.44 and 365.25 days.
const UNEVEN: [&str; 6] = ["M", "month", "months", "y", "year", "years"];
/// Longer texts, and longer numbers in them, are no lengths of time that Kafka could keep; humantime
/// panics on some of those that add up to more than `u64::MAX` seconds.
const LONGEST_TEXT: usize = 64;
/// See [`LONGEST_TEXT`].
const MOST_DIGITS: usize = 11;
const A_DAY_IN_MILLIS: u64 = 86_400_000;
/// A century: the clocks of all machines can count further.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(36_500 * 86_400);
const EXAMPLES: &str = "for instance: 90m, 1d12h or PT1H30M";

/// Weeks, days, hours, minutes and seconds of ISO 8601, each at most once and in this order.
static ISO_8601: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i-u)^P(?:([0-9]+)W)?(?:([0-9]+)D)?",
        r"(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:[.,][0-9]+)?)S)?)?$"
    ))
    .ok()
});

/// Reads a length of time of at least a millisecond: `90m`, `1d12h` (humantime) or `PT1H30M`, `P1DT12H`
/// (ISO 8601).
///
/// # Errors
/// Usage: no unit, months or years (which have no fixed length), negative, zero, or finer than Kafka's
/// millisecond.
pub fn parse_duration(text: &str) -> Result<Duration, Error> {
    let text = text.trim();
    let negative = text.starts_with('-') || (is_iso(text) && text.contains('-'));
    if negative {
        return Err(Error::usage(format!("{text:?}: a duration is not negative")).hint(EXAMPLES));
    }
    let duration = if is_iso(text) {
        read(text, &from_iso(text)?)?
    } else {
        read(text, text)?
    };
    if duration.is_zero() {
        return Err(Error::usage(format!("{text:?}: the duration is zero")).hint(EXAMPLES));
    }
    if duration.subsec_nanos() % 1_000_000 != 0 {
        return Err(Error::usage(format!(
            "{text:?} is finer than a millisecond, Kafka's unit of time"
        )));
    }
    Ok(duration)
}

/// Reads a limit such as `10s`, for clap.
///
/// # Errors
/// As [`parse_age`], and more than a century.
pub fn parse_timeout(text: &str) -> Result<Duration, String> {
    match parse_age(text)? {
        limit if limit > LONGEST_TIMEOUT => {
            Err(format!("{text:?} is longer than 36500d, the longest"))
        }
        limit => Ok(limit),
    }
}

/// Reads how long ago something was, such as `90d`, for clap: the hint stands in the message.
///
/// # Errors
/// As [`parse_duration`].
pub fn parse_age(text: &str) -> Result<Duration, String> {
    let example = "for instance: 10s or 2m";
    let number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if number {
        Err(unit_needed(text))
    } else {
        parse_duration(text).map_err(|error| format!("{error}; {example}"))
    }
}

/// A large number is what Kafka's own tools take, milliseconds; a small one is meant as seconds.
fn unit_needed(text: &str) -> String {
    match text.parse() {
        Ok(millis @ 1_000..=A_DAY_IN_MILLIS) => {
            let written = humantime::format_duration(Duration::from_millis(millis));
            let written = written.to_string().replace(' ', "");
            format!("a unit is needed: {text}ms is {written}")
        }
        _ => format!("a unit is needed: write {text}s for seconds"),
    }
}

fn is_iso(text: &str) -> bool {
    text.starts_with(['P', 'p'])
}

/// Writes an ISO 8601 duration as humantime reads it.
fn from_iso(text: &str) -> Result<String, Error> {
    let date = text.split(['T', 't']).next().unwrap_or_default();
    if date.contains(['Y', 'y', 'M', 'm']) {
        return Err(uneven(text));
    }
    let parts = ISO_8601.as_ref().and_then(|iso| iso.captures(text));
    let ends_in_number = |_: &regex::Captures<'_>| !text.ends_with(['T', 't', 'P', 'p']);
    let Some(parts) = parts.filter(ends_in_number) else {
        return Err(Error::usage(format!("{text:?} is no ISO 8601 duration"))
            .hint("for instance: PT1H30M or P1DT12H"));
    };
    let units = ["w", "d", "h", "m", "s"];
    let written = units.iter().zip(1..).filter_map(|(unit, index)| {
        let number = parts.get(index)?.as_str().replace(',', ".");
        Some(format!("{number}{unit}"))
    });
    Ok(written.collect())
}

/// Reads `humantime`, of which `text` is what the operator wrote.
fn read(text: &str, humantime: &str) -> Result<Duration, Error> {
    if humantime
        .split(|c: char| !c.is_alphabetic())
        .any(|unit| UNEVEN.contains(&unit))
    {
        return Err(uneven(text));
    }
    let digits = humantime.split(|c: char| !c.is_ascii_digit());
    let most = digits.map(str::len).max().unwrap_or(0);
    if humantime.len() > LONGEST_TEXT || most > MOST_DIGITS {
        return Err(Error::usage(format!("{text:?} is too long a time")));
    }
    humantime::parse_duration(humantime).map_err(|error| match error {
        DurationError::Empty => Error::usage("a duration is empty").hint(EXAMPLES),
        DurationError::UnknownUnit { unit, .. } if unit.is_empty() => {
            Error::usage(format!("{text:?}: a number without a unit")).hint(EXAMPLES)
        }
        DurationError::UnknownUnit { unit, .. } => {
            Error::usage(format!("{text:?}: {unit} is no unit of time"))
                .hint("the units are ms, s, m, h, d and w")
        }
        _ => Error::usage(format!("{text:?} is no duration")).hint(EXAMPLES),
    })
}

fn uneven(text: &str) -> Error {
    Error::usage(format!("{text:?}: months and years have no fixed length"))
        .hint("write days, for instance 30d")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seconds(text: &str) -> u64 {
        parse_duration(text).unwrap().as_secs()
    }

    fn refused(text: &str) -> String {
        parse_duration(text).unwrap_err().to_string()
    }

    #[test]
    fn units_are_read_as_written() {
        assert_eq!(seconds("90m"), 5_400);
        assert_eq!(seconds("1d12h"), 129_600);
        assert_eq!(seconds("1h 30m"), 5_400);
        assert_eq!(seconds("2w"), 1_209_600);
        assert_eq!(parse_duration("1.5s").unwrap().as_millis(), 1_500);
        assert_eq!(parse_duration("1ms").unwrap().as_millis(), 1);
    }

    #[test]
    fn iso_8601_is_read_too() {
        assert_eq!(seconds("PT1H30M"), 5_400);
        assert_eq!(seconds("P1DT12H"), 129_600);
        assert_eq!(seconds("pt10s"), 10);
        assert_eq!(seconds("P2W"), 1_209_600);
        assert_eq!(parse_duration("PT0.5S").unwrap().as_millis(), 500);
        assert_eq!(parse_duration("PT0,5S").unwrap().as_millis(), 500);
    }

    #[test]
    fn months_and_years_are_refused_in_both_forms() {
        for text in ["1month", "1M", "2y", "1 year", "P1Y", "P1M", "P1Y2DT3H"] {
            assert!(refused(text).contains("no fixed length"), "{text}");
        }
        assert_eq!(seconds("PT1M"), 60);
    }

    #[test]
    fn a_negative_duration_is_refused_in_both_forms() {
        for text in ["-90m", "-PT1H", "PT-1H", "P-1D"] {
            assert!(refused(text).contains("not negative"), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        assert!(refused("0s").contains("zero"));
        assert!(refused("PT0S").contains("zero"));
        assert!(refused("").contains("empty"));
        assert!(refused("90").contains("without a unit"));
        assert!(refused("1h30").contains("without a unit"));
        assert!(refused("5 parsecs").contains("parsecs is no unit"));
        for text in [
            "P", "PT", "P1DT", "PT1D", "P1H", "PT1M1H", "PT1.5H", "PT+1H", "P1D2D",
        ] {
            assert!(refused(text).contains("no ISO 8601 duration"), "{text}");
        }
        for text in ["soon", "m", "1h-30m", "1.m", "٣h"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_kafka_cannot_tell_apart_is_refused() {
        assert!(refused("1500us").contains("finer than a millisecond"));
        assert!(refused("PT0.0005S").contains("finer than a millisecond"));
        assert_eq!(parse_duration("1000us").unwrap().as_millis(), 1);
    }

    #[test]
    fn the_sum_that_humantime_panics_on_is_refused() {
        assert!(refused("18446744073709551615s 1000ms").contains("too long"));
        assert!(refused("PT18446744073709551615S").contains("too long"));
    }

    #[test]
    fn a_limit_needs_a_unit() {
        assert_eq!(parse_timeout("10s"), Ok(Duration::from_secs(10)));
        let error = parse_timeout("10").unwrap_err();
        assert_eq!(error, "a unit is needed: write 10s for seconds");
        for (millis, written) in [("5000", "5s"), ("90500", "1m30s500ms")] {
            let error = parse_timeout(millis).unwrap_err();
            assert_eq!(error, format!("a unit is needed: {millis}ms is {written}"));
            assert!(parse_timeout(written).is_ok());
        }
        let error = parse_timeout("99999999999999999999").unwrap_err();
        assert!(error.contains("a unit is needed"));
        for text in ["0s", "", "-1s", "1y"] {
            assert!(parse_timeout(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_limit_is_not_longer_than_a_clock_can_count() {
        assert!(parse_timeout("36500d").is_ok());
        for text in ["36501d", "99999999999d"] {
            let error = parse_timeout(text).unwrap_err();
            assert!(error.contains("longer than 36500d"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC*", likely in "[PT0-9.]{0,20}[0-9]{0,12}(ms|[smhdwyM ]){0,3}[0-9]{0,12}[smS]?") {
            let _ = parse_duration(&text);
            let _ = parse_duration(&likely);
            let _ = parse_timeout(&text);
        }
    }
}
