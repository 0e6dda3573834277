//! A group that is to be deleted, and a world or a network that comes between.

use super::{hasty, patient};
use serde_json::json;

use super::between::moved_behind_the_preview;
use super::stage::{BEFORE, Stage, behind_probes};
use super::written::only_change;
use crate::support::koffset::Run;
use crate::support::member::{Member, await_state};
use crate::support::proxy::{DELETE_GROUPS, Fault, OFFSET_DELETE};
use crate::support::version;

pub(super) const DELETE: &str = "group delete {}billing --yes";

fn is_refused(stage: &Stage, run: &Run, because: &str) {
    run.exits(3)
        .prints_nothing()
        .says("error: something has moved since the preview:\n")
        .says(because)
        .says("nothing was changed\n");
    stage.sent_nothing();
    let change = only_change(&stage.name("billing"));
    change.holds("unchanged", &[(Some(4), "failed"); 2]);
}

#[test]
fn a_member_that_joins_after_the_preview_keeps_the_group() {
    for &protocol in version::consumer_protocols() {
        let stage = Stage::with_billing();
        let (run, member) = moved_behind_the_preview(&stage, DELETE, || {
            let member = Member::joins(&stage, "billing", "orders", json!({"protocol": protocol}));
            await_state(&stage, "billing", "stable");
            member
        });
        is_refused(&stage, &run, "(127.0.0.1) has joined group billing\n");
        drop(member);
        stage.stands_at(&BEFORE);
    }
}

#[test]
fn a_commit_in_another_topic_after_the_preview_keeps_the_group() {
    let stage = Stage::with_billing();
    stage.topic("payments", &[10]);
    let (run, ()) = moved_behind_the_preview(&stage, DELETE, || {
        stage.commit("billing", "payments", &[Some(1)]);
    });
    let because = "payments:0 of group billing: there was no commit, and is one\n";
    is_refused(&stage, &run, because);
    assert_eq!(stage.offsets("billing", "payments"), [(0, 1)]);
}

#[test]
fn a_member_that_joins_before_the_deletion_arrives_keeps_the_group() {
    for &protocol in version::consumer_protocols() {
        let stage = Stage::with_billing();
        stage.proxy().spoil(DELETE_GROUPS, &[Fault::Hold]);
        let koffset = stage.start(&patient(DELETE));
        stage.proxy().await_met(DELETE_GROUPS, 1);
        let member = Member::joins(&stage, "billing", "orders", json!({"protocol": protocol}));
        await_state(&stage, "billing", "stable");
        stage.proxy().release();
        stage
            .ended(koffset)
            .exits(3)
            .prints("! billing - - - - - a member has joined the group, and a broker deletes no group that has members\n")
            .prints("deleted none of 1 group\n")
            .says("error: a member has joined, and a broker changes no group from outside that has any")
            .says("nothing was changed");
        drop(member);
        stage.stands_at(&BEFORE);
        let change = only_change(&stage.name("billing"));
        change.holds("unchanged", &[(Some(4), "failed"); 2]);
    }
}

#[test]
fn a_member_that_reads_the_topic_before_the_deletion_arrives_keeps_its_commits_since_kafka_2_4() {
    for &protocol in version::consumer_protocols() {
        let stage = Stage::with_billing();
        stage
            .proxy()
            .spoil(OFFSET_DELETE, &behind_probes(Fault::Hold));
        let koffset = stage.start(&patient("delete-offsets {}billing -t {}orders --yes"));
        stage.proxy().await_met(OFFSET_DELETE, 1);
        let member = Member::joins(&stage, "billing", "orders", json!({"protocol": protocol}));
        await_state(&stage, "billing", "stable");
        stage.proxy().release();
        stage
            .ended(koffset)
            .exits(3)
            .prints("deleted none of 2 commits\n")
            .says("nothing was changed");
        drop(member);
        stage.stands_at(&BEFORE);
        let change = only_change(&stage.name("billing"));
        change.holds("unchanged", &[(Some(4), "failed"); 2]);
    }
}

#[test]
fn a_deletion_whose_answer_is_lost_is_proved_by_looking_again() {
    let stage = Stage::with_billing();
    stage.proxy().spoil_all(DELETE_GROUPS, Fault::CutAnswer);
    stage
        .koffset(&hasty(DELETE))
        .exits(0)
        .prints("deleted 1 of 1 group, read back and gone\n");
    assert!(stage.proxy().met(DELETE_GROUPS) > 0);
    assert!(!stage.knows_group("billing"));
    let change = only_change(&stage.name("billing"));
    change.holds("applied", &[(Some(4), "applied"); 2]);
}

#[test]
fn a_deletion_that_is_still_under_way_is_not_known_and_may_be_done_afterwards() {
    let stage = Stage::with_billing();
    stage.proxy().spoil(DELETE_GROUPS, &[Fault::Hold]);
    let run = stage.koffset(&hasty(DELETE));
    run.exits(5)
        .prints("? billing - - - - - ")
        .prints("deleted 0 of 1 group, 0 not deleted, 1 not known\n")
        .says("error: what became of the change is not known, and a broker may still carry it out")
        .never_says("nothing was changed");
    stage.stands_at(&BEFORE);
    let change = only_change(&stage.name("billing"));
    change.holds("unknown", &[(Some(4), "unknown"); 2]);
    stage.proxy().release();
    stage.await_stands_at(&[]);
    assert!(!stage.knows_group("billing"));
}
