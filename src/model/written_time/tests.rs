use chrono::{MappedLocalTime, TimeZone};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::model::instant;

/// Friday, 2026-11-20 20:00:00.123456 UTC.
fn context(zone: Option<Zone>) -> TimeContext {
    let now = DateTime::parse_from_rfc3339("2026-11-20T20:00:00.123456Z").unwrap();
    TimeContext {
        now: now.to_utc(),
        zone,
        local: shanghai,
    }
}

fn shanghai(time: NaiveDateTime) -> Result<MappedLocalTime<DateTime<Utc>>, String> {
    let found = Tz::Asia__Shanghai.from_local_datetime(&time);
    Ok(found.map(|found| found.to_utc()))
}

fn read(text: &str) -> String {
    instant(parse_time(text, &context(None)).unwrap())
}

fn read_in(text: &str, zone: &str) -> String {
    let context = context(Some(zone.parse().unwrap()));
    instant(parse_time(text, &context).unwrap())
}

fn refused(text: &str) -> Error {
    parse_time(text, &context(None)).unwrap_err()
}

fn refused_in(text: &str, zone: &str) -> Error {
    let context = context(Some(zone.parse().unwrap()));
    parse_time(text, &context).unwrap_err()
}

#[test]
fn a_time_with_a_zone_is_that_instant() {
    assert_eq!(read("2026-11-20T08:00:00Z"), "2026-11-20T08:00:00.000Z");
    assert_eq!(read("2026-11-20t08:00:00z"), "2026-11-20T08:00:00.000Z");
    assert_eq!(
        read("2026-11-20T08:00:00+08:00"),
        "2026-11-20T00:00:00.000Z"
    );
    assert_eq!(
        read("2026-11-20T08:00:00.5-03:30"),
        "2026-11-20T11:30:00.500Z"
    );
    assert_eq!(read("2026-11-20 08:00:00.007Z"), "2026-11-20T08:00:00.007Z");
    assert_eq!(read("2026-11-20T08:00Z"), "2026-11-20T08:00:00.000Z");
}

#[test]
fn what_koffset_prints_for_people_can_be_given_back() {
    let printed = readable(parse_time("2026-11-20T08:00:00.25Z", &context(None)).unwrap());
    assert_eq!(read(&printed), "2026-11-20T08:00:00.250Z");
}

#[test]
fn a_zone_in_the_time_beats_the_option() {
    assert_eq!(
        read_in("2026-11-20T08:00:00Z", "Asia/Shanghai"),
        "2026-11-20T08:00:00.000Z"
    );
}

#[test]
fn an_integer_is_milliseconds_and_an_s_makes_it_seconds() {
    assert_eq!(read("1700000000000"), "2023-11-14T22:13:20.000Z");
    assert_eq!(read("1700000000s"), "2023-11-14T22:13:20.000Z");
    assert_eq!(read("100000000000"), "1973-03-03T09:46:40.000Z");
    assert_eq!(read("0s"), "1970-01-01T00:00:00.000Z");
}

#[test]
fn an_integer_that_is_surely_seconds_is_refused_and_shown_as_such() {
    let error = refused("1700000000");
    assert!(error.to_string().contains("before 1973"), "{error}");
    assert_eq!(error.hints, ["for seconds, write 1700000000s"]);
    assert!(!refused("99999999999").hints.is_empty());
}

#[test]
fn now_is_a_time_and_can_be_gone_back_from() {
    assert_eq!(read("now"), "2026-11-20T20:00:00.123Z");
    assert_eq!(read("now-90m"), "2026-11-20T18:30:00.123Z");
    assert_eq!(read("now-1d12h"), "2026-11-19T08:00:00.123Z");
    assert_eq!(read("now - 1h 30m"), "2026-11-20T18:30:00.123Z");
}

#[test]
fn a_relative_time_that_cannot_be_counted_is_refused() {
    assert!(
        refused("now-1month")
            .to_string()
            .contains("no fixed length")
    );
    assert!(refused("now-90").to_string().contains("without a unit"));
    assert!(refused("now+5m").to_string().contains("in the future"));
    assert!(refused("now--5m").to_string().contains("not negative"));
    assert!(refused("now-").to_string().contains("empty"));
    assert!(refused("nowadays").to_string().contains("is no time"));
    assert!(refused("now-99999d").to_string().contains("before 1970"));
    assert!(
        refused("now-99999999999w")
            .to_string()
            .contains("1970 to 9999")
    );
}

#[test]
fn a_time_without_a_zone_shows_both_readings() {
    for text in [
        "2026-11-20T08:00:00",
        "2026-11-20 08:00",
        "2026-11-20T08:00:00.0",
    ] {
        let error = refused(text);
        assert!(error.to_string().contains("without a zone"), "{error}");
        assert_eq!(
            error.hints,
            [
                "--zone UTC reads it as 2026-11-20 08:00:00.000 UTC",
                "--zone local reads it as 2026-11-20 00:00:00.000 UTC"
            ]
        );
    }
    assert!(refused("2026-11-20").to_string().contains("without a zone"));
}

#[test]
fn a_zone_says_how_a_time_without_one_is_read() {
    assert_eq!(
        read_in("2026-11-20 08:00", "UTC"),
        "2026-11-20T08:00:00.000Z"
    );
    assert_eq!(
        read_in("2026-11-20 08:00", "local"),
        "2026-11-20T00:00:00.000Z"
    );
    assert_eq!(
        read_in("2026-11-20", "Europe/Berlin"),
        "2026-11-19T23:00:00.000Z"
    );
    assert_eq!(
        read_in("2026-11-20T08:00:00.5", "UTC"),
        "2026-11-20T08:00:00.500Z"
    );
}

#[test]
fn a_local_time_that_a_clock_change_skips_is_refused() {
    let error = refused_in("2026-03-29 02:30", "Europe/Berlin");
    assert_eq!(
        error.to_string(),
        "2026-03-29 02:30: a clock change in Europe/Berlin skips this time"
    );
}

#[test]
fn a_local_time_that_a_clock_change_repeats_is_refused_with_both_instants() {
    let error = refused_in("2026-10-25 02:30", "Europe/Berlin");
    assert!(error.to_string().contains("repeats this time"), "{error}");
    assert_eq!(
        error.hints,
        [
            "the first time it is 2026-10-25T00:30:00.000Z",
            "the second time it is 2026-10-25T01:30:00.000Z"
        ]
    );
}

#[test]
fn a_time_in_the_future_is_refused_and_named_with_now() {
    let error = refused("2026-11-20T20:00:00.124Z");
    assert_eq!(
        error.to_string(),
        "2026-11-20T20:00:00.124Z: 2026-11-20 20:00:00.124 UTC is in the future (it is 2026-11-20 20:00:00.123 UTC now)"
    );
    assert_eq!(read("2026-11-20T20:00:00.123Z"), "2026-11-20T20:00:00.123Z");
    assert!(
        refused("1900000000000")
            .to_string()
            .contains("in the future")
    );
}

#[test]
fn a_time_finer_than_kafkas_is_refused_unless_the_rest_is_zero() {
    for fraction in ["1234", "0001", "1230000000000001"] {
        let text = format!("2026-11-20T08:00:00.{fraction}Z");
        assert!(
            refused(&text)
                .to_string()
                .contains("finer than a millisecond"),
            "{text}"
        );
    }
    assert_eq!(
        read("2026-11-20T08:00:00.123000000000Z"),
        "2026-11-20T08:00:00.123Z"
    );
}

#[test]
fn absurd_times_are_refused() {
    assert!(refused("-1700000000000").to_string().contains("no sign"));
    assert!(
        refused("1969-12-31T23:59:59Z")
            .to_string()
            .contains("before 1970")
    );
    for text in [
        "253402300800000",
        "9223372036854775807",
        "9223372036854775808",
        "9223372036854775807s",
    ] {
        assert!(refused(text).to_string().contains("1970 to 9999"), "{text}");
    }
}

#[test]
fn what_is_no_time_is_refused_with_the_forms() {
    let texts = [
        "",
        "yesterday",
        "10000-01-01T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-11-20T24:00:00Z",
        "2026-11-20T08:00:60Z",
        "2026-11-20T8:00:00Z",
        "2026-11-20T08:00:00.Z",
        "2026-11-20T08Z",
        "2026-11-20T08:00.5Z",
        "2026-11-20-08:00",
        "2026-11-20Z",
        "20261120T080000Z",
        "2026-11-20T08:00:00+24:00",
        "2026-11-20T08:00:00+0800",
        "1700000000000ms",
        "2026-11-20T08:00:00 CST",
        "é",
    ];
    for text in texts {
        let error = refused(text);
        assert!(error.to_string().ends_with("is no time"), "{error}");
        assert_eq!(error.kind.status().code(), 2);
        assert!(error.hints[0].contains("now-1d12h"));
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(
        text in "\\PC*",
        likely in "(now-?)?[0-9]{0,20}[-:TZs. +0-9]{0,24}(UTC|Z|[-+][0-9:]{5})?",
        zone in prop::sample::select(vec!["UTC", "local", "Europe/Berlin", "Pacific/Apia"]),
    ) {
        for zone in [None, Some(zone.parse().unwrap())] {
            let _ = parse_time(&text, &context(zone));
            let _ = parse_time(&likely, &context(zone));
        }
    }

    #[test]
    fn every_past_millisecond_comes_back_from_its_texts(millis in SMALLEST_MILLIS..1_700_000_000_000) {
        let time = DateTime::from_timestamp_millis(millis).unwrap();
        for text in [millis.to_string(), instant(time), readable(time)] {
            prop_assert_eq!(parse_time(&text, &context(None)).unwrap(), time);
        }
    }
}
