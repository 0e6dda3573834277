use super::*;

fn unreadable(why: &str) -> Lag {
    Lag::of(
        Ok(None),
        Err(LagGap::Unreadable(why.to_owned())),
        LagBasis::End,
    )
}

#[test]
fn the_first_reading_holds_no_news() {
    let mut story = Story::new();
    story.at(0, seen(&[lag(0, Some(1), 2)]));
    assert_eq!(story.watched().events().count(), 0);
}

#[test]
fn who_joins_and_leaves_is_named() {
    let mut story = Story::new();
    story.at(0, seen(&[]));
    story.at(
        2,
        Seen {
            members: vec![member("billing-2")],
            ..seen(&[])
        },
    );
    story.at(
        4,
        Seen {
            members: Vec::new(),
            state: GroupState::Empty,
            ..seen(&[])
        },
    );
    assert_eq!(
        story.events,
        [
            "left: billing-1 (10.0.0.1)",
            "joined: billing-2 (10.0.0.1)",
            "left: billing-2 (10.0.0.1)",
            "became empty"
        ]
    );
}

#[test]
fn a_commit_that_becomes_no_offset_is_told_once_with_its_number() {
    let stored = |number| {
        let negative = NegativeOffset::new(number).unwrap();
        Lag::of(
            Err(LagGap::Negative(negative)),
            Ok(log(0, 9)),
            LagBasis::End,
        )
    };
    let mut story = Story::new();
    story.at(0, seen(&[lag(0, Some(7), 9)]));
    story.at(2, seen(&[stored(-1)]));
    story.at(4, seen(&[stored(-1)]));
    let event = "the stored commit is negative, treated as no commit: orders:0 is -1";
    assert_eq!(story.events, [event]);
}

#[test]
fn many_commits_that_move_back_are_one_event() {
    let mut story = Story::new();
    let all = |committed| vec![lag(0, Some(committed), 9); 5];
    story.at(0, seen(&all(7)));
    story.at(2, seen(&all(3)));
    assert_eq!(
        story.events,
        [
            "commit moved back: orders:0 from 7 to 3, orders:1 from 7 to 3, orders:2 from 7 to 3 and 2 more"
        ]
    );
}

#[test]
fn a_commit_that_moved_back_while_nobody_could_read_it_is_still_told() {
    let mut story = Story::new();
    story.at(0, seen(&[lag(0, Some(7), 9)]));
    story.at(2, seen(&[unreadable("timed out")]));
    assert!(story.events.is_empty(), "{:?}", story.events);
    story.at(4, seen(&[lag(0, Some(3), 9)]));
    assert_eq!(story.events, ["commit moved back: orders:0 from 7 to 3"]);
}

#[test]
fn a_log_that_ends_earlier_and_a_commit_that_is_removed_are_told() {
    let mut story = Story::new();
    story.at(0, seen(&[lag(0, Some(7), 9)]));
    story.at(2, seen(&[lag(0, None, 2)]));
    assert_eq!(
        story.events,
        [
            "commit removed: orders:0 at 7",
            "log ends earlier than before: orders:0 from 9 to 2"
        ]
    );
}

#[test]
fn commits_that_go_with_their_topic_are_told() {
    let mut story = Story::new();
    story.at(0, seen(&[lag(0, Some(7), 9), lag(0, Some(8), 9)]));
    story.at(2, seen(&[lag(0, Some(7), 9)]));
    assert_eq!(story.events, ["commit removed: orders:1 at 8"]);
    story.at(4, seen(&[]));
    story.at(6, seen(&[]));
    assert_eq!(story.events[1..], ["commit removed: orders:0 at 7"]);
}

#[test]
fn a_topic_that_is_not_there_is_not_caught_up() {
    let gone = |committed| {
        let gap = LagGap::Gone("topic is not known".to_owned());
        Lag::of(Ok(committed), Err(gap), LagBasis::End)
    };
    for lost in [gone(Some(offset(7))), gone(None)] {
        let mut story = Story::new();
        story.at(0, seen(&[lag(0, Some(9), 9), lost]));
        assert_eq!(story.judged(Until::CaughtUp), Verdict::Unknown);
        assert_eq!(story.summary().catch_up, CatchUp::Unknown);
    }
}

#[test]
fn a_group_that_could_not_be_read_has_no_events_and_no_verdict() {
    let mut story = Story::new();
    story.at(0, seen(&[lag(0, Some(9), 9)]));
    assert_eq!(story.judged(Until::CaughtUp), Verdict::Met);
    story.at(
        2,
        Seen {
            state: GroupState::Unknown,
            members: Vec::new(),
            error: Some("not authorised".to_owned()),
            ..seen(&[])
        },
    );
    assert!(story.events.is_empty(), "{:?}", story.events);
    for until in [Until::CaughtUp, Until::Empty, Until::Active, Until::Moved] {
        assert_eq!(story.judged(until), Verdict::Unknown);
    }
    let group = story.watched().groups().next().unwrap();
    assert_eq!(group.stale.as_deref(), Some("not authorised"));
    assert_eq!(group.seen.members.len(), 1, "what was known stays");
}

#[test]
fn a_failure_tells_each_reason_once() {
    let mut story = Story::new();
    story.at(0, seen(&[lag(0, Some(9), 9)]));
    let watched = story.watched();
    assert!(watched.fail("a".to_owned()));
    assert!(!watched.fail("a".to_owned()));
    assert!(watched.fail("b".to_owned()));
    assert_eq!(watched.failure(), Some("b"));
    assert_eq!(watched.judge(Until::CaughtUp), Verdict::Unknown);
    story.at(8, seen(&[lag(0, Some(9), 9)]));
    assert_eq!(story.judged(Until::CaughtUp), Verdict::Met);
}

#[test]
fn a_group_that_is_missed_by_a_listing_with_a_gap_is_not_gone() {
    let mut story = Story::new();
    story.at(0, seen(&[lag(0, Some(9), 9)]));
    story.reading(
        2,
        BTreeMap::new(),
        vec!["broker 2 did not answer".to_owned()],
    );
    assert_eq!(story.judged(Until::Empty), Verdict::Unknown);
    story.reading(4, BTreeMap::new(), Vec::new());
    assert_eq!(story.events, ["vanished"]);
    assert_eq!(story.judged(Until::Empty), Verdict::Met);
    assert_eq!(story.judged(Until::CaughtUp), Verdict::Unmet);
    story.at(6, seen(&[lag(0, Some(9), 9)]));
    assert_eq!(story.events, ["vanished", "appeared"]);
}

#[test]
fn a_commit_beyond_the_end_is_not_caught_up() {
    let mut story = Story::new();
    story.at(0, seen(&[lag(0, Some(9), 0)]));
    assert_eq!(story.judged(Until::CaughtUp), Verdict::Unmet);
}

#[test]
fn what_could_not_be_read_at_first_has_not_moved_when_it_can() {
    let mut story = Story::new();
    story.at(0, seen(&[unreadable("timed out")]));
    assert_eq!(story.judged(Until::Moved), Verdict::Unknown);
    story.at(2, seen(&[lag(0, Some(5), 9)]));
    assert_eq!(story.judged(Until::Moved), Verdict::Unmet);
    story.at(4, seen(&[lag(0, Some(6), 9)]));
    assert_eq!(story.judged(Until::Moved), Verdict::Met);
    story.at(6, seen(&[lag(0, Some(5), 9)]));
    assert_eq!(
        story.judged(Until::Moved),
        Verdict::Unmet,
        "back where it was"
    );
}

#[test]
fn no_groups_meet_no_condition() {
    let mut story = Story::new();
    story.reading(0, BTreeMap::new(), Vec::new());
    for until in [Until::CaughtUp, Until::Empty, Until::Active, Until::Moved] {
        assert_eq!(story.judged(until), Verdict::Unmet);
    }
}

#[test]
fn a_listing_with_a_gap_meets_no_condition() {
    let mut story = Story::new();
    let group = || BTreeMap::from([(GroupId::new("billing"), seen(&[lag(0, Some(9), 9)]))]);
    let gap = || vec!["broker 2 did not answer".to_owned()];
    story.reading(0, group(), gap());
    assert_eq!(story.judged(Until::CaughtUp), Verdict::Unknown);
    assert_eq!(story.judged(Until::Empty), Verdict::Unmet, "one is enough");
    story.reading(2, group(), Vec::new());
    assert_eq!(story.judged(Until::CaughtUp), Verdict::Met);

    let mut story = Story::new();
    story.reading(0, BTreeMap::new(), gap());
    assert_eq!(story.judged(Until::Empty), Verdict::Unknown);
}

fn gone() -> Seen {
    Seen {
        state: GroupState::Dead,
        members: Vec::new(),
        ..seen(&[])
    }
}

#[test]
fn a_group_that_matched_is_forgotten_some_minutes_after_it_has_gone() {
    let mut story = Story::new();
    story.at(0, seen(&[lag(0, Some(9), 9)]));
    story.reading(2, BTreeMap::new(), Vec::new());
    story.reading(602, BTreeMap::new(), Vec::new());
    assert_eq!(story.watched().groups().len(), 1);
    story.reading(603, BTreeMap::new(), Vec::new());
    assert_eq!(story.watched().groups().len(), 0);
    story.at(604, seen(&[lag(0, Some(9), 9)]));
    assert_eq!(story.events, ["vanished", "appeared"]);
}

#[test]
fn a_group_that_is_named_stays_however_long_it_is_gone() {
    let mut story = Story::new();
    story.at(0, seen(&[lag(0, Some(9), 9)]));
    for seconds in [2, 603, 1_300] {
        story.at(seconds, gone());
    }
    assert_eq!(story.watched().groups().len(), 1);
    assert_eq!(story.events, ["vanished"]);
}

#[test]
fn a_group_that_is_new_and_gone_already_has_not_appeared() {
    let mut story = Story::new();
    story.reading(0, BTreeMap::new(), Vec::new());
    story.at(2, gone());
    assert!(story.events.is_empty(), "{:?}", story.events);
}

#[test]
fn old_events_are_forgotten() {
    let mut story = Story::new();
    for seconds in 0..300 {
        let members = vec![member(&format!("billing-{seconds}"))];
        story.at(
            seconds,
            Seen {
                members,
                ..seen(&[])
            },
        );
    }
    assert_eq!(story.watched().events().count(), 200);
}

/// A log of 10 offsets that read_committed consumers read up to this one.
fn stable_to(last_stable: i64) -> Lag {
    Lag {
        last_stable: Some(offset(last_stable)),
        ..lag(0, Some(0), 10)
    }
}

#[test]
fn a_last_stable_offset_that_moves_no_more_is_told_once() {
    let mut story = Story::new();
    story.at(0, seen(&[stable_to(4), stable_to(10)]));
    story.at(900, seen(&[stable_to(4), stable_to(10)]));
    assert_eq!(story.events, [""; 0]);
    for seconds in [901, 903] {
        story.at(seconds, seen(&[stable_to(4), stable_to(10)]));
    }
    assert_eq!(
        story.events,
        [
            "last stable offset not moved for longer than transaction.max.timeout.ms (900000, Kafka's default: what the brokers are set to cannot be read) lets a transaction be open: orders:0 at 4"
        ]
    );
}

#[test]
fn one_transaction_after_the_other_is_none_that_hangs() {
    let mut story = Story::new();
    story.at(0, seen(&[stable_to(4)]));
    story.at(600, seen(&[stable_to(5)]));
    story.at(1_200, seen(&[stable_to(5)]));
    story.at(1_300, seen(&[stable_to(10)]));
    story.at(2_300, seen(&[stable_to(10)]));
    assert_eq!(story.events, [""; 0]);
}
