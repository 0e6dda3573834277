//! Writes of which it is not known whether they were done, and what the read-back says.

use super::*;
use crate::kafka::fake::{Written, member};
use crate::model::ErrorCode;

/// Codes that may follow a write that was done.
const DOUBTFUL: [ErrorCode; 8] = [
    ErrorCode::TIMED_OUT,
    ErrorCode::TRANSPORT,
    ErrorCode::ALL_BROKERS_DOWN,
    ErrorCode::BAD_MESSAGE,
    ErrorCode::NOT_COORDINATOR,
    ErrorCode::COORDINATOR_NOT_AVAILABLE,
    ErrorCode::REQUEST_TIMED_OUT,
    ErrorCode::NETWORK_EXCEPTION,
];

fn unknown(ended: &Captured) {
    assert_eq!(
        ended.status(),
        ExitStatus::PartialOrUnknown,
        "{}",
        ended.err
    );
    assert_eq!(result(ended), "unknown");
    assert_eq!(statuses(ended), ["billing 0 unknown", "billing 1 unknown"]);
    assert!(!ended.err.contains("nothing was changed"), "{}", ended.err);
}

#[test]
fn a_lost_answer_to_a_commit_that_stands_is_applied() {
    for code in DOUBTFUL {
        let cluster = cluster();
        cluster.at(Call::Commit).lose_answer(code, Written::AtOnce);
        let ended = carried_out(&cluster, &billing(), &YES_JSON);
        assert_eq!(ended.status(), ExitStatus::Done, "{code:?}");
        assert_eq!(statuses(&ended), ["billing 0 applied", "billing 1 applied"]);
        assert_eq!(cluster.sizes(Call::Fresh).len(), 1);
    }
}

#[test]
fn a_lost_answer_to_a_commit_that_does_not_stand_is_unknown() {
    for code in DOUBTFUL {
        let cluster = cluster();
        cluster.at(Call::Commit).lose_answer(code, Written::Never);
        unknown(&carried_out(&cluster, &billing(), &YES_JSON));
        assert_eq!(offsets(&cluster, "billing"), [150, 150]);
    }
}

#[test]
fn a_commit_that_is_carried_out_after_the_read_back_was_not_called_refused() {
    let cluster = cluster();
    let commit = || cluster.at(Call::Commit);
    let code = ErrorCode::TIMED_OUT;
    // The read-back is the first read of commits from then on.
    commit().nth(1).lose_answer(code, Written::BeforeRead(2));
    commit()
        .nth(2)
        .times(usize::MAX)
        .lose_answer(code, Written::Never);
    unknown(&carried_out(&cluster, &billing(), &YES_JSON));
    let again = carried_out(&cluster, &billing(), &DRY_RUN);
    assert!(again.err.contains("nothing to do"), "{}", again.err);
    assert_eq!(offsets(&cluster, "billing"), [120, 170]);
}

#[test]
fn a_commit_that_is_carried_out_just_before_the_read_back_is_applied() {
    let cluster = cluster();
    cluster
        .at(Call::Commit)
        .lose_answer(ErrorCode::TIMED_OUT, Written::BeforeRead(1));
    let ended = carried_out(&cluster, &billing(), &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::Done);
}

#[test]
fn a_doubtful_first_try_stays_unknown_when_the_second_is_refused() {
    let cluster = cluster();
    let commit = || cluster.at(Call::Commit);
    commit()
        .nth(1)
        .lose_answer(ErrorCode::TIMED_OUT, Written::Never);
    commit().nth(2).fail(ErrorCode::UNKNOWN_MEMBER_ID);
    let ended = carried_out(&cluster, &billing(), &YES_JSON);
    unknown(&ended);
    let both = "error -185; sent again: a member has joined the group";
    assert!(ended.out.contains(both), "{}", ended.out);
    assert_eq!(changes(&cluster).len(), 2);
}

#[test]
fn a_doubtful_first_try_stays_unknown_when_the_second_is_never_sent() {
    let cluster = cluster();
    let commit = || cluster.at(Call::Commit);
    commit()
        .nth(1)
        .lose_answer(ErrorCode::TIMED_OUT, Written::Never);
    commit()
        .nth(2)
        .times(usize::MAX)
        .fail(ErrorCode::PURGED_IN_QUEUE);
    unknown(&carried_out(&cluster, &billing(), &YES_JSON));
}

#[test]
fn a_doubtful_first_try_stays_unknown_while_the_coordinator_loads() {
    let cluster = cluster();
    let commit = || cluster.at(Call::Commit);
    commit()
        .nth(1)
        .lose_answer(ErrorCode::TRANSPORT, Written::Never);
    commit()
        .nth(2)
        .times(usize::MAX)
        .fail(ErrorCode::COORDINATOR_LOAD_IN_PROGRESS);
    unknown(&carried_out(&cluster, &billing(), &YES_JSON));
}

#[test]
fn a_doubtful_first_try_that_stands_is_applied_though_the_second_is_refused() {
    let cluster = cluster();
    cluster
        .at(Call::Commit)
        .nth(1)
        .lose_answer(ErrorCode::TIMED_OUT, Written::AtOnce);
    cluster
        .at(Call::Commit)
        .nth(1)
        .after(|cluster| cluster.join("billing", member("m", &[("orders", 0)])));
    let ended = carried_out(&cluster, &billing(), &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(changes(&cluster).len(), 2);
}

#[test]
fn a_doubtful_removal_is_applied_when_the_commit_is_gone_and_unknown_when_it_is_there() {
    let removal = to(&["billing"], &[None, None]);
    let code = ErrorCode::TIMED_OUT;
    let cluster_it_reached = cluster();
    cluster_it_reached
        .at(Call::DeleteCommits)
        .lose_answer(code, Written::AtOnce);
    let ended = carried_out(&cluster_it_reached, &removal, &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::Done);

    let cluster = cluster();
    cluster
        .at(Call::DeleteCommits)
        .lose_answer(code, Written::Never);
    unknown(&carried_out(&cluster, &removal, &YES_JSON));
}

#[test]
fn a_doubtful_commit_holds_back_what_was_to_be_deleted() {
    let cluster = cluster();
    cluster
        .at(Call::Commit)
        .lose_answer(ErrorCode::TIMED_OUT, Written::AtOnce);
    let ended = carried_out(&cluster, &to(&["billing"], &[Some(120), None]), &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::PartialOrUnknown);
    assert_eq!(result(&ended), "partial");
    assert_eq!(statuses(&ended), ["billing 0 applied", "billing 1 failed"]);
    assert!(cluster.sizes(Call::DeleteCommits).is_empty());
}

#[test]
fn a_doubt_at_one_partition_leaves_the_others_applied() {
    let cluster = cluster();
    let code = ErrorCode::BAD_MESSAGE;
    cluster.at(Call::Commit).fail_partition("orders", 1, code);
    let ended = carried_out(&cluster, &billing(), &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::PartialOrUnknown);
    assert_eq!(result(&ended), "unknown");
    assert_eq!(statuses(&ended), ["billing 0 applied", "billing 1 unknown"]);
}

#[test]
fn an_acknowledged_commit_that_reads_back_differently_is_unknown() {
    let cluster = cluster();
    cluster.at(Call::Commit).after(|cluster| {
        for partition in 0..2 {
            cluster.commit_offset("billing", "orders", partition, 199);
        }
    });
    let ended = carried_out(&cluster, &billing(), &YES_JSON);
    unknown(&ended);
    assert!(
        ended
            .out
            .contains("the broker took it, and now 199 stands there"),
        "{}",
        ended.out
    );
}

#[test]
fn an_acknowledged_commit_that_is_gone_at_the_read_back_is_unknown() {
    let cluster = cluster();
    cluster
        .at(Call::Commit)
        .after(|cluster| cluster.remove_group("billing"));
    let ended = carried_out(&cluster, &billing(), &YES_JSON);
    unknown(&ended);
    assert!(
        ended.out.contains("now there is no commit"),
        "{}",
        ended.out
    );
}

#[test]
fn an_acknowledged_commit_that_cannot_be_read_back_is_unknown() {
    type Fault = fn(&FakeCluster);
    // The third read of commits is the read-back.
    let faults: [Fault; 2] = [
        |cluster| cluster.at(Call::Commits).nth(3).fail(ErrorCode::TRANSPORT),
        |cluster| {
            let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
            cluster.at(Call::Commits).nth(3).fail_group("billing", code);
        },
    ];
    for fault in faults {
        let cluster = cluster();
        fault(&cluster);
        let ended = carried_out(&cluster, &billing(), &YES_JSON);
        unknown(&ended);
        let document: Value = serde_json::from_str(&ended.out).unwrap();
        assert_eq!(document["incomplete"].as_array().unwrap().len(), 1);
        let unread = document["incomplete"][0].as_str().unwrap();
        let places = "orders:0 of group billing, orders:1 of group billing: could not be read back";
        assert!(unread.starts_with(places), "{unread}");
        assert_eq!(
            document["groups"][0]["partitions"][0]["read_back"],
            Value::Null
        );
    }
}

#[test]
fn a_doubtful_commit_stays_unknown_where_no_fresh_connection_can_be_had() {
    let cluster = cluster();
    cluster
        .at(Call::Commit)
        .lose_answer(ErrorCode::TIMED_OUT, Written::AtOnce);
    cluster.at(Call::Fresh).fail(ErrorCode::TRANSPORT);
    unknown(&carried_out(&cluster, &billing(), &YES_JSON));
}

#[test]
fn a_read_back_under_a_transaction_that_began_meanwhile_shows_what_was_committed() {
    let cluster = cluster();
    cluster
        .at(Call::Commit)
        .after(|cluster| cluster.commit_in_transaction("billing", "orders", 0, 190));
    let ended = carried_out(&cluster, &billing(), &YES);
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
}
