use super::*;
use crate::model::ErrorCode;

#[test]
fn a_snapshot_holds_what_a_restore_needs() {
    let ended = snapshot(&cluster(), "billing");
    assert_eq!(
        ended.err,
        "snapshot of 1 group, 3 partitions written to stdout\n"
    );
    let taken = taken(&ended);
    assert_eq!(taken.created_at, now());
    assert_eq!(
        taken.cluster_id.as_ref().unwrap().0,
        "fakeClusterId000000001"
    );
    assert!(!taken.is_partial());
    let group = &taken.groups[&GroupId::new("billing")];
    assert_eq!(
        (group.group_type, group.state),
        (GroupType::Classic, GroupState::Empty)
    );
    let saved = saved(&taken, "billing", "orders", 0);
    assert_eq!(saved.topic_id.as_ref().unwrap().0, "ordersId");
    let committed = saved.committed.as_ref().unwrap().as_ref().unwrap();
    assert_eq!(committed.leader_epoch, Some(2));
    assert_eq!(committed.metadata.as_deref(), Some("noted"));
    let range = saved.range.as_ref().unwrap();
    assert_eq!((range.log_start.get(), range.end.get()), (100, 200));
}

#[test]
fn a_partition_without_a_commit_is_there_without_a_number() {
    let taken = taken(&snapshot(&cluster(), "billing"));
    assert_eq!(
        positions(&taken, "billing"),
        ["orders:0=150", "orders:1=160", "orders:2=none"]
    );
}

#[test]
fn a_topic_that_is_named_is_there_without_any_commit() {
    let cluster = cluster();
    cluster.create_topic("returns", 2);
    let positions_of = |words: &str| positions(&taken(&snapshot(&cluster, words)), "billing");
    assert_eq!(
        positions_of("billing -t returns"),
        ["returns:0=none", "returns:1=none"]
    );
    assert_eq!(
        positions_of("billing -t orders:1-2"),
        ["orders:1=160", "orders:2=none"]
    );
    assert_eq!(
        positions_of("billing -t returns:1 --topics-matching ord.*"),
        [
            "orders:0=150",
            "orders:1=160",
            "orders:2=none",
            "returns:1=none"
        ]
    );
}

#[test]
fn an_open_transaction_shows_in_the_last_stable_offset() {
    let cluster = cluster();
    cluster.produce_in_transaction("orders", 0, &[now(), now()]);
    let taken = taken(&snapshot(&cluster, "billing"));
    let range = saved(&taken, "billing", "orders", 0)
        .range
        .as_ref()
        .unwrap();
    assert_eq!((range.last_stable.get(), range.end.get()), (200, 202));
}

#[test]
fn a_commit_that_is_only_pending_in_a_transaction_is_not_saved_as_none() {
    let cluster = cluster();
    cluster.commit_in_transaction("billing", "orders", 2, 50);
    let ended = snapshot(&cluster, "billing");
    assert_eq!(ended.status(), ExitStatus::Failed);
    assert!(ended.out.is_empty(), "{}", ended.out);
}

#[test]
fn requests_do_not_grow_with_partitions() {
    let cluster = cluster();
    snapshot(&cluster, "billing");
    assert_eq!(cluster.sizes(Call::ListOffsets), [9]);
    // The second names the partitions that seem to have no commit.
    assert_eq!(cluster.sizes(Call::Commits), [1, 1]);
    assert_eq!(cluster.sizes(Call::Groups), [] as [usize; 0]);
    snapshot(&cluster, "--all-groups");
    assert_eq!(cluster.sizes(Call::DescribeGroups), [1]);
    assert!(cluster.calls().iter().all(|made| !made.call.changes()));
}

#[test]
fn an_unreadable_range_is_a_warning() {
    let cluster = cluster();
    let code = ErrorCode::LEADER_NOT_AVAILABLE;
    cluster
        .at(Call::ListOffsets)
        .fail_partition("orders", 1, code);
    let ended = snapshot(&cluster, "billing");
    assert_eq!(
        ended.err,
        "warning: no range of orders:1 (the fake cluster answered error 5)\n\
         snapshot of 1 group, 3 partitions written to stdout\n"
    );
    let taken = taken(&ended);
    assert!(!taken.is_partial());
    assert!(saved(&taken, "billing", "orders", 1).range.is_err());
    assert!(saved(&taken, "billing", "orders", 2).range.is_ok());
}

#[test]
fn a_commit_outlives_its_topic_and_its_partition() {
    let cluster = cluster();
    cluster.commit_offset("billing", "gone", 0, 7);
    cluster.commit_offset("billing", "orders", 8, 9);
    let ended = snapshot(&cluster, "billing");
    assert!(
        ended.err.starts_with(
            "warning: no range of gone:0 (the topic does not exist), \
             orders:8 (the topic has no such partition)\n"
        ),
        "{}",
        ended.err
    );
    let taken = taken(&ended);
    assert_eq!(positions(&taken, "billing")[0], "gone:0=7");
    assert_eq!(saved(&taken, "billing", "gone", 0).topic_id, None);
    let by_pattern = snapshot(&cluster, "billing --topics-matching gone");
    assert_eq!(by_pattern.status(), ExitStatus::Done);
}
