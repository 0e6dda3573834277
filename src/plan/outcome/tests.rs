use super::*;
use crate::model::{ErrorCode, NegativeOffset, StoredCommit};
use crate::plan::scene::{Scene, commit, noon, offset, orders};
use crate::plan::{Change, Doubts, Sent, Tried, Verdict, Wanted, judge};

const TIMEOUT: ErrorCode = ErrorCode::REQUEST_TIMED_OUT;

type ReadBack = Result<Option<CommittedOffset>, KafkaError>;

fn error(code: ErrorCode) -> KafkaError {
    KafkaError::new(code, "no")
}

/// Where the change of [`judged`] leads.
fn target() -> ReadBack {
    Ok(Some(CommittedOffset::at(offset(1200))))
}

/// How a move from 1500 to 1200 ended.
fn judged(sent: Sent, read_back: ReadBack) -> PartitionOutcome {
    let change = Scene::committed(1500).goes_to_offset(1200).change();
    judge(
        &change,
        sent,
        read_back.map(|there| there.map(StoredCommit::from)),
    )
}

#[test]
fn what_was_taken_and_stands_there_is_applied() {
    let outcome = judged(Sent::Acknowledged, target());
    assert_eq!((outcome.status, outcome.error), (Status::Applied, None));
}

#[test]
fn what_was_taken_and_does_not_stand_there_is_unknown() {
    let disagreements = [
        (Ok(Some(commit(1500))), "and now 1500 stands there"),
        (Ok(None), "and now there is no commit"),
        (Err(error(TIMEOUT)), "and reading it back failed: no"),
    ];
    for (read_back, expected) in disagreements {
        let outcome = judged(Sent::Acknowledged, read_back);
        assert_eq!(outcome.status, Status::Unknown);
        assert!(outcome.error.unwrap().message.contains(expected));
    }
}

#[test]
fn a_negative_number_that_is_read_back_is_told_as_what_is_stored_now() {
    let negative = NegativeOffset::new(-1).unwrap();
    let judged = |change: &Change| {
        let stored = Ok(Some(StoredCommit::Negative(negative)));
        judge(change, Sent::Acknowledged, stored)
    };
    let moved = Scene::committed(1500).goes_to_offset(1200).change();
    let removed = Scene::committed(1500).wants(Wanted::NoCommit { topic_id: None });
    for (change, what) in [(moved, "commit"), (removed.change(), "deletion")] {
        let outcome = judged(&change);
        assert_eq!(outcome.status, Status::Unknown);
        let message = format!("the broker accepted the {what}, but the stored number is now -1");
        assert_eq!(outcome.error.unwrap().message, message);
        assert!(outcome.read_back.is_err());
    }
    let kept = judged(&Scene::committed(1500).goes_to_offset(1500).change());
    assert_eq!((kept.status, kept.read_back), (Status::Unchanged, Ok(None)));
}

#[test]
fn a_doubtful_write_is_applied_once_it_stands_there_and_unknown_until_then() {
    let doubtful = || Sent::Doubtful(error(TIMEOUT));
    assert_eq!(judged(doubtful(), target()).status, Status::Applied);
    for read_back in [Ok(Some(commit(1500))), Ok(None), Err(error(TIMEOUT))] {
        assert_eq!(judged(doubtful(), read_back).status, Status::Unknown);
    }
}

#[test]
fn what_was_refused_has_failed_whatever_stands_there() {
    let refused = || Sent::Refused(error(ErrorCode::GROUP_AUTHORIZATION_FAILED));
    for read_back in [Ok(Some(commit(1500))), target(), Err(error(TIMEOUT))] {
        assert_eq!(judged(refused(), read_back).status, Status::Failed);
    }
    let unsent = judged(Sent::NotSent, Ok(Some(commit(1500))));
    assert_eq!(unsent.status, Status::Failed);
}

#[test]
fn other_metadata_is_another_commit_and_another_epoch_is_not() {
    let requested = CommittedOffset::at(offset(1200));
    let metadata = Some("theirs".to_owned());
    let noted = CommittedOffset {
        metadata,
        ..requested.clone()
    };
    assert_eq!(
        judged(Sent::Acknowledged, Ok(Some(noted))).status,
        Status::Unknown
    );
    let leader_epoch = Some(9);
    let elected = CommittedOffset {
        leader_epoch,
        ..requested
    };
    assert_eq!(
        judged(Sent::Acknowledged, Ok(Some(elected))).status,
        Status::Applied
    );
}

#[test]
fn a_row_that_stays_is_unchanged_whatever_was_sent() {
    let change = Scene::committed(1500).goes_to_offset(1500).change();
    let outcome = judge(&change, Sent::NotSent, Ok(None));
    assert_eq!((outcome.status, outcome.error), (Status::Unchanged, None));
}

#[test]
fn an_answer_that_may_follow_a_write_is_doubtful() {
    let doubtful = [
        ErrorCode::TIMED_OUT,
        ErrorCode::TRANSPORT,
        ErrorCode::INTERRUPTED,
        ErrorCode::NOT_COORDINATOR,
        ErrorCode::COORDINATOR_NOT_AVAILABLE,
        ErrorCode::REQUEST_TIMED_OUT,
        ErrorCode::NETWORK_EXCEPTION,
        ErrorCode::NOT_LEADER_OR_FOLLOWER,
        ErrorCode::NOT_ENOUGH_REPLICAS_AFTER_APPEND,
        ErrorCode::KAFKA_STORAGE_ERROR,
        ErrorCode(-1),
    ];
    for code in doubtful {
        assert_eq!(Verdict::of(code), Verdict::Doubtful, "{code:?}");
    }
}

#[test]
fn an_answer_that_nothing_was_written_is_none_of_doubt() {
    let loading = ErrorCode::COORDINATOR_LOAD_IN_PROGRESS;
    assert_eq!(Verdict::of(loading), Verdict::TryAgain);
    let refused = [
        ErrorCode::UNKNOWN_MEMBER_ID,
        ErrorCode::GROUP_AUTHORIZATION_FAILED,
        ErrorCode::OFFSET_METADATA_TOO_LARGE,
        ErrorCode::INVALID_COMMIT_OFFSET_SIZE,
        ErrorCode(30_000),
    ];
    for code in refused {
        assert_eq!(Verdict::of(code), Verdict::Refused, "{code:?}");
    }
}

/// The outcome of partitions that ended so.
fn outcome(ended: &[PartitionOutcome]) -> Outcome {
    let rows = (0..).map(|partition| TopicPartition::new("orders", partition));
    let partitions = rows.zip(ended.iter().cloned()).collect();
    let ended = GroupOutcome {
        removal: None,
        partitions,
    };
    Outcome {
        groups: [(GroupId::new("billing"), ended)].into(),
    }
}

#[test]
fn the_worst_that_is_not_known_says_what_came_of_the_whole() {
    let applied = || judged(Sent::Acknowledged, target());
    let failed = || judged(Sent::Refused(error(ErrorCode::UNKNOWN_MEMBER_ID)), Ok(None));
    let unknown = || judged(Sent::Acknowledged, Ok(None));
    let result = |ended: &[PartitionOutcome]| outcome(ended).result();
    assert_eq!(result(&[applied(), applied()]), OverallResult::Applied);
    assert_eq!(result(&[applied(), failed()]), OverallResult::Partial);
    assert_eq!(result(&[failed(), failed()]), OverallResult::Unchanged);
    assert_eq!(
        result(&[applied(), failed(), unknown()]),
        OverallResult::Unknown
    );
    assert_eq!(result(&[]), OverallResult::Unchanged);
}

#[test]
fn a_member_that_joined_explains_a_refusal() {
    let refused = |code| judged(Sent::Refused(error(code)), Ok(Some(commit(1500))));
    let joined = refused(ErrorCode::UNKNOWN_MEMBER_ID);
    let message = &joined.error.as_ref().unwrap().message;
    assert!(message.starts_with("a member has joined the group"));
    let unsent = judged(Sent::NotSent, Ok(None));
    assert!(outcome(&[joined.clone(), unsent]).is_joined());
    let denied = refused(ErrorCode::TOPIC_AUTHORIZATION_FAILED);
    assert!(!outcome(&[joined, denied]).is_joined());
}

#[test]
fn a_plan_that_writes_nothing_leaves_everything_as_it_was_seen() {
    let plan = Scene::committed(1500).goes_to_offset(1500).plan();
    let outcome = Outcome::nothing_to_do(&plan);
    let row = &outcome.groups[&GroupId::new("billing")].partitions[&orders()];
    assert_eq!(row.status, Status::Unchanged);
    assert_eq!(row.read_back, Ok(Some(commit(1500))));
    assert_eq!(outcome.result(), OverallResult::Unchanged);
}

#[test]
fn a_copy_may_come_late_unless_it_was_the_one_that_was_applied() {
    let tried = |sent, copies: u32| {
        let mut doubts = Doubts::default();
        for _ in 0..copies {
            doubts.add(noon());
        }
        Tried { sent, doubts }
    };
    let doubtful = || Sent::Doubtful(error(TIMEOUT));
    for (sent, copies, status, late) in [
        (Sent::Acknowledged, 0, Status::Applied, false),
        (Sent::Acknowledged, 1, Status::Applied, true),
        (doubtful(), 1, Status::Applied, false),
        (doubtful(), 2, Status::Applied, true),
        (doubtful(), 1, Status::Unknown, true),
    ] {
        let late_copy = tried(sent, copies).late_copy(status);
        assert_eq!(late_copy, late.then(noon), "{copies} {status:?}");
    }
}
