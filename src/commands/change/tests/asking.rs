use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::*;
use crate::clock::Clock;

#[test]
fn a_yes_at_the_prompt_carries_the_plan_out() {
    let cluster = cluster();
    let ended = on(Stage::answering(Answer::Yes), &cluster, &billing(), &ASKING);
    assert_eq!(ended.status(), ExitStatus::Done);
    assert_eq!(ended.out, "moved 2 of 2 partitions, read back and equal\n");
    assert_eq!(offsets(&cluster, "billing"), [120, 170]);
}

#[test]
fn the_question_names_the_cluster_the_group_and_what_is_replayed_and_skipped() {
    let cluster = cluster();
    let ended = on(Stage::answering(Answer::No), &cluster, &billing(), &ASKING);
    assert_eq!(
        ended.questions,
        [
            "Move group billing on cluster fakeClusterId000000001 (at most 30 replayed, at most 20 skipped)?"
        ]
    );
}

#[test]
fn the_question_counts_the_commits_that_are_deleted() {
    let cluster = cluster();
    let request = to(&["billing"], &[None, Some(120)]);
    let ended = on(Stage::answering(Answer::No), &cluster, &request, &ASKING);
    assert!(
        ended.questions[0].ends_with("(at most 30 replayed, 0 skipped, 1 commit deleted)?"),
        "{:?}",
        ended.questions
    );
}

#[test]
fn the_question_names_each_of_a_few_groups_and_none_that_stays() {
    let cluster = cluster();
    for partition in 0..2 {
        cluster.commit_offset("shipping", "orders", partition, 120);
    }
    let request = to(&["audit", "billing", "shipping"], &[Some(120), Some(120)]);
    let ended = on(Stage::answering(Answer::No), &cluster, &request, &ASKING);
    assert_eq!(
        ended.questions,
        [
            "Move groups audit and billing on cluster fakeClusterId000000001 (at most 120 replayed, 0 skipped)?"
        ]
    );
}

#[test]
fn preview_and_question_name_what_a_pattern_matched_and_is_left_out() {
    let cluster = cluster();
    for group in ["a", "b", "c", "d", "e"] {
        cluster.commit_offset(group, "orders", 0, 150);
    }
    let mut ask = asked(&billing());
    ask.groups.groups.matching = Some("[a-e]".parse().unwrap());
    ask.groups.exclude = Some("[a-d]".parse().unwrap());
    let stage = Stage::answering(Answer::No);
    let ended = carried_out_ask(stage, &cluster, &ask, &ASKING);
    let question = "Move group billing, leaving out a, b, c and 1 more, on cluster ";
    assert!(
        ended.questions[0].starts_with(question),
        "{:?}",
        ended.questions
    );
    let row = "left out d (simple): --exclude-groups [a-d]\n";
    assert!(ended.err.contains(row), "{}", ended.err);
}

#[test]
fn many_groups_are_one_question_that_counts_them() {
    let cluster = cluster();
    cluster.commit_offset("testing", "orders", 0, 150);
    let groups = ["audit", "billing", "shipping", "testing"];
    let ended = on(
        Stage::answering(Answer::No),
        &cluster,
        &to(&groups, &[Some(120)]),
        &ASKING,
    );
    assert_eq!(ended.questions.len(), 1);
    assert!(
        ended.questions[0].starts_with("Move 4 groups on "),
        "{:?}",
        ended.questions
    );
}

#[test]
fn the_preview_stands_on_stderr_before_the_question() {
    let cluster = cluster();
    let ended = on(Stage::answering(Answer::No), &cluster, &billing(), &ASKING);
    assert_eq!(ended.out, "");
    assert!(
        ended
            .err
            .contains("At most 30 records will be replayed and at most 20 skipped"),
        "{}",
        ended.err
    );
}

#[test]
fn a_no_declines_and_changes_nothing() {
    let cluster = cluster();
    let ended = on(Stage::answering(Answer::No), &cluster, &billing(), &ASKING);
    assert_eq!(ended.status(), ExitStatus::Declined);
    untouched(&cluster);
}

#[test]
fn where_nobody_can_be_asked_nothing_changes_and_the_hint_names_yes() {
    let cluster = cluster();
    let ended = carried_out(&cluster, &billing(), &ASKING);
    assert_eq!(ended.status(), ExitStatus::Declined);
    assert!(ended.error().hints[0].contains("--yes"));
    untouched(&cluster);
}

#[test]
fn an_interrupt_at_the_prompt_changes_nothing() {
    let cluster = cluster();
    let ended = on(
        Stage::answering(Answer::Interrupted),
        &cluster,
        &billing(),
        &ASKING,
    );
    assert_eq!(ended.status(), ExitStatus::Interrupted);
    untouched(&cluster);
}

#[test]
fn a_deadline_that_passes_at_the_prompt_is_a_failure_and_no_interrupt() {
    let cluster = cluster();
    let mut stage = Stage::answering(Answer::Nobody);
    stage.whole = Some(Duration::from_secs(60));
    let clock = stage.clock.clone();
    stage.answer = Box::new(move || {
        clock.sleep(Duration::from_secs(61));
        Answer::Interrupted
    });
    let ended = on(stage, &cluster, &billing(), &ASKING);
    assert_eq!(ended.status(), ExitStatus::Failed);
    assert!(ended.err.contains("--deadline has passed"), "{}", ended.err);
    untouched(&cluster);
}

#[test]
fn an_interrupt_at_any_read_before_sending_ends_with_130_and_nothing_written() {
    let reads = {
        let cluster = cluster();
        carried_out(&cluster, &billing(), &YES);
        let calls = cluster.calls();
        let sent = calls.iter().position(|made| made.call.changes()).unwrap();
        let mut reads = calls[..sent].to_vec();
        reads.retain(|made| made.call != Call::MakeReady);
        reads
    };
    assert_eq!(reads.len(), 17, "{reads:?}");
    for (index, read) in reads.iter().enumerate() {
        let nth = reads[..=index]
            .iter()
            .filter(|made| made.call == read.call)
            .count();
        let cluster = cluster();
        let cancelled = Arc::new(AtomicBool::new(false));
        let interrupt = cancelled.clone();
        cluster
            .at(read.call)
            .nth(nth)
            .after(move |_| interrupt.store(true, Ordering::SeqCst));
        let stage = Stage {
            cancelled,
            ..Stage::answering(Answer::Nobody)
        };
        let ended = on(stage, &cluster, &billing(), &YES);
        assert_eq!(ended.status(), ExitStatus::Interrupted, "{read:?}");
        untouched(&cluster);
    }
}

#[test]
fn an_interrupt_just_before_the_first_byte_ends_with_130_and_nothing_written() {
    let cluster = cluster();
    let stage = Stage::answering(Answer::Nobody);
    let interrupt = stage.cancelled.clone();
    let applier = Applier::new(Arc::new(cluster.clone()), unrecorded(), move || {
        interrupt.store(true, Ordering::SeqCst);
    });
    let ended = stage.run(&cluster, |session| {
        carry_out(&asked(&billing()), &YES, session, applier)
    });
    assert_eq!(ended.status(), ExitStatus::Interrupted);
    untouched(&cluster);
}

#[test]
fn an_interrupt_after_sending_waits_for_the_outcome() {
    let cluster = cluster();
    let cancelled = Arc::new(AtomicBool::new(false));
    let interrupt = cancelled.clone();
    cluster
        .at(Call::Commit)
        .before(move |_| interrupt.store(true, Ordering::SeqCst));
    let stage = Stage {
        cancelled,
        ..Stage::answering(Answer::Nobody)
    };
    let ended = on(stage, &cluster, &billing(), &YES);
    assert_eq!(ended.status(), ExitStatus::Done);
    assert_eq!(ended.out, "moved 2 of 2 partitions, read back and equal\n");
}

#[test]
fn a_dry_run_makes_no_call_that_changes_asks_nothing_and_prints_the_plan() {
    let cluster = cluster();
    let ended = on(
        Stage::answering(Answer::Yes),
        &cluster,
        &billing(),
        &DRY_RUN,
    );
    assert_eq!(ended.status(), ExitStatus::Done);
    assert!(ended.questions.is_empty());
    assert!(
        ended.out.contains("At most 30 records will be replayed"),
        "{}",
        ended.out
    );
    untouched(&cluster);
}

#[test]
fn a_blocked_plan_is_refused_with_all_its_groups_dry_or_not() {
    for args in [DRY_RUN, YES, ASKING] {
        let cluster = cluster();
        cluster.join("billing", crate::kafka::fake::member("m", &[("orders", 0)]));
        let request = to(&["audit", "billing"], &[Some(120)]);
        let ended = on(Stage::answering(Answer::Yes), &cluster, &request, &args);
        assert_eq!(ended.status(), ExitStatus::Refused);
        assert!(ended.questions.is_empty());
        assert!(
            ended.err.contains("group billing has active members"),
            "{}",
            ended.err
        );
        untouched(&cluster);
    }
}

#[test]
fn a_commit_that_is_only_pending_in_a_transaction_blocks_the_plan() {
    let cluster = cluster();
    cluster.expire_commit("billing", "orders", 0);
    cluster.commit_in_transaction("billing", "orders", 0, 180);
    let ended = carried_out(&cluster, &billing(), &YES);
    assert_eq!(ended.status(), ExitStatus::Refused);
    let why = "orders:0 of group billing: a commit is pending in a transaction";
    assert!(ended.err.contains(why), "{}", ended.err);
    untouched(&cluster);
}

#[test]
fn a_plan_that_moves_nothing_asks_nothing_and_is_done() {
    let cluster = cluster();
    let request = to(&["billing"], &[Some(150), Some(150)]);
    let ended = carried_out(&cluster, &request, &ASKING);
    assert_eq!(ended.status(), ExitStatus::Done);
    assert_eq!(ended.out, "nothing to do\n");
    untouched(&cluster);
}

#[test]
fn the_same_change_again_changes_nothing() {
    let cluster = cluster();
    carried_out(&cluster, &billing(), &YES);
    assert_eq!(changes(&cluster).len(), 1);
    let ended = carried_out(&cluster, &billing(), &YES_JSON);
    assert_eq!(ended.status(), ExitStatus::Done);
    assert_eq!(result(&ended), "unchanged");
    assert_eq!(changes(&cluster).len(), 1);
}
