use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::*;
use crate::error::ErrorKind;

#[test]
fn a_group_that_moves_on_while_retention_follows_has_lost_nothing() {
    let cluster = cluster();
    // Between the read of the commits and that of the logs.
    cluster.at(Call::Commits).nth(1).after(|cluster| {
        cluster.commit_offset("billing", "orders", 0, 190);
        cluster.delete_records("orders", 0, 180);
    });
    let ended = lag(&cluster, "billing -t orders:0 --format csv");
    assert!(
        ended.out.contains(",180,190,200,200,10,0,10,"),
        "{}",
        ended.out
    );
    assert_eq!(cluster.sizes(Call::Commits).len(), 2);
}

#[test]
fn a_group_that_lost_nothing_costs_one_request_for_its_commits() {
    let cluster = cluster();
    lag(&cluster, "billing -t orders:0");
    assert_eq!(cluster.sizes(Call::Commits).len(), 1);
    assert_eq!(cluster.sizes(Call::ListOffsets).len(), 1);
}

#[test]
fn a_group_that_reads_what_is_being_written_is_not_beyond_the_end() {
    let cluster = cluster();
    cluster.at(Call::Commits).after(|cluster| {
        cluster.produce("orders", 0, &[now(), now()]);
        cluster.commit_offset("billing", "orders", 0, 202);
    });
    let ended = lag(&cluster, "billing -t orders:0 --format csv");
    assert!(ended.out.contains(",100,150,202,202,52,"), "{}", ended.out);
}

/// Groups of one partition each, in more blocks than one.
fn many(groups: usize) -> FakeCluster {
    let cluster = FakeCluster::new();
    cluster.create_topic("orders", 1);
    for number in 0..groups {
        cluster.commit_offset(&format!("g{number:04}"), "orders", 0, 0);
    }
    cluster
}

#[test]
fn requests_grow_with_blocks_of_groups_and_their_rows_are_printed_before_the_next_block_is_read() {
    let cluster = many(2_400);
    cluster
        .at(Call::Commits)
        .nth(3)
        .fail(ErrorCode::ALL_BROKERS_DOWN);
    let ended = lag(&cluster, "--all-groups --format csv");
    assert_eq!(ended.status(), ExitStatus::Failed);
    assert_eq!(ended.out.lines().count(), 1 + 2_000);
    assert_eq!(ended.out.matches("group,type").count(), 1);
    assert_eq!(cluster.sizes(Call::Commits), [1_000, 1_000, 400]);
    assert_eq!(cluster.sizes(Call::ListOffsets).len(), 2);
}

#[test]
fn a_reader_who_has_gone_ends_the_reading() {
    for format in ["csv", "jsonl"] {
        let cluster = many(2_400);
        let stage = Stage {
            stdout_fails: Some(std::io::ErrorKind::BrokenPipe),
            ..Stage::answering(Answer::Nobody)
        };
        let words = format!("--all-groups --format {format}");
        let ended = lag_on(stage, &cluster, &words);
        assert_eq!(ended.error().kind, ErrorKind::ClosedPipe, "{format}");
        assert_eq!(cluster.sizes(Call::Commits), [1_000], "{format}");
    }
}

/// Runs into a deadline while the second block of groups is read.
fn late(cluster: &FakeCluster, words: &str) -> Captured {
    let stage = Stage {
        whole: Some(Duration::from_secs(5)),
        ..Stage::answering(Answer::Nobody)
    };
    let clock = Arc::clone(&stage.clock);
    cluster.at(Call::Commits).nth(2).before(move |_| {
        crate::clock::Clock::sleep(&*clock, Duration::from_secs(6));
    });
    lag_on(stage, cluster, words)
}

#[test]
fn a_deadline_ends_with_what_was_read_marked_incomplete() {
    let ended = late(&many(1_100), "--all-groups --format json --fail-if-lag 0");
    assert_eq!(ended.status(), ExitStatus::Failed);
    let document = json(&ended);
    assert_eq!(document["groups"].as_array().unwrap().len(), 1_000);
    let why = "100 groups not read: the command's --deadline has passed";
    assert_eq!(document["incomplete"][0], why);
}

#[test]
fn a_deadline_leaves_what_was_read_in_every_format() {
    for (format, last, lines) in [
        ("table", "g0999", 1 + 1_000),
        ("jsonl", "g0999", 1_000),
        ("csv", "g0999", 1 + 1_000),
        ("openmetrics", "koffset_lag_incomplete 1", 3_000),
    ] {
        let ended = late(&many(1_100), &format!("--all-groups --format {format}"));
        assert_eq!(ended.status(), ExitStatus::Failed, "{format}");
        assert!(ended.out.contains(last), "{format}");
        assert!(!ended.out.contains("g1000"), "{format}");
        assert!(ended.out.lines().count() >= lines, "{format}");
        let why = "warning: 100 groups not read: the command's --deadline has passed\n";
        assert!(ended.err.contains(why), "{format}: {}", ended.err);
    }
}

/// Lets half of the command's time pass while commits are read.
fn half_over(cluster: &FakeCluster) -> Captured {
    let stage = Stage {
        whole: Some(Duration::from_secs(5)),
        ..Stage::answering(Answer::Nobody)
    };
    let clock = Arc::clone(&stage.clock);
    cluster.at(Call::Commits).after(move |_| {
        crate::clock::Clock::sleep(&*clock, Duration::from_secs(3));
    });
    lag_on(stage, cluster, "--all-groups --format csv")
}

#[test]
fn what_was_answered_in_half_the_time_is_shown_and_the_rest_with_its_reason() {
    let cluster = many(3);
    let code = ErrorCode::ALL_BROKERS_DOWN;
    cluster.at(Call::Commits).cut_off(2, code);
    let ended = half_over(&cluster);
    assert_eq!(ended.status(), ExitStatus::Failed);
    for line in ["g0001,", "g0002,"] {
        let row = ended.out.lines().find(|row| row.starts_with(line)).unwrap();
        assert!(row.contains(",orders,0,"), "{row}");
    }
    let row = ended.out.lines().find(|row| row.starts_with("g0000,"));
    let why = "the fake cluster answered error";
    assert!(row.unwrap().contains(why), "{}", ended.out);
    assert!(ended.err.contains(why), "{}", ended.err);
}

#[test]
fn half_the_time_is_not_called_the_whole() {
    let cluster = many(1);
    let stage = Stage {
        whole: Some(Duration::from_secs(5)),
        ..Stage::answering(Answer::Nobody)
    };
    let clock = Arc::clone(&stage.clock);
    cluster.at(Call::Commits).before(move |_| {
        crate::clock::Clock::sleep(&*clock, Duration::from_secs(3));
    });
    let ended = lag_on(stage, &cluster, "--all-groups");
    let why = "half of what was left of the command's --deadline has passed";
    assert!(ended.err.contains(why), "{}", ended.err);
}

#[test]
fn an_interrupt_ends_the_command() {
    let cluster = cluster();
    let cancelled: Arc<AtomicBool> = Arc::default();
    let stage = Stage {
        cancelled: Arc::clone(&cancelled),
        ..Stage::answering(Answer::Nobody)
    };
    cluster
        .at(Call::Commits)
        .before(move |_| cancelled.store(true, Ordering::SeqCst));
    let ended = lag_on(stage, &cluster, "billing");
    assert_eq!(ended.status(), ExitStatus::Interrupted);
    assert_eq!(ended.out, "");
}
