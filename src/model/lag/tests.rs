use proptest::prelude::*;

use super::*;

fn offset(value: i64) -> Offset {
    Offset::new(value).unwrap()
}

fn range(log_start: i64, last_stable: i64, end: i64) -> OffsetRange {
    OffsetRange {
        log_start: offset(log_start),
        log_start_epoch: None,
        end: offset(end),
        end_epoch: None,
        last_stable: offset(last_stable),
    }
}

fn lag(committed: i64, range: OffsetRange) -> Lag {
    Lag::of(Ok(Some(offset(committed))), Ok(range), LagBasis::End)
}

#[test]
fn a_commit_inside_the_log_has_a_lag_and_headroom_and_lost_nothing() {
    let found = lag(150, range(100, 200, 200));
    assert_eq!((found.lag, found.lost), (Some(50), Some(0)));
    let headroom = Headroom {
        offsets: 50,
        percent: 50.0,
    };
    assert_eq!(found.headroom, Some(headroom));
    assert_eq!(found.gap, None);
}

#[test]
fn a_log_start_beyond_the_commit_is_a_loss_and_leaves_no_headroom() {
    let found = lag(70, range(100, 200, 200));
    assert_eq!((found.lag, found.lost), (Some(130), Some(30)));
    assert_eq!(found.headroom.unwrap().offsets, 0);
    assert_eq!(found.headroom.unwrap().percent, 0.0);
}

#[test]
fn nothing_behind_has_no_headroom_to_lose() {
    let found = lag(200, range(100, 200, 200));
    assert_eq!((found.lag, found.headroom), (Some(0), None));
}

#[test]
fn an_open_transaction_is_lag_to_the_end_and_none_to_the_last_stable_offset() {
    let held = range(0, 60, 100);
    let stable = |committed| {
        let committed = Ok(Some(offset(committed)));
        Lag::of(committed, Ok(held.clone()), LagBasis::LastStable)
    };
    assert_eq!(lag(60, held.clone()).lag, Some(40));
    assert_eq!(stable(60).lag, Some(0));
    assert_eq!(stable(50).lag, Some(10));
    let uncommitted_reader = stable(80);
    assert_eq!(uncommitted_reader.lag, Some(0));
    assert_eq!(uncommitted_reader.gap, None);
}

#[test]
fn no_commit_is_unknown_and_no_error() {
    let found = Lag::of(Ok(None), Ok(range(5, 9, 9)), LagBasis::End);
    assert_eq!((found.lag, found.lost, found.headroom), (None, None, None));
    assert_eq!(found.gap, Some(LagGap::Uncommitted));
    assert_eq!(found.error(), None);
    assert_eq!(found.at_most(), Some(4));
    assert!(!found.is_unread());
}

#[test]
fn a_commit_beyond_the_end_is_told_and_has_no_lag() {
    let found = lag(300, range(100, 200, 200));
    assert_eq!((found.lag, found.lost, found.headroom), (None, None, None));
    let why = "the commit 300 is beyond the end of the log (200)";
    assert_eq!(found.error().unwrap(), why);
    assert_eq!(found.at_most(), Some(100));
}

#[test]
fn what_could_not_be_read_keeps_what_could() {
    let late = || LagGap::Unreadable("late".to_owned());
    let no_range = Lag::of(Ok(Some(offset(7))), Err(late()), LagBasis::End);
    assert_eq!(no_range.committed, Some(offset(7)));
    assert_eq!((no_range.lag, no_range.at_most()), (None, None));
    assert!(no_range.is_unread());
    let no_commit = Lag::of(
        Err(LagGap::Unreadable("commit: pending".to_owned())),
        Ok(range(1, 9, 9)),
        LagBasis::LastStable,
    );
    assert_eq!((no_commit.end, no_commit.lag), (Some(offset(9)), None));
    assert_eq!(no_commit.error().unwrap(), "commit: pending");
    assert!(no_commit.is_unread());
}

#[test]
fn a_stored_number_that_is_no_offset_is_no_commit_and_says_so() {
    let negative = || LagGap::Negative(NegativeOffset::new(-1).unwrap());
    let found = Lag::of(Err(negative()), Ok(range(5, 9, 9)), LagBasis::End);
    assert_eq!((found.committed, found.lag, found.lost), (None, None, None));
    assert_eq!((found.end, found.at_most()), (Some(offset(9)), Some(4)));
    assert!(found.is_uncommitted() && !found.is_unread());
    let why = "the stored commit is -1, which no consumer can start from: treated as no commit";
    assert_eq!(found.error().as_deref(), Some(why));
    let late = LagGap::Unreadable("late".to_owned());
    let no_range = Lag::of(Err(negative()), Err(late), LagBasis::End);
    assert!(no_range.is_unread());
}

#[test]
fn a_deleted_topic_holds_nothing_to_lag_behind() {
    let gone = LagGap::Gone("the topic does not exist".to_owned());
    let found = Lag::of(Ok(Some(offset(7))), Err(gone), LagBasis::End);
    assert_eq!((found.lag, found.at_most()), (None, Some(0)));
    assert!(!found.is_unread());
    assert_eq!(found.error().unwrap(), "the topic does not exist");
}

fn ranges() -> impl Strategy<Value = OffsetRange> {
    (0..=i64::MAX, 0..=i64::MAX, 0..=i64::MAX).prop_map(|(a, b, c)| {
        let mut at = [a, b, c];
        at.sort_unstable();
        range(at[0], at[1], at[2])
    })
}

fn bases() -> impl Strategy<Value = LagBasis> {
    prop_oneof![Just(LagBasis::End), Just(LagBasis::LastStable)]
}

proptest! {
    #[test]
    fn numbers_are_there_exactly_where_a_commit_lies_before_the_end(
        committed in proptest::option::of(0..=i64::MAX),
        range in ranges(),
        basis in bases(),
    ) {
        let committed = committed.map(offset);
        let known = committed.is_some_and(|at| at <= range.end);
        let found = Lag::of(Ok(committed), Ok(range.clone()), basis);
        prop_assert_eq!(found.lag.is_some(), known);
        prop_assert_eq!(found.lost.is_some(), known);
        prop_assert_eq!(found.gap.is_none(), known);
        prop_assert_eq!(found.headroom.is_some(), found.lag.is_some_and(|lag| lag > 0));
        prop_assert_eq!(found.end, Some(range.end));
    }

    #[test]
    fn lag_and_headroom_make_up_the_log_and_what_was_lost(
        range in ranges(),
        committed in 0..=i64::MAX,
    ) {
        let found = Lag::of(Ok(Some(offset(committed))), Ok(range.clone()), LagBasis::End);
        if let (Some(lag), Some(lost), Some(headroom)) = (found.lag, found.lost, found.headroom) {
            prop_assert_eq!(u128::from(lag) + u128::from(headroom.offsets),
                u128::from(range.records()) + u128::from(lost));
            prop_assert!(lost == 0 || headroom.offsets == 0);
            prop_assert!((0.0..=100.0).contains(&headroom.percent));
        }
    }

    #[test]
    fn the_lag_to_the_last_stable_offset_is_never_the_larger(
        range in ranges(),
        committed in 0..=i64::MAX,
    ) {
        let lag = |basis| Lag::of(Ok(Some(offset(committed))), Ok(range.clone()), basis).lag;
        prop_assert!(lag(LagBasis::LastStable) <= lag(LagBasis::End));
    }
}
