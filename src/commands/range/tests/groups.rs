use super::*;
use crate::model::GroupType;

#[test]
fn a_group_stands_for_the_topics_in_which_it_has_commits() {
    let cluster = few_records();
    cluster.commit_offset("billing", "orders", 0, 105);
    let found = range(&cluster, "--group billing --format offsets");
    assert_eq!(found.out, "orders:0:110\norders:1:0\n");
    assert_eq!(found.status(), ExitStatus::Done);
}

#[test]
fn a_group_without_commits_has_an_empty_range() {
    let cluster = few_records();
    cluster.create_group("idle", GroupType::Classic);
    cluster.create_foreign_group("shared", "share");
    for group in ["idle", "shared"] {
        let found = range(&cluster, &format!("-g {group} --format offsets"));
        assert_eq!(found.status(), ExitStatus::Done);
        assert_eq!(found.out, "");
        assert_eq!(
            found.err,
            format!("group {group} has no commits, and so no topics\n")
        );
    }
}

#[test]
fn a_mistyped_group_gets_a_suggestion() {
    let cluster = few_records();
    cluster.commit_offset("billing", "orders", 0, 105);
    let error = range(&cluster, "-g biling").result.unwrap_err();
    assert_eq!(
        error.to_string(),
        "group biling is not known to this cluster"
    );
    assert_eq!(error.hints, ["did you mean billing?"]);
}

#[test]
fn a_commit_whose_topic_is_gone_stays_in_view() {
    let cluster = few_records();
    cluster.commit_offset("billing", "orders", 0, 105);
    cluster.commit_offset("billing", "pay", 0, 1);
    let code = ErrorCode::UNKNOWN_TOPIC_OR_PARTITION;
    cluster.at(Call::Topics).fail_topic("pay", code);
    let found = range(&cluster, "-g billing --format csv");
    assert!(
        found
            .out
            .ends_with("pay,0,,,,,the fake cluster answered error 3\n"),
        "{}",
        found.out
    );
    assert_eq!(found.status(), ExitStatus::Failed);
}
