use std::sync::Arc;

use clap::Parser;

use super::*;
use crate::commands::captured::{Captured, Stage, now, unrecorded};
use crate::kafka::fake::{Call, FakeCluster};
use crate::model::{ErrorCode, GroupType};
use crate::ui::Answer;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    delete: DeleteOffsetsArgs,
}

fn asked(cluster: &FakeCluster, answer: Answer, words: &str) -> Captured {
    let words = std::iter::once("delete-offsets").chain(words.split_whitespace());
    let args = Cli::try_parse_from(words).unwrap().delete;
    let applier = Applier::new(Arc::new(cluster.clone()), unrecorded(), || {});
    Stage::answering(answer).run(cluster, |session| {
        run(&args, session, applier).inspect_err(|error| session.ui.error(error))
    })
}

/// Runs `koffset delete-offsets` with these words, on which it asks nobody.
fn deleted(cluster: &FakeCluster, words: &str) -> Captured {
    asked(cluster, Answer::Nobody, &format!("{words} --yes"))
}

/// orders and payments with 2 partitions; billing stands at 150 in all four, shipping in the first of orders.
fn cluster() -> FakeCluster {
    let cluster = FakeCluster::new();
    for topic in ["orders", "payments"] {
        cluster.create_topic(topic, 2);
        for partition in 0..2 {
            cluster.fill(topic, partition, 100, 200, now());
        }
    }
    cluster.create_group("billing", GroupType::Classic);
    for (topic, partition) in [
        ("orders", 0),
        ("orders", 1),
        ("payments", 0),
        ("payments", 1),
    ] {
        cluster.commit_offset("billing", topic, partition, 150);
    }
    cluster.commit_offset("shipping", "orders", 0, 150);
    cluster
}

/// Where a group has commits.
fn left(cluster: &FakeCluster, group: &str) -> Vec<String> {
    let committed = cluster.committed(group);
    committed.keys().map(ToString::to_string).collect()
}

/// A cluster on which a group still has commits in a topic that is gone: the fake forgets them with it.
fn with_a_topic_that_is_gone() -> FakeCluster {
    let cluster = cluster();
    cluster.commit_offset("billing", "clicks", 0, 7);
    cluster.commit_offset("billing", "clicks", 3, 7);
    cluster
}

#[test]
fn the_question_counts_the_commits_and_names_the_groups() {
    let cluster = cluster();
    let ended = asked(&cluster, Answer::No, "billing shipping -t orders");
    assert_eq!(ended.status(), ExitStatus::Declined);
    assert_eq!(
        ended.questions,
        ["Delete 3 commits of groups billing and shipping on cluster fakeClusterId000000001?"]
    );
    assert_eq!(left(&cluster, "billing").len(), 4);
}

#[test]
fn commits_in_a_topic_that_is_gone_are_planned_by_name_by_pattern_and_with_all() {
    for scope in [
        "-t clicks",
        "--topics-matching cli.*",
        "-t clicks:0,3",
        "--all-topics",
    ] {
        let cluster = with_a_topic_that_is_gone();
        let ended = asked(
            &cluster,
            Answer::Nobody,
            &format!("billing {scope} --dry-run"),
        );
        assert_eq!(ended.status(), ExitStatus::Done, "{scope}: {}", ended.err);
        let gone = ended
            .out
            .lines()
            .filter(|line| line.contains("the topic is gone"));
        assert_eq!(gone.count(), 2, "{}", ended.out);
    }
}

#[test]
fn a_broker_that_deletes_no_commit_of_a_topic_that_is_gone_is_told() {
    let cluster = with_a_topic_that_is_gone();
    let ended = deleted(&cluster, "billing --all-topics");
    assert_eq!(ended.status(), ExitStatus::PartialOrUnknown);
    let told = "deleted 4 of 6 commits, 2 not deleted";
    assert_eq!(ended.out.lines().last(), Some(told));
    assert_eq!(left(&cluster, "billing"), ["clicks:0", "clicks:3"]);
}

#[test]
fn a_topic_that_is_gone_and_in_which_no_group_has_commits_is_unknown() {
    let cluster = with_a_topic_that_is_gone();
    for scope in ["-t clicks", "--topics-matching cli.*"] {
        let ended = deleted(&cluster, &format!("shipping {scope}"));
        assert_eq!(ended.status(), ExitStatus::Refused, "{}", ended.err);
    }
    assert_eq!(left(&cluster, "billing").len(), 6);
}

#[test]
fn a_partition_of_a_topic_that_is_gone_has_its_row_without_a_commit() {
    let cluster = with_a_topic_that_is_gone();
    let ended = asked(&cluster, Answer::Nobody, "billing -t clicks:0-1 --dry-run");
    let row = |line: &&str| line.trim_start().starts_with("clicks          1");
    assert!(ended.out.lines().any(|line| row(&line)), "{}", ended.out);
}

#[test]
fn a_pending_commit_refuses_its_deletion_also_where_no_other_was_made_before() {
    for partition in 0..2 {
        let cluster = cluster();
        cluster.expire_commit("billing", "orders", 1);
        cluster.commit_in_transaction("billing", "orders", partition, 160);
        let ended = deleted(&cluster, "billing -t orders");
        assert_eq!(ended.status(), ExitStatus::Refused);
        assert!(
            ended.err.contains("pending in a transaction"),
            "{}",
            ended.err
        );
    }
}

#[test]
fn a_topic_that_may_not_be_read_is_a_partial_outcome_that_counts_commits() {
    let cluster = cluster();
    let code = ErrorCode::TOPIC_AUTHORIZATION_FAILED;
    cluster
        .at(Call::DeleteCommits)
        .fail_partition("orders", 1, code);
    let ended = deleted(&cluster, "billing -t orders");
    assert_eq!(ended.status(), ExitStatus::PartialOrUnknown);
    let told = "deleted 1 of 2 commits, 1 not deleted";
    assert_eq!(ended.out.lines().last(), Some(told));
    assert_eq!(
        left(&cluster, "billing"),
        ["orders:1", "payments:0", "payments:1"]
    );
}

#[test]
fn a_deletion_that_is_refused_for_all_is_a_failure() {
    let cluster = cluster();
    let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    cluster.at(Call::DeleteCommits).fail_group("billing", code);
    let ended = deleted(&cluster, "billing --all-topics");
    assert_eq!(ended.status(), ExitStatus::Failed);
    assert_eq!(ended.out.lines().last(), Some("deleted none of 4 commits"));
}

#[test]
fn a_group_without_commits_is_nothing_to_do() {
    let cluster = cluster();
    cluster.create_group("audit", GroupType::Consumer);
    let ended = deleted(&cluster, "audit --all-topics");
    assert_eq!(ended.status(), ExitStatus::Done);
    assert_eq!(ended.out, "nothing to do\n");
}
