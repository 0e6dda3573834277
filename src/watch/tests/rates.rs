use proptest::prelude::*;

use super::*;
use crate::watch::forecast::{catch_up, time_to_loss};

#[test]
fn a_rate_is_what_was_passed_in_the_time_between() {
    let mut story = Story::new();
    story.at(0, seen(&[lag(0, Some(100), 1_000), lag(0, Some(0), 50)]));
    assert_eq!(story.summary().consumed, None, "one reading has no rate");
    story.at(4, seen(&[lag(0, Some(140), 1_080), lag(0, Some(20), 50)]));
    assert_eq!(story.summary().consumed, Some(15.0));
    assert_eq!(story.summary().produced, Some(20.0));
}

#[test]
fn a_sum_of_rates_is_not_known_before_each_of_them_is() {
    let mut story = Story::new();
    story.at(0, seen(&[lag(0, Some(0), 50)]));
    story.at(2, seen(&[lag(0, Some(20), 50), lag(0, Some(5), 50)]));
    assert_eq!(story.summary().consumed, None);
    assert_eq!(story.summary().produced, None);
    story.at(4, seen(&[lag(0, Some(40), 50), lag(0, Some(9), 50)]));
    assert_eq!(story.summary().consumed, Some(12.0));
    let without = lag(0, None, 50);
    story.at(6, seen(&[lag(0, Some(60), 50), without]));
    assert_eq!(story.summary().consumed, Some(10.0), "no commit, no rate");
}

#[test]
fn a_rate_forgets_what_is_long_ago() {
    let mut story = Story::new();
    for seconds in 0..=20 {
        story.at(
            seconds,
            seen(&[lag(0, Some(i64::try_from(seconds).unwrap() * 100), 9_000)]),
        );
    }
    for seconds in 21..=60 {
        story.at(seconds, seen(&[lag(0, Some(2_000), 9_000)]));
    }
    assert_eq!(story.summary().consumed, Some(0.0));
}

#[test]
fn a_commit_every_five_seconds_is_no_standstill() {
    let mut story = Story::new();
    for seconds in 0..=60_u64 {
        let committed = i64::try_from(seconds / 5 * 5).unwrap() * 100;
        story.at(seconds, seen(&[lag(0, Some(committed), committed + 400)]));
        if seconds >= 10 {
            let consumed = story.summary().consumed.unwrap();
            assert!(
                (40.0..=140.0).contains(&consumed),
                "{consumed} at {seconds} s"
            );
        }
    }
}

#[test]
fn an_offset_that_went_back_has_no_rate() {
    let mut story = Story::new();
    story.at(0, seen(&[lag(0, Some(500), 1_000)]));
    story.at(2, seen(&[lag(0, Some(600), 1_000)]));
    story.at(4, seen(&[lag(0, Some(10), 1_000)]));
    assert_eq!(story.summary().consumed, None);
    assert_eq!(story.summary().produced, Some(0.0));
    story.at(6, seen(&[lag(0, Some(30), 1_000)]));
    assert_eq!(story.summary().consumed, Some(10.0));
}

/// A group that nobody is in.
fn deserted(lags: &[Lag]) -> Seen {
    Seen {
        state: GroupState::Empty,
        members: Vec::new(),
        ..seen(lags)
    }
}

#[test]
fn what_is_skipped_in_a_group_without_members_is_told_and_in_no_rate() {
    let mut story = Story::new();
    story.at(0, deserted(&[lag(0, Some(3), 360), lag(0, Some(9), 9)]));
    story.at(2, deserted(&[lag(0, Some(360), 360), lag(0, Some(9), 9)]));
    assert_eq!(
        story.events,
        ["commit moved forward with no member seen: orders:0 from 3 to 360"]
    );
    for seconds in 3..60 {
        let consumed = story.summary().consumed;
        assert!(matches!(consumed, None | Some(0.0)), "{consumed:?}");
        story.at(seconds, deserted(&[lag(0, Some(360), 360)]));
    }
    assert_eq!(story.events.len(), 2, "{:?}", story.events);
}

#[test]
fn a_fast_consumer_skips_nothing_however_it_starts_and_stops() {
    let mut story = Story::new();
    let at = |committed| [lag(0, Some(committed), 9_000_000)];
    story.at(0, deserted(&at(0)));
    story.at(2, seen(&at(1_000_000)));
    assert_eq!(
        story.summary().consumed,
        None,
        "a reset could have been there"
    );
    story.at(4, seen(&at(3_000_000)));
    assert_eq!(story.summary().consumed, Some(1_000_000.0));
    story.at(6, deserted(&at(4_000_000)));
    assert_eq!(story.summary().consumed, None);
    story.at(8, deserted(&at(4_000_000)));
    let skips = |event: &String| event.contains("forward");
    assert!(!story.events.iter().any(skips), "{:?}", story.events);
}

#[test]
fn a_move_while_all_members_are_others_is_in_no_rate() {
    let mut story = Story::new();
    let of = |id: &str, committed| Seen {
        members: vec![member(id)],
        ..seen(&[lag(0, Some(committed), 9_000)])
    };
    story.at(0, of("a", 0));
    story.at(2, of("b", 5_000));
    assert_eq!(story.summary().consumed, None);
    story.at(4, of("b", 5_020));
    assert_eq!(story.summary().consumed, Some(10.0));
}

#[test]
fn a_simple_group_consumes_without_members() {
    let mut story = Story::new();
    let simple = |committed| Seen {
        group_type: GroupType::Simple,
        ..deserted(&[lag(0, Some(committed), 9_000)])
    };
    story.at(0, simple(0));
    story.at(2, simple(100));
    assert_eq!(story.summary().consumed, Some(50.0));
    assert!(story.events.is_empty(), "{:?}", story.events);
}

#[test]
fn a_commit_that_moved_forward_while_nothing_could_be_read_is_no_skip() {
    let mut story = Story::new();
    story.at(0, deserted(&[lag(0, Some(3), 360)]));
    story.watched().fail("timed out".to_owned());
    story.at(60, deserted(&[lag(0, Some(360), 360)]));
    assert!(story.events.is_empty(), "{:?}", story.events);
}

#[test]
fn no_rate_reaches_across_a_failure_or_a_pause() {
    let mut story = Story::new();
    story.at(0, seen(&[lag(0, Some(0), 1_000)]));
    story.at(2, seen(&[lag(0, Some(20), 1_000)]));
    story.watched().fail("timed out".to_owned());
    assert_eq!(story.summary().consumed, None);
    story.at(60, seen(&[lag(0, Some(900), 1_000)]));
    assert_eq!(story.summary().consumed, None);
    story.at(62, seen(&[lag(0, Some(902), 1_000)]));
    assert_eq!(story.summary().consumed, Some(1.0));
}

#[test]
fn a_lag_is_caught_up_by_what_is_read_beyond_what_is_written() {
    let behind = lag(0, Some(0), 1_000);
    let seconds = |time| CatchUp::In(Duration::from_secs(time));
    assert_eq!(catch_up(&behind, Some(60.0), Some(10.0)), seconds(20));
    assert_eq!(catch_up(&behind, Some(10.0), Some(10.0)), CatchUp::Never);
    assert_eq!(catch_up(&behind, Some(0.0), Some(0.0)), CatchUp::Never);
    assert_eq!(catch_up(&behind, None, Some(10.0)), CatchUp::Unknown);
    assert_eq!(catch_up(&lag(0, Some(7), 7), None, None), CatchUp::Now);
    assert_eq!(
        catch_up(&lag(0, None, 7), None, Some(1.0)),
        CatchUp::Unknown
    );
    assert_eq!(catch_up(&lag(7, None, 7), None, None), CatchUp::Now);
}

#[test]
fn a_lag_of_some_seconds_that_is_being_read_keeps_up() {
    let behind = lag(0, Some(0), 1_000);
    assert_eq!(catch_up(&behind, Some(95.0), Some(100.0)), CatchUp::KeepsUp);
    assert_eq!(catch_up(&behind, Some(0.0), Some(100.0)), CatchUp::Never);
    assert_eq!(catch_up(&behind, Some(95.0), Some(99.0)), CatchUp::Never);
}

#[test]
fn a_group_is_as_far_from_the_end_as_its_slowest_partition() {
    let mut story = Story::new();
    let stuck = lag(0, Some(5), 9);
    story.at(0, seen(&[lag(0, Some(0), 1_000), stuck.clone()]));
    story.at(5, seen(&[lag(0, Some(50), 1_000), stuck.clone()]));
    assert_eq!(
        story.summary().catch_up,
        CatchUp::Unknown,
        "too early to tell"
    );
    story.at(10, seen(&[lag(0, Some(100), 1_000), stuck]));
    assert_eq!(story.summary().catch_up, CatchUp::Never);
}

#[test]
fn a_loss_comes_as_the_start_of_the_log_nears_the_commit() {
    let near = lag(100, Some(200), 1_000);
    let seconds = |time| Some(Duration::from_secs(time));
    assert_eq!(time_to_loss(&near, Some(5.0), Some(15.0)), seconds(10));
    assert_eq!(time_to_loss(&near, Some(15.0), Some(15.0)), None);
    assert_eq!(time_to_loss(&near, None, Some(15.0)), None);
    assert_eq!(
        time_to_loss(&lag(0, Some(9), 9), Some(0.0), Some(1.0)),
        None,
        "nothing lags"
    );
}

proptest! {
    #[test]
    fn no_rate_is_negative_or_not_a_number(
        offsets in prop::collection::vec((0_u64..100, 0..=i64::MAX), 1..40),
    ) {
        let mut passed = 0;
        let mut pace = Pace::begin(Duration::ZERO, Offset::ZERO);
        for (seconds, at) in offsets {
            passed += seconds;
            pace = pace.then(Duration::from_secs(passed), offset(at));
            if let Some(rate) = pace.per_second() {
                prop_assert!(rate.is_finite() && rate >= 0.0);
            }
        }
    }

    #[test]
    fn a_forecast_never_panics(
        committed in 0..=i64::MAX,
        end in 0..=i64::MAX,
        consumed in prop::option::of(0.0..1e18),
        produced in prop::option::of(0.0..1e18),
    ) {
        let lag = lag(0, Some(committed), end);
        let told = catch_up(&lag, consumed, produced);
        prop_assert_eq!(told == CatchUp::Now, lag.lag == Some(0));
        let _ = time_to_loss(&lag, consumed, produced);
    }

    #[test]
    fn a_steady_rate_is_found_whatever_the_interval(
        interval in 1_u64..20, rate in 0_u64..1_000_000, readings in 2_u64..50,
    ) {
        let mut pace = Pace::begin(Duration::ZERO, Offset::ZERO);
        for reading in 1..readings {
            let passed = reading * interval;
            let at = i64::try_from(passed * rate).unwrap();
            pace = pace.then(Duration::from_secs(passed), offset(at));
        }
        prop_assert_eq!(pace.per_second(), Some(rate as f64));
    }
}
