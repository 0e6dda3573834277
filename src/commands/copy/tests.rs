use std::sync::Arc;

use clap::Parser;

use super::*;
use crate::commands::apply::Applier;
use crate::commands::captured::{Captured, Stage, now, unrecorded};
use crate::exit::ExitStatus;
use crate::kafka::fake::{Call, FakeCluster, member};
use crate::model::{CommittedOffset, ErrorCode, GroupType, Offset};
use crate::ui::Answer;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    copy: CopyArgs,
}

fn asked(cluster: &FakeCluster, answer: Answer, words: &str) -> Captured {
    let words = std::iter::once("copy").chain(words.split_whitespace());
    let args = Cli::try_parse_from(words).unwrap().copy;
    let applier = Applier::new(Arc::new(cluster.clone()), unrecorded(), || {});
    Stage::answering(answer).run(cluster, |session| {
        run(&args, session, applier).inspect_err(|error| session.ui.error(error))
    })
}

/// Runs `koffset copy billing green` with these words more, on which it asks nobody.
fn copied(cluster: &FakeCluster, words: &str) -> Captured {
    asked(
        cluster,
        Answer::Nobody,
        &format!("billing green --yes {words}"),
    )
}

/// orders and mirror with 2 partitions; in orders billing stands at 150 and 160, and green at 120.
fn cluster() -> FakeCluster {
    let cluster = FakeCluster::new();
    for topic in ["mirror", "orders"] {
        cluster.create_topic(topic, 2);
        for partition in 0..2 {
            cluster.fill(topic, partition, 100, 200, now());
        }
    }
    for group in ["billing", "green"] {
        cluster.create_group(group, GroupType::Classic);
    }
    for (partition, offset) in [(0, 150), (1, 160)] {
        let committed = CommittedOffset {
            offset: Offset::new(offset).unwrap(),
            leader_epoch: Some(0),
            metadata: Some("ready".to_owned()),
        };
        cluster.commit_value("billing", "orders", partition, committed);
        cluster.commit_offset("green", "orders", partition, 120);
    }
    cluster
}

/// Where a group stands, each as `topic:partition offset`.
fn stands(cluster: &FakeCluster, group: &str) -> Vec<String> {
    let committed = cluster.committed(group).into_iter();
    let words = committed.map(|(at, committed)| format!("{at} {}", committed.offset));
    words.collect()
}

fn untouched(cluster: &FakeCluster) {
    assert!(cluster.calls().iter().all(|made| !made.call.changes()));
    assert_eq!(stands(cluster, "green"), ["orders:0 120", "orders:1 120"]);
}

#[test]
fn the_question_is_about_the_group_that_gets_the_commits() {
    let cluster = cluster();
    let ended = asked(&cluster, Answer::No, "billing green --all-topics");
    assert_eq!(ended.status(), ExitStatus::Declined);
    assert_eq!(
        ended.questions,
        ["Move group green on cluster fakeClusterId000000001 (0 replayed, at most 70 skipped)?"]
    );
    untouched(&cluster);
}

#[test]
fn a_yes_copies_and_leaves_the_copied_group() {
    let cluster = cluster();
    let ended = asked(&cluster, Answer::Yes, "billing green --all-topics");
    assert_eq!(ended.status(), ExitStatus::Done);
    assert_eq!(cluster.committed("green"), cluster.committed("billing"));
    assert_eq!(
        stands(&cluster, "billing"),
        ["orders:0 150", "orders:1 160"]
    );
}

#[test]
fn a_commit_that_is_only_pending_is_refused_and_not_left_alone() {
    let cluster = cluster();
    cluster.expire_commit("billing", "orders", 1);
    cluster.commit_in_transaction("billing", "orders", 1, 170);
    let ended = copied(&cluster, "-t orders --skip-uncommitted");
    assert_eq!(ended.status(), ExitStatus::Refused, "{}", ended.err);
    let why = "orders:1 of group green: the commit to go to could not be read";
    assert!(ended.err.contains(why), "{}", ended.err);
    untouched(&cluster);
}

#[test]
fn commits_that_cannot_be_read_are_a_failure() {
    let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    for call in [Call::DescribeGroups, Call::Commits] {
        let cluster = cluster();
        cluster.at(call).fail_group("billing", code);
        let ended = copied(&cluster, "-t orders");
        assert_eq!(ended.status(), ExitStatus::Failed, "{}", ended.err);
        untouched(&cluster);
    }
}

#[test]
fn part_of_a_copy_is_a_partial_outcome() {
    let cluster = cluster();
    let code = ErrorCode::TOPIC_AUTHORIZATION_FAILED;
    cluster.at(Call::Commit).fail_partition("orders", 1, code);
    let ended = copied(&cluster, "-t orders");
    assert_eq!(ended.status(), ExitStatus::PartialOrUnknown);
    assert_eq!(stands(&cluster, "green"), ["orders:0 150", "orders:1 120"]);
}

#[test]
fn a_copied_group_that_moves_on_after_the_preview_does_not_matter() {
    let cluster = cluster();
    cluster.join("billing", member("m", &[("orders", 0)]));
    cluster
        .at(Call::Commit)
        .before(|cluster| cluster.commit_offset("billing", "orders", 0, 199));
    let ended = copied(&cluster, "-t orders");
    assert_eq!(ended.status(), ExitStatus::Done);
    assert!(
        ended
            .err
            .contains("warning  group billing has a member and moves on")
    );
    assert_eq!(stands(&cluster, "green"), ["orders:0 150", "orders:1 160"]);
}

#[test]
fn two_topics_can_change_places() {
    let cluster = cluster();
    cluster.commit_offset("billing", "mirror", 0, 111);
    let ended = copied(
        &cluster,
        "--all-topics --committed-only --topic-map orders=mirror --topic-map mirror=orders",
    );
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    let expected = [
        "mirror:0 150",
        "mirror:1 160",
        "orders:0 111",
        "orders:1 120",
    ];
    assert_eq!(stands(&cluster, "green"), expected);
}

#[test]
fn two_topics_cannot_become_one() {
    let cluster = cluster();
    cluster.commit_offset("billing", "mirror", 0, 111);
    let ended = copied(&cluster, "--all-topics --topic-map orders=mirror");
    assert_eq!(ended.status(), ExitStatus::Usage);
    let both = "mirror:0 and orders:0 would both go to mirror:0";
    assert!(ended.err.contains(both), "{}", ended.err);
    untouched(&cluster);
}

#[test]
fn a_group_without_commits_has_nothing_to_copy() {
    let cluster = cluster();
    cluster.create_group("billing-2", GroupType::Consumer);
    let ended = asked(&cluster, Answer::Yes, "billing-2 green --all-topics");
    assert_eq!(ended.status(), ExitStatus::Refused);
    assert!(
        ended.err.contains("group billing-2 has no commits"),
        "{}",
        ended.err
    );
    untouched(&cluster);
}
