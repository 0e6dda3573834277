//! The plan that is made once the members have left.

use super::*;
use crate::model::ChangedTopics;

#[test]
fn a_commit_that_a_member_made_before_it_left_is_shown_and_asked_about() {
    let cluster = occupied();
    at_look(&cluster, 4, |cluster| {
        cluster.commit_offset("billing", "orders", 0, 160);
        cluster.leave_all("billing");
    });
    let ended = waited(&cluster);
    is_done(&cluster, &ended);
    assert_eq!(
        ended.questions,
        [
            "Move group billing on cluster fakeClusterId000000001 (at most 30 replayed, at most 20 skipped)?",
            "Move group billing on cluster fakeClusterId000000001 (at most 40 replayed, at most 20 skipped)?",
        ]
    );
    assert_eq!(said(&ended, "not what was shown before the wait"), 1);
}

#[test]
fn a_no_to_the_second_question_changes_nothing() {
    let cluster = occupied();
    at_look(&cluster, 4, |cluster| {
        cluster.commit_offset("billing", "orders", 0, 160);
        cluster.leave_all("billing");
    });
    let mut answers = [Answer::Yes, Answer::No].into_iter();
    let stage = Stage {
        answer: Box::new(move || answers.next().unwrap()),
        ..Stage::answering(Answer::No)
    };
    let ended = on(stage, &cluster, &billing(), &waiting(&ASKING));
    assert_eq!(ended.status(), ExitStatus::Declined);
    untouched(&cluster);
}

#[test]
fn with_yes_an_effect_that_differs_is_shown_and_done() {
    let cluster = occupied();
    at_look(&cluster, 4, |cluster| {
        cluster.commit_offset("billing", "orders", 0, 160);
        cluster.leave_all("billing");
    });
    let ended = on(
        Stage::answering(Answer::Nobody),
        &cluster,
        &billing(),
        &waiting(&YES),
    );
    is_done(&cluster, &ended);
    assert!(
        ended.err.contains("At most 40 records will be replayed"),
        "{}",
        ended.err
    );
}

#[test]
fn a_limit_that_the_effect_keeps_only_before_the_wait_refuses_after_it() {
    let cluster = occupied();
    at_look(&cluster, 4, |cluster| {
        cluster.commit_offset("billing", "orders", 0, 160);
        cluster.leave_all("billing");
    });
    let mut args = waiting(&YES);
    args.apply.max_replay = Some(30);
    let ended = on(Stage::answering(Answer::Yes), &cluster, &billing(), &args);
    is_refused(
        &cluster,
        &ended,
        "at most 40 records would be replayed, and --max-replay allows 30",
    );
}

#[test]
fn where_there_is_nothing_to_do_yet_it_waits_for_what_the_members_still_commit() {
    let cluster = occupied();
    at_look(&cluster, 4, |cluster| {
        cluster.commit_offset("billing", "orders", 0, 160);
        cluster.leave_all("billing");
    });
    let request = to(&["billing"], &[Some(150), Some(150)]);
    let ended = on(
        Stage::answering(Answer::Yes),
        &cluster,
        &request,
        &waiting(&ASKING),
    );
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(ended.questions.len(), 1);
    assert_eq!(offsets(&cluster, "billing"), [150, 150]);
}

#[test]
fn a_group_that_vanishes_is_not_created() {
    let cluster = occupied();
    at_look(&cluster, 4, |cluster| cluster.remove_group("billing"));
    let ended = waited(&cluster);
    is_refused(
        &cluster,
        &ended,
        "group billing is not known to this cluster",
    );
}

#[test]
fn what_is_to_be_moved_is_looked_up_anew_after_the_wait() {
    let cluster = occupied();
    at_look(&cluster, 4, |cluster| {
        cluster.fill("orders", 0, 100, 230, now());
        cluster.leave_all("billing");
    });
    let ask = Ask {
        positions: AskedPositions::Rule {
            target: Target::Latest { minus: 0 },
            topics: ChangedTopics::Named {
                topics: vec!["orders:0".parse().unwrap()],
                matching: None,
            },
        },
        ..asked(&billing())
    };
    let stage = Stage::answering(Answer::Yes);
    let ended = carried_out_ask(stage, &cluster, &ask, &waiting(&ASKING));
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(ended.questions.len(), 2);
    assert_eq!(offsets(&cluster, "billing"), [230, 150]);
}

#[test]
fn a_member_that_joins_after_the_fresh_plan_refuses_the_change() {
    let cluster = occupied();
    leave_at(&cluster, 3);
    at_look(&cluster, 5, |cluster| {
        cluster.join("billing", member("m-9", &[]))
    });
    let ended = waited(&cluster);
    is_refused(&cluster, &ended, "something has moved since the preview");
}
