use std::sync::Arc;

use clap::Parser;
use serde_json::Value;

use super::*;
use crate::commands::captured::{Captured, Stage, now, unrecorded};
use crate::kafka::fake::{Call, FakeCluster, Written, member};
use crate::model::{ErrorCode, GroupState, GroupType};
use crate::ui::Answer;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    delete: GroupDeleteArgs,
}

/// Runs `koffset group delete` with these words; stderr holds the error too, as it is printed at the end.
fn run(cluster: &FakeCluster, words: &str) -> Captured {
    asked(cluster, Answer::Nobody, words)
}

fn asked(cluster: &FakeCluster, answer: Answer, words: &str) -> Captured {
    let words = std::iter::once("delete").chain(words.split_whitespace());
    let args = Cli::try_parse_from(words).unwrap().delete;
    let applier = Applier::new(Arc::new(cluster.clone()), unrecorded(), || {});
    Stage::answering(answer).run(cluster, |session| {
        delete(&args, session, applier).inspect_err(|error| session.ui.error(error))
    })
}

/// orders with 2 partitions; audit, billing and shipping stand at 150 in both.
fn cluster() -> FakeCluster {
    let cluster = FakeCluster::new();
    cluster.create_topic("orders", 2);
    for partition in 0..2 {
        cluster.fill("orders", partition, 100, 200, now());
    }
    for group in ["audit", "billing", "shipping"] {
        cluster.create_group(group, GroupType::Classic);
        for partition in 0..2 {
            cluster.commit_offset(group, "orders", partition, 150);
        }
    }
    cluster
}

fn deletions(cluster: &FakeCluster) -> usize {
    let calls = cluster.calls();
    let changes = calls.iter().filter(|made| made.call.changes());
    changes
        .inspect(|made| assert_eq!((made.call, made.size), (Call::DeleteGroups, 1)))
        .count()
}

fn commits(cluster: &FakeCluster, group: &str) -> usize {
    cluster.committed(group).len()
}

/// The outcome document's word for the whole, and its word and error for each group.
fn outcome(ended: &Captured) -> (String, Vec<(String, Option<String>)>) {
    let document: Value = serde_json::from_str(&ended.out).unwrap();
    let word = |value: &Value| value.as_str().map(str::to_owned);
    let groups = document["groups"].as_array().unwrap().iter();
    let removals = groups.map(|group| &group["removal"]);
    let removals =
        removals.map(|removal| (word(&removal["status"]).unwrap(), word(&removal["error"])));
    (word(&document["result"]).unwrap(), removals.collect())
}

fn statuses(ended: &Captured) -> Vec<String> {
    let removals = outcome(ended).1.into_iter();
    removals.map(|(status, _)| status).collect()
}

#[test]
fn the_question_names_the_groups_and_counts_their_commits() {
    let cluster = cluster();
    let ended = asked(&cluster, Answer::No, "billing audit");
    assert_eq!(ended.status(), ExitStatus::Declined);
    assert_eq!(
        ended.questions,
        ["Delete groups audit and billing on cluster fakeClusterId000000001 (4 commits)?"]
    );
    assert_eq!(deletions(&cluster), 0);
}

#[test]
fn a_yes_deletes_each_group_with_one_request_of_its_own() {
    let cluster = cluster();
    let ended = asked(&cluster, Answer::Yes, "billing audit");
    assert_eq!(ended.status(), ExitStatus::Done);
    let told = "deleted 2 of 2 groups, read back and gone\n";
    assert_eq!(ended.out, told);
    assert_eq!(deletions(&cluster), 2);
    let left = ["audit", "billing", "shipping"].map(|group| commits(&cluster, group));
    assert_eq!(left, [0, 0, 2]);
}

#[test]
fn a_dry_run_deletes_nothing() {
    let cluster = cluster();
    let ended = run(&cluster, "billing --dry-run");
    assert_eq!(ended.status(), ExitStatus::Done);
    assert!(
        ended
            .out
            .contains("1 group will be deleted, with 2 commits.")
    );
    assert_eq!(deletions(&cluster), 0);
}

#[test]
fn a_group_that_a_service_calls_dead_and_that_holds_commits_is_there() {
    let cluster = cluster();
    cluster.set_state("billing", Some(GroupState::Dead));
    let ended = run(&cluster, "billing --yes");
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
}

#[test]
fn a_commit_made_since_the_group_was_looked_at_first_has_its_row() {
    let cluster = cluster();
    cluster.create_topic("payments", 1);
    cluster
        .at(Call::Commits)
        .nth(1)
        .after(|cluster| cluster.commit_offset("billing", "payments", 0, 0));
    let ended = run(&cluster, "billing --dry-run --format json");
    let plan: Value = serde_json::from_str(&ended.out).unwrap();
    let changes = plan["groups"][0]["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 3);
    assert_eq!(changes[2]["topic"], "payments");
    assert_eq!(changes[2]["action"], "delete");
}

#[test]
fn a_commit_made_since_the_preview_refuses_the_deletion() {
    let cluster = cluster();
    cluster.create_topic("payments", 1);
    cluster
        .at(Call::Commits)
        .nth(3)
        .before(|cluster| cluster.commit_offset("billing", "payments", 0, 0));
    let ended = run(&cluster, "billing --yes");
    assert_eq!(ended.status(), ExitStatus::Refused);
    let moved = "payments:0 of group billing: there was no commit, and is one";
    assert!(ended.err.contains(moved), "{}", ended.err);
    assert_eq!(deletions(&cluster), 0);
}

#[test]
fn a_pending_commit_refuses_the_deletion() {
    let cluster = cluster();
    cluster.commit_in_transaction("billing", "orders", 0, 160);
    let ended = run(&cluster, "billing --yes");
    assert_eq!(ended.status(), ExitStatus::Refused);
    assert!(
        ended.err.contains("pending in a transaction"),
        "{}",
        ended.err
    );
    assert_eq!(deletions(&cluster), 0);
}

#[test]
fn a_member_that_joined_too_late_to_be_seen_is_a_refusal() {
    let cluster = cluster();
    cluster
        .at(Call::DeleteGroups)
        .before(|cluster| cluster.join("billing", member("m", &[("orders", 0)])));
    let ended = run(&cluster, "billing --yes --format json");
    assert_eq!(ended.status(), ExitStatus::Refused);
    let why = "a member has joined the group, and a broker deletes no group that has members";
    let failed = ("failed".to_owned(), Some(why.to_owned()));
    assert_eq!(outcome(&ended), ("unchanged".to_owned(), vec![failed]));
    assert_eq!(commits(&cluster, "billing"), 2);
}

#[test]
fn a_deletion_that_may_not_be_done_is_a_failure() {
    let cluster = cluster();
    let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    cluster.at(Call::DeleteGroups).fail_group("billing", code);
    let ended = run(&cluster, "billing --yes");
    assert_eq!(ended.status(), ExitStatus::Failed);
    let rows = ended.out.lines().collect::<Vec<_>>();
    assert_eq!(rows.len(), 3, "{}", ended.out);
    assert!(rows[1].starts_with("! billing  -"), "{}", ended.out);
    assert_eq!(rows[2], "deleted none of 1 group");
}

#[test]
fn a_failure_in_the_second_group_holds_back_the_third() {
    let cluster = cluster();
    let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    cluster.at(Call::DeleteGroups).fail_group("billing", code);
    let ended = run(&cluster, "--groups-matching .* --yes --format json");
    assert_eq!(ended.status(), ExitStatus::PartialOrUnknown);
    assert_eq!(outcome(&ended).0, "partial");
    assert_eq!(statuses(&ended), ["applied", "failed", "failed"]);
    assert_eq!(deletions(&cluster), 2);
    let left = ["audit", "billing", "shipping"].map(|group| commits(&cluster, group));
    assert_eq!(left, [0, 2, 2]);
}

#[test]
fn a_partial_outcome_counts_groups() {
    let cluster = cluster();
    let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    cluster.at(Call::DeleteGroups).fail_group("billing", code);
    let ended = run(&cluster, "audit billing --yes");
    let told = "deleted 1 of 2 groups, 1 not deleted";
    assert_eq!(ended.out.lines().last(), Some(told));
}

#[test]
fn a_lost_answer_is_proved_by_looking_again_over_a_new_connection() {
    for code in [ErrorCode::TIMED_OUT, ErrorCode::TRANSPORT] {
        let cluster = cluster();
        let delete = cluster.at(Call::DeleteGroups).nth(1);
        delete.lose_answer(code, Written::AtOnce);
        let ended = run(&cluster, "billing --yes --format json");
        assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.out);
        assert_eq!(statuses(&ended), ["applied"]);
        assert_eq!(cluster.sizes(Call::Fresh).len(), 1);
    }
}

#[test]
fn a_lost_answer_to_a_deletion_that_was_not_done_is_unknown() {
    let cluster = cluster();
    let delete = cluster.at(Call::DeleteGroups);
    delete.lose_answer(ErrorCode::TIMED_OUT, Written::Never);
    let ended = run(&cluster, "billing --yes --format json");
    assert_eq!(ended.status(), ExitStatus::PartialOrUnknown);
    assert_eq!(outcome(&ended).0, "unknown");
    assert_eq!(statuses(&ended), ["unknown"]);
    assert!(!ended.err.contains("nothing was changed"), "{}", ended.err);
}

#[test]
fn a_group_that_is_there_again_is_unknown() {
    let cluster = cluster();
    cluster
        .at(Call::DeleteGroups)
        .after(|cluster| cluster.create_group("billing", GroupType::Classic));
    let ended = run(&cluster, "billing --yes --format json");
    assert_eq!(ended.status(), ExitStatus::PartialOrUnknown);
    let there = "the broker took it, and the group is there now";
    let unknown = ("unknown".to_owned(), Some(there.to_owned()));
    assert_eq!(outcome(&ended), ("unknown".to_owned(), vec![unknown]));
}

#[test]
fn a_group_that_cannot_be_described_afterwards_is_unknown() {
    let cluster = cluster();
    let code = ErrorCode::TIMED_OUT;
    // The first description is that of the request, the second the plan's, the third the recheck's.
    cluster.at(Call::DescribeGroups).nth(4).fail(code);
    let ended = run(&cluster, "billing --yes --format json");
    assert_eq!(
        ended.status(),
        ExitStatus::PartialOrUnknown,
        "{}",
        ended.err
    );
    let (result, removals) = outcome(&ended);
    assert_eq!(result, "unknown");
    let why = removals[0].1.as_deref().unwrap();
    assert!(
        why.starts_with("the broker took it, and looking again failed:"),
        "{why}"
    );
    assert_eq!(deletions(&cluster), 1);
}
