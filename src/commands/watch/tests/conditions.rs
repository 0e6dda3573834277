use std::sync::atomic::Ordering;

use super::*;

type Happening = fn(&FakeCluster);

fn until(condition: &str, cluster: &FakeCluster) -> Captured {
    watch_for(10, cluster, &format!("billing --until {condition}"))
}

fn caught_up(cluster: &FakeCluster) {
    cluster.commit_offset("billing", "orders", 0, 200);
    cluster.commit_offset("billing", "orders", 1, 200);
}

#[test]
fn each_condition_ends_the_watch_with_0_at_the_reading_that_finds_it_so() {
    let cases: [(&str, Happening); 3] = [
        ("caught-up", caught_up),
        ("empty", |cluster| cluster.leave_all("billing")),
        ("moved", |cluster| {
            cluster.commit_offset("billing", "orders", 1, 181)
        }),
    ];
    for (condition, happen) in cases {
        let cluster = cluster();
        before_reading(3, &cluster, happen);
        let ended = until(condition, &cluster);
        assert_eq!(
            ended.status(),
            ExitStatus::Done,
            "{condition}: {}",
            ended.err
        );
        let last = ended.out.lines().last().unwrap();
        assert!(
            last.starts_with("2026-11-20T20:00:04"),
            "{condition}: {}",
            ended.out
        );
    }
}

#[test]
fn active_is_stable_with_a_member() {
    let cluster = cluster();
    assert_eq!(until("active", &cluster).status(), ExitStatus::Done);
    cluster.leave_all("billing");
    assert_eq!(until("active", &cluster).status(), ExitStatus::Findings);
    before_reading(2, &cluster, |cluster| {
        cluster.join("billing", member("b", &[]))
    });
    assert_eq!(until("active", &cluster).status(), ExitStatus::Done);
}

#[test]
fn a_deadline_that_passes_first_is_a_finding_that_names_the_groups() {
    for condition in ["caught-up", "empty", "moved"] {
        let ended = until(condition, &cluster());
        assert_eq!(ended.status(), ExitStatus::Findings, "{condition}");
        let word = condition.replace('-', " ");
        let says = format!("--deadline has passed, and this is not {word}: billing\n");
        assert!(ended.err.contains(&says), "{}", ended.err);
    }
}

#[test]
fn a_condition_that_could_not_be_seen_is_a_failure_and_no_finding() {
    let cluster = cluster();
    caught_up(&cluster);
    before_reading(1, &cluster, |cluster| {
        cluster.commit_offset("billing", "orders", 0, 199)
    });
    for n in 2..40 {
        cluster.at(Call::Commits).nth(n).fail(ErrorCode::TIMED_OUT);
    }
    let ended = watch_for(60, &cluster, "billing --until caught-up");
    assert_eq!(ended.status(), ExitStatus::Failed);
    assert!(
        ended
            .err
            .contains("whether all groups are caught up could not be told"),
        "{}",
        ended.err
    );
}

#[test]
fn readings_that_the_deadline_cuts_short_leave_the_verdict_as_it_was() {
    let fail: [fn(&FakeCluster, usize); 2] = [
        |cluster, n| cluster.at(Call::Commits).nth(n).fail(ErrorCode::TIMED_OUT),
        |cluster, n| {
            let commits = cluster.at(Call::Commits).nth(n);
            commits.fail_group("billing", ErrorCode::TIMED_OUT);
        },
    ];
    for fail in fail {
        let cluster = cluster();
        cluster.create_group("done", GroupType::Classic);
        cluster.commit_offset("done", "orders", 0, 200);
        cluster.commit_offset("done", "orders", 1, 200);
        (25..40).for_each(|n| fail(&cluster, n));
        let ended = watch_for(60, &cluster, "--all-groups --until caught-up");
        assert_eq!(ended.status(), ExitStatus::Findings, "{}", ended.err);
        let tells = ended.out.contains("stale=") || ended.err.contains("not read");
        assert!(tells, "{}{}", ended.out, ended.err);
    }
}

#[test]
fn a_partition_that_cannot_be_read_is_not_caught_up() {
    let cluster = cluster();
    caught_up(&cluster);
    cluster
        .at(Call::ListOffsets)
        .fail_partition("orders", 1, ErrorCode::NOT_LEADER_OR_FOLLOWER);
    assert_eq!(until("caught-up", &cluster).status(), ExitStatus::Failed);
}

#[test]
fn a_partition_without_a_commit_is_caught_up_only_where_its_log_is_empty() {
    let cluster = cluster();
    caught_up(&cluster);
    cluster.create_topic("pay", 2);
    cluster.fill("pay", 0, 0, 3, now());
    cluster.commit_offset("billing", "pay", 0, 3);
    assert_eq!(until("caught-up", &cluster).status(), ExitStatus::Done);
    cluster.fill("pay", 1, 0, 3, now());
    assert_eq!(until("caught-up", &cluster).status(), ExitStatus::Findings);
}

#[test]
fn a_group_without_a_commit_is_not_caught_up() {
    let cluster = cluster();
    cluster.create_group("idle", GroupType::Classic);
    let ended = watch_for(3, &cluster, "idle --until caught-up");
    assert_eq!(ended.status(), ExitStatus::Findings);
}

#[test]
fn one_group_of_many_is_enough_to_wait_for() {
    let cluster = cluster();
    cluster.create_group("shipping", GroupType::Classic);
    cluster.commit_offset("shipping", "orders", 0, 0);
    let ended = watch_for(3, &cluster, "--all-groups --until empty");
    assert_eq!(ended.status(), ExitStatus::Findings);
    assert!(ended.err.contains("not empty: billing\n"), "{}", ended.err);
}

#[test]
fn groups_that_a_lost_broker_hides_are_not_empty() {
    let cluster = cluster();
    for n in 2..40 {
        let hide = |cluster: &FakeCluster| cluster.remove_group("billing");
        cluster.at(Call::Groups).nth(n).before(hide);
        let listing = cluster.at(Call::Groups).nth(n);
        listing.gap("broker 2 did not answer");
    }
    let ended = watch_for(60, &cluster, "--groups-matching bill.* --until empty");
    assert_eq!(ended.status(), ExitStatus::Failed, "{}", ended.out);
    assert!(
        ended.err.contains("could not be told: broker 2"),
        "{}",
        ended.err
    );
    assert!(!ended.out.contains("vanished"), "{}", ended.out);
    assert!(ended.out.contains("stale="), "{}", ended.out);
}

#[test]
fn a_named_group_is_watched_on_after_the_last_that_matches_has_gone() {
    let cluster = cluster();
    cluster.create_group("tmp.1", GroupType::Classic);
    before_reading(3, &cluster, |cluster| cluster.remove_group("tmp.1"));
    before_reading(7, &cluster, |cluster| cluster.leave_all("billing"));
    let words = "billing --groups-matching tmp.* --until empty";
    let ended = watch_for(20, &cluster, words);
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(ended.err, "");
}

#[test]
fn a_group_that_is_gone_is_empty() {
    let cluster = cluster();
    before_reading(2, &cluster, |cluster| cluster.remove_group("billing"));
    assert_eq!(until("empty", &cluster).status(), ExitStatus::Done);
}

#[test]
fn a_commit_that_is_removed_has_not_moved() {
    let cluster = cluster();
    before_reading(2, &cluster, |cluster| {
        cluster.expire_commit("billing", "orders", 1)
    });
    let ended = until("moved", &cluster);
    assert_eq!(ended.status(), ExitStatus::Findings);
    assert!(
        ended.out.contains("commit removed: orders:1 at 180"),
        "{}",
        ended.out
    );
}

#[test]
fn a_first_commit_in_a_topic_has_moved() {
    let cluster = cluster();
    cluster.create_topic("pay", 1);
    before_reading(2, &cluster, |cluster| {
        cluster.commit_offset("billing", "pay", 0, 0)
    });
    assert_eq!(until("moved", &cluster).status(), ExitStatus::Done);
}

#[test]
fn the_emptiness_of_a_simple_group_comes_with_a_warning() {
    let cluster = cluster();
    cluster.commit_offset("assigned", "orders", 0, 100);
    let ended = watch_for(3, &cluster, "assigned --until empty");
    assert_eq!(ended.status(), ExitStatus::Done);
    assert!(
        ended
            .err
            .contains("never show as members, and may be running in: assigned"),
        "{}",
        ended.err
    );
}

#[test]
fn ctrl_c_ends_the_watch_without_a_word() {
    let cluster = cluster();
    let stage = Stage::answering(Answer::Nobody);
    let cancelled = stage.cancelled.clone();
    before_reading(3, &cluster, move |_| {
        cancelled.store(true, Ordering::SeqCst)
    });
    let args = Cli::try_parse_from(["watch", "billing", "--until", "empty"])
        .unwrap()
        .watch;
    let ended = stage.run(&cluster, |session| run(&args, session));
    assert_eq!(ended.status(), ExitStatus::Interrupted);
    assert_eq!(ended.err, "");
}
