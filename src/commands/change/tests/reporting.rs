//! What the streams and the exit status say in the end.

use super::*;
use crate::kafka::fake::member;
use crate::model::ErrorCode;

const CLOSED: io::ErrorKind = io::ErrorKind::BrokenPipe;
const FULL: io::ErrorKind = io::ErrorKind::StorageFull;

fn writing_fails(kind: io::ErrorKind) -> Stage {
    Stage {
        stdout_fails: Some(kind),
        ..Stage::answering(Answer::Nobody)
    }
}

#[test]
fn an_outcome_that_cannot_be_written_is_not_a_success_and_is_told_on_stderr() {
    for args in [YES, YES_JSON] {
        let cluster = cluster();
        let ended = on(writing_fails(FULL), &cluster, &billing(), &args);
        assert_eq!(ended.status(), ExitStatus::PartialOrUnknown);
        assert!(
            ended
                .err
                .contains("error: the outcome could not be written: stdout: "),
            "{}",
            ended.err
        );
        assert!(
            ended
                .err
                .contains("moved 2 of 2 partitions, read back and equal\n"),
            "{}",
            ended.err
        );
        assert_eq!(offsets(&cluster, "billing"), [120, 170]);
    }
}

#[test]
fn nothing_to_do_that_cannot_be_written_is_a_failure_that_changed_nothing() {
    let cluster = cluster();
    let stays = to(&["billing"], &[Some(150)]);
    let ended = on(writing_fails(FULL), &cluster, &stays, &YES);
    assert_eq!(ended.status(), ExitStatus::Failed);
    untouched(&cluster);
}

#[test]
fn a_closed_pipe_after_the_commit_changes_no_exit_status() {
    let codes = [
        (None, ExitStatus::Done),
        (
            Some(ErrorCode::GROUP_AUTHORIZATION_FAILED),
            ExitStatus::Failed,
        ),
        (Some(ErrorCode::UNKNOWN_MEMBER_ID), ExitStatus::Refused),
        (Some(ErrorCode::TIMED_OUT), ExitStatus::PartialOrUnknown),
    ];
    for (code, status) in codes {
        let cluster = cluster();
        if let Some(code) = code {
            cluster.at(Call::Commit).fail(code);
        }
        let ended = on(writing_fails(CLOSED), &cluster, &billing(), &YES);
        assert_eq!(ended.result.unwrap(), status);
        assert!(!ended.err.contains("could not be written"), "{}", ended.err);
    }
}

#[test]
fn what_went_wrong_is_told_row_by_row_where_the_reader_of_stdout_has_gone() {
    for args in [YES, YES_JSON] {
        let cluster = cluster();
        let code = ErrorCode::TOPIC_AUTHORIZATION_FAILED;
        cluster.at(Call::Commit).fail_partition("orders", 1, code);
        let ended = on(writing_fails(CLOSED), &cluster, &billing(), &args);
        assert_eq!(ended.status(), ExitStatus::PartialOrUnknown);
        let told = "moved 1 of 2 partitions, 1 not moved\nerror: the cluster did not take";
        assert!(ended.err.contains(told), "{}", ended.err);
        assert!(ended.err.contains("READ-BACK"), "{}", ended.err);
    }
}

#[test]
fn a_success_is_not_told_to_a_reader_who_has_gone() {
    let cluster = cluster();
    let ended = on(writing_fails(CLOSED), &cluster, &billing(), &YES);
    assert_eq!(ended.status(), ExitStatus::Done);
    assert!(!ended.err.contains("moved 2"), "{}", ended.err);
}

#[test]
fn a_closed_pipe_ends_a_dry_run_quietly() {
    let cluster = cluster();
    let applier = Applier::new(Arc::new(cluster.clone()), unrecorded(), || {});
    let ended = writing_fails(CLOSED).run(&cluster, |session| {
        carry_out(&asked(&billing()), &DRY_RUN, session, applier)
    });
    assert_eq!(ended.error().kind, ErrorKind::ClosedPipe);
    assert_eq!(ended.status(), ExitStatus::Done);
    assert_eq!(ended.err, "");
}

#[test]
fn a_closed_pipe_does_not_make_a_blocked_plan_a_success() {
    let dry_json = change(true, false, ChangeFormat::Json);
    for args in [DRY_RUN, dry_json, YES_JSON] {
        let cluster = cluster();
        cluster.join("billing", member("m", &[("orders", 0)]));
        let ended = on(writing_fails(CLOSED), &cluster, &billing(), &args);
        assert_eq!(ended.status(), ExitStatus::Refused);
        assert!(
            ended.err.contains("group billing has active members"),
            "{}",
            ended.err
        );
    }
}

#[test]
fn a_plan_that_cannot_be_written_is_a_failed_dry_run() {
    let cluster = cluster();
    let ended = on(writing_fails(FULL), &cluster, &billing(), &DRY_RUN);
    assert_eq!(ended.status(), ExitStatus::Failed);
}

#[test]
fn only_what_was_done_or_left_in_doubt_ends_with_0_or_5() {
    let codes = [
        (ErrorCode::UNKNOWN_TOPIC_OR_PARTITION, ExitStatus::Failed),
        (ErrorCode::OFFSET_METADATA_TOO_LARGE, ExitStatus::Failed),
        (ErrorCode::INVALID_GROUP_ID, ExitStatus::Failed),
        (ErrorCode::INVALID_COMMIT_OFFSET_SIZE, ExitStatus::Failed),
        (ErrorCode::TOPIC_AUTHORIZATION_FAILED, ExitStatus::Failed),
        (ErrorCode::GROUP_AUTHORIZATION_FAILED, ExitStatus::Failed),
        (ErrorCode::UNSUPPORTED_VERSION, ExitStatus::Failed),
        (ErrorCode::GROUP_ID_NOT_FOUND, ExitStatus::Failed),
        (ErrorCode::COORDINATOR_LOAD_IN_PROGRESS, ExitStatus::Failed),
        (ErrorCode::PURGED_IN_QUEUE, ExitStatus::Failed),
        (ErrorCode::UNKNOWN_MEMBER_ID, ExitStatus::Refused),
        (ErrorCode::NON_EMPTY_GROUP, ExitStatus::Refused),
        (ErrorCode::TIMED_OUT, ExitStatus::PartialOrUnknown),
        (ErrorCode::INTERRUPTED, ExitStatus::PartialOrUnknown),
    ];
    for (code, status) in codes {
        let cluster = cluster();
        cluster.at(Call::Commit).fail(code);
        let ended = carried_out(&cluster, &billing(), &YES);
        assert_eq!(ended.status(), status, "{code:?}: {}", ended.err);
    }
}

#[test]
fn the_table_shows_each_partition_that_did_not_come_out_as_asked() {
    let cluster = cluster();
    let code = ErrorCode::TOPIC_AUTHORIZATION_FAILED;
    cluster.at(Call::Commit).fail_partition("orders", 1, code);
    let ended = carried_out(&cluster, &billing(), &YES);
    let rows: Vec<&str> = ended.out.lines().collect();
    let [header, row, sentence] = rows[..] else {
        panic!("{}", ended.out);
    };
    assert!(header.contains("READ-BACK"));
    let words: Vec<&str> = row.split_whitespace().take(7).collect();
    assert_eq!(words, ["!", "billing", "orders", "1", "150", "170", "150"]);
    assert_eq!(sentence, "moved 1 of 2 partitions, 1 not moved");
    assert!(
        ended
            .err
            .contains("error: the cluster did not take the whole change"),
        "{}",
        ended.err
    );
}

#[test]
fn a_cluster_that_hides_pending_commits_is_changed_with_a_warning() {
    let told = |cluster: &FakeCluster| {
        let ended = carried_out(cluster, &billing(), &YES);
        assert_eq!(ended.status(), ExitStatus::Done);
        ended
            .err
            .contains("pending in a transaction cannot be seen")
    };
    assert!(!told(&cluster()));
    let old = cluster();
    old.hide_pending();
    assert!(told(&old));
}

/// Twelve groups with two members each.
fn crowded() -> (FakeCluster, Vec<String>) {
    let cluster = cluster();
    let groups: Vec<String> = (10..22).map(|number| format!("g{number}")).collect();
    for group in &groups {
        cluster.commit_offset(group, "orders", 0, 150);
        for name in ["a", "b"] {
            cluster.join(group, member(&format!("{group}-{name}"), &[("orders", 0)]));
        }
    }
    (cluster, groups)
}

#[test]
fn every_blocked_group_is_marked_and_many_of_one_reason_share_a_message() {
    let (cluster, groups) = crowded();
    let names: Vec<&str> = groups.iter().map(String::as_str).collect();
    let ended = carried_out(&cluster, &to(&names, &[Some(120)]), &YES);
    assert_eq!(ended.status(), ExitStatus::Refused);
    let message = "error: groups g10, g11, g12, g13, g14, g15, g16, g17, g18, g19 and 2 more have active members; \
                   the broker rejects outside commits until they leave (24 members in all); --format json names them\n";
    assert!(ended.err.contains(message), "{}", ended.err);
    assert_eq!(ended.err.matches("error: ").count(), 1, "{}", ended.err);
    for group in &groups {
        let marked = format!("!\u{1b}[0m group  {group} (");
        let plain = format!("! group  {group} (");
        let is_marked = ended.err.contains(&marked) || ended.err.contains(&plain);
        assert!(is_marked, "{group}: {}", ended.err);
    }
    assert_eq!(ended.err.matches("blocked  has active members").count(), 12);
}

#[test]
fn members_that_a_shared_message_does_not_name_are_counted() {
    let (cluster, groups) = crowded();
    let names: Vec<&str> = groups.iter().take(6).map(String::as_str).collect();
    let ended = carried_out(&cluster, &to(&names, &[Some(120)]), &YES);
    let message = "error: groups g10, g11, g12, g13, g14, g15 have active members; the broker rejects \
                   outside commits until they leave (12 members in all); --format json names them\n";
    assert!(ended.err.contains(message), "{}", ended.err);
}

#[test]
fn only_a_message_of_one_group_guesses_which_was_meant() {
    let cluster = cluster();
    let names: Vec<String> = (0..6).map(|number| format!("billing{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let guess = "did you mean billing?";
    let few = carried_out(&cluster, &to(&names[..1], &[Some(120)]), &YES);
    assert!(few.err.contains(guess), "{}", few.err);
    let many = carried_out(&cluster, &to(&names, &[Some(120)]), &YES);
    assert!(
        many.err.contains("billing5 are not known to this cluster"),
        "{}",
        many.err
    );
    assert!(!many.err.contains("did you mean"), "{}", many.err);
}

#[test]
fn the_members_of_a_group_are_bounded_in_words_and_whole_in_the_document() {
    let cluster = cluster();
    for number in 10..25 {
        cluster.join("billing", member(&format!("billing-{number}"), &[]));
    }
    let ended = carried_out(&cluster, &billing(), &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::Refused);
    assert!(ended.err.contains("billing-19"), "{}", ended.err);
    assert!(!ended.err.contains("billing-20"), "{}", ended.err);
    let more = "  and 5 more: --format json names them all\n";
    assert!(ended.err.contains(more), "{}", ended.err);
    let document: Value = serde_json::from_str(&ended.out).unwrap();
    let members = document["groups"][0]["blockers"][0]["members"].as_array();
    assert_eq!(members.unwrap().len(), 15);
}

#[test]
fn rows_that_stay_are_folded_by_their_reason() {
    let cluster = cluster();
    cluster.create_topic("clicks", 12);
    let mut request = to(&["billing"], &[Some(150), Some(170)]);
    let wanted = request.groups.get_mut(&GroupId::new("billing")).unwrap();
    for partition in 0..12 {
        let at = TopicPartition::new("clicks", partition);
        wanted.insert(at, Wanted::NoCommit { topic_id: None });
    }
    let ended = carried_out(&cluster, &request, &DRY_RUN);
    assert_eq!(ended.status(), ExitStatus::Done);
    for line in [
        "  12 partitions stay as they are: no commit\n",
        "  1 partition stays as it is: at the target already\n",
    ] {
        assert!(ended.out.contains(line), "{}", ended.out);
    }
}

#[test]
fn what_has_moved_is_bounded_in_words_and_whole_in_the_error() {
    let moved: Vec<String> = (0..12).map(|number| format!("row {number}")).collect();
    let error = crate::error::Error::refused("something has moved:").details(moved);
    let text = error.to_string();
    assert!(
        text.starts_with("something has moved:\n  row 0\n"),
        "{text}"
    );
    assert!(
        text.ends_with("  row 9\n  and 2 more: --format json names them all"),
        "{text}"
    );
    let document = crate::document::Envelope::of_error(&error, now());
    let document = serde_json::to_value(&document).unwrap();
    assert_eq!(document["details"].as_array().unwrap().len(), 12);
}
