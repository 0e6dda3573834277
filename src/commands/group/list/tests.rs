mod wide;

use clap::Parser;
use serde_json::{Value, json};

use super::*;
use crate::commands::captured::{Captured, Stage, now};
use crate::kafka::fake::{Call, FakeCluster, member};
use crate::model::{ErrorCode, GroupState, GroupType};
use crate::ui::Answer;

#[derive(Debug, Parser)]
struct Cli {
    #[command(flatten)]
    list: GroupListArgs,
}

fn parsed(words: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(std::iter::once("list").chain(words.split_whitespace()))
}

/// Runs `koffset group list` with these words; stderr holds the error too, as it is printed at the end.
fn run(cluster: &FakeCluster, words: &str) -> Captured {
    run_on(Stage::answering(Answer::Nobody), cluster, words)
}

fn run_on(stage: Stage, cluster: &FakeCluster, words: &str) -> Captured {
    let args = parsed(words).unwrap().list;
    stage.run(cluster, |session| {
        list(&args, session).inspect_err(|error| session.ui.error(error))
    })
}

/// A classic group with two members, an empty KIP-848 one, a simple one, Connect's and a share group.
fn cluster() -> FakeCluster {
    let cluster = FakeCluster::new();
    cluster.create_topic("orders", 2);
    for partition in 0..2 {
        cluster.fill("orders", partition, 0, 10, now());
        cluster.commit_offset("tool", "orders", partition, 5);
    }
    cluster.join("billing", member("a", &[("orders", 0)]));
    cluster.join("billing", member("b", &[("orders", 1)]));
    cluster.commit_offset("billing", "orders", 0, 5);
    cluster.create_group("modern", GroupType::Consumer);
    cluster.create_foreign_group("pool", "share");
    cluster.create_foreign_group("sink", "connect");
    cluster
}

/// The rows of a table, with one blank between cells.
fn rows(ended: &Captured) -> Vec<String> {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    ended.out.lines().skip(1).map(words).collect()
}

fn names(ended: &Captured) -> Vec<String> {
    let name = |row: String| row.split(' ').next().unwrap().to_owned();
    rows(ended).into_iter().map(name).collect()
}

fn document(ended: &Captured) -> Value {
    serde_json::from_str(&ended.out).unwrap()
}

#[test]
fn each_group_is_named_for_what_it_is_without_a_request_of_its_own() {
    let cluster = cluster();
    let ended = run(&cluster, "");
    assert_eq!(ended.status(), ExitStatus::Done);
    assert_eq!(
        rows(&ended),
        [
            "billing classic stable consumer",
            "modern consumer empty consumer",
            "pool unknown unknown ?",
            "sink unknown unknown connect",
            "tool simple empty -",
        ]
    );
    assert_eq!(ended.err, "");
    let calls: Vec<Call> = cluster.calls().iter().map(|made| made.call).collect();
    assert_eq!(calls, [Call::Groups]);
}

#[test]
fn groups_are_chosen_by_name_and_by_pattern() {
    let cluster = cluster();
    assert_eq!(names(&run(&cluster, "tool -g sink")), ["sink", "tool"]);
    assert_eq!(
        names(&run(&cluster, "tool --groups-matching .*ing")),
        ["billing", "tool"]
    );
}

#[test]
fn a_filter_shows_what_is_asked_for_and_names_what_it_cannot_judge() {
    let cluster = cluster();
    let unjudged = "left out, since their type or state is not told: pool, sink\n";
    for (filter, shown) in [
        ("--state empty", &["modern", "tool"][..]),
        (
            "--state Stable,empty --type classic --type simple",
            &["billing", "tool"],
        ),
        ("--type consumer", &["modern"]),
    ] {
        let ended = run(&cluster, filter);
        assert_eq!(ended.status(), ExitStatus::Done);
        assert_eq!(
            (names(&ended), &*ended.err),
            (shown.iter().map(|&name| name.into()).collect(), unjudged)
        );
    }
    let ended = run(&cluster, "--type unknown");
    assert_eq!(
        (names(&ended), &*ended.err),
        (vec!["pool".into(), "sink".into()], "")
    );
}

#[test]
fn a_type_that_a_broker_is_too_old_to_tell_leaves_a_result_incomplete() {
    let cluster = cluster();
    cluster.create_group("old", GroupType::Unknown);
    let ended = run(&cluster, "--type classic --format json");
    assert_eq!(ended.status(), ExitStatus::Failed);
    let gap = "group old: left out, since its broker does not tell the types of groups";
    assert_eq!(document(&ended)["incomplete"], json!([gap]));
    assert!(
        ended.err.contains(&format!("warning: {gap}\n")),
        "{}",
        ended.err
    );
    let all = run(&cluster, "old");
    assert_eq!(rows(&all), ["old unknown empty consumer"]);
    assert_eq!(all.status(), ExitStatus::Done);
}

#[test]
fn nothing_found_is_an_empty_result_and_a_word() {
    for (format, printed) in [
        ("table", ""),
        ("jsonl", ""),
        ("csv", "group,type,state,protocol\n"),
    ] {
        let ended = run(&FakeCluster::new(), &format!("--format {format}"));
        assert_eq!(ended.status(), ExitStatus::Done);
        assert_eq!(ended.out, printed);
        assert_eq!(ended.err, "there is no group that you may describe\n");
    }
    let ended = run(&cluster(), "--groups-matching nobody --format json");
    assert_eq!(ended.status(), ExitStatus::Done);
    assert_eq!(ended.err, "no group that you may describe matches\n");
    assert_eq!(document(&ended)["groups"], json!([]));
}

#[test]
fn a_named_group_that_is_not_there_is_refused() {
    let ended = run(&cluster(), "biling");
    assert_eq!(ended.status(), ExitStatus::Refused);
    let says = "error: group biling is not known to this cluster\n  hint: did you mean billing?\n";
    assert_eq!((&*ended.err, &*ended.out), (says, ""));
}

#[test]
fn a_gap_is_a_warning_and_an_incomplete_result() {
    let cluster = cluster();
    cluster
        .at(Call::Groups)
        .times(2)
        .gap("broker 2 did not answer");
    let ended = run(&cluster, "--format json");
    assert_eq!(ended.status(), ExitStatus::Failed);
    assert_eq!(ended.err, "warning: broker 2 did not answer\n");
    assert_eq!(
        document(&ended)["incomplete"],
        json!(["broker 2 did not answer"])
    );
    assert_eq!(document(&ended)["groups"].as_array().unwrap().len(), 5);
    let named = run(&cluster, "nobody");
    assert_eq!(
        named.status(),
        ExitStatus::Failed,
        "it may be at the broker that was not seen"
    );
    assert!(
        named.err.contains("hint: broker 2 did not answer"),
        "{}",
        named.err
    );
}

#[test]
fn a_state_without_a_name_is_not_taken_for_another() {
    let cluster = cluster();
    cluster.set_state("modern", Some(GroupState::Unknown));
    let ended = run(&cluster, "modern --state stable");
    assert_eq!(names(&ended), [""; 0]);
    assert!(ended.err.contains("not told: modern\n"), "{}", ended.err);
}

#[test]
fn what_makes_no_sense_is_usage() {
    for words in [
        "--state gone",
        "--type share",
        "--groups-matching (",
        "--format yaml",
    ] {
        assert_eq!(parsed(words).unwrap_err().exit_code(), 2, "{words}");
    }
    assert_eq!(
        run(&cluster(), "billing -g billing").status(),
        ExitStatus::Usage
    );
}

#[test]
fn a_named_group_that_may_not_be_described_is_not_called_unknown() {
    let cluster = cluster();
    let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    cluster.at(Call::DescribeGroups).fail_group("hidden", code);
    let ended = run(&cluster, "hidden");
    assert_eq!(ended.status(), ExitStatus::Failed);
    assert!(
        ended.err.starts_with("error: group hidden: "),
        "{}",
        ended.err
    );
}
