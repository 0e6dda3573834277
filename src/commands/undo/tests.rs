use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use serde_json::Value;
use tempfile::TempDir;

use super::*;
use crate::clock::Clock;
use crate::commands::apply_plan::{self, ApplyPlanArgs};
use crate::commands::captured::{Captured, Stage, now, unrecorded};
use crate::commands::record::Record;
use crate::commands::seek::{self, SeekArgs};
use crate::kafka::fake::{Call, FakeCluster, Written};
use crate::model::{ErrorCode, GroupType};
use crate::ui::Answer;

#[derive(Parser)]
enum Cli {
    Seek(SeekArgs),
    Undo(UndoArgs),
    Apply(ApplyPlanArgs),
}

/// A cluster where billing stands at 150 in the first of two partitions of orders, with a folder for a
/// journal.
struct World {
    cluster: FakeCluster,
    folder: TempDir,
    runs: Cell<u32>,
}

impl World {
    fn new() -> Self {
        let cluster = FakeCluster::new();
        cluster.create_topic("orders", 2);
        for partition in 0..2 {
            cluster.fill("orders", partition, 100, 200, now());
        }
        cluster.create_group("billing", GroupType::Classic);
        cluster.commit_offset("billing", "orders", 0, 150);
        World {
            cluster,
            folder: tempfile::tempdir().unwrap(),
            runs: Cell::default(),
        }
    }

    /// Runs koffset with these words, a second after its last run; `FOLDER` is the world's.
    fn run(&self, words: &str) -> Captured {
        let words = words.replace("FOLDER", self.folder.path().to_str().unwrap());
        let words = std::iter::once("koffset").chain(words.split_whitespace());
        let args = Cli::try_parse_from(words).unwrap();
        let record = Record {
            folder: self.folder.path().join("journal"),
            is_kept: true,
            ..unrecorded()
        };
        let applier = Applier::new(Arc::new(self.cluster.clone()), record, || {});
        let stage = Stage::answering(Answer::Nobody);
        self.runs.set(self.runs.get() + 1);
        stage
            .clock
            .sleep(Duration::from_secs(self.runs.get().into()));
        stage.run(&self.cluster, |session| {
            let result = match &args {
                Cli::Seek(args) => seek::run(args, session, applier),
                Cli::Undo(args) => run(args, session, applier),
                Cli::Apply(args) => apply_plan::run(args, session, applier),
            };
            result.inspect_err(|error| session.ui.error(error))
        })
    }

    /// Carries a change out, and gives its id in the journal.
    fn changed(&self, words: &str) -> String {
        let ended = self.run(&format!("{words} --yes --format json"));
        let outcome: Value = serde_json::from_str(&ended.out).unwrap();
        outcome["journal_id"].as_str().unwrap().to_owned()
    }

    fn offsets(&self) -> Vec<i64> {
        let committed = self.cluster.committed("billing").into_values();
        committed.map(|commit| commit.offset.get()).collect()
    }

    /// How many requests went out that change something.
    fn changes(&self) -> usize {
        let calls = self.cluster.calls();
        calls.iter().filter(|made| made.call.changes()).count()
    }
}

/// Moves a commit and makes one, so that its undo must remove one.
const SEEK: &str = "seek billing orders:0=120 orders:1=130";

fn is(ended: &Captured, status: ExitStatus, why: &str) {
    assert_eq!(ended.status(), status, "{}", ended.err);
    assert!(ended.err.contains(why), "{}", ended.err);
}

#[test]
fn brokers_that_cannot_remove_commits_refuse_an_undo_before_any_write() {
    for code in [
        ErrorCode::UNSUPPORTED_FEATURE,
        ErrorCode::GROUP_AUTHORIZATION_FAILED,
    ] {
        let world = World::new();
        let id = world.changed(SEEK);
        let before = world.changes();
        world
            .cluster
            .at(Call::MayDeleteCommits)
            .fail_group("billing", code);
        let ended = world.run(&format!("undo {id} --yes"));
        is(&ended, ExitStatus::Refused, "cannot be removed");
        assert_eq!(world.changes(), before);
        // Nothing of it is in the journal, or it would be the last change.
        let last = world.run("undo --dry-run");
        assert!(
            last.out.contains(&format!("as before seek {id} of ")),
            "{}",
            last.out
        );
        // What needs no removal needs no leave for one.
        let part = world.run(&format!("undo {id} -t orders:0 --yes"));
        assert_eq!(part.status(), ExitStatus::Done, "{}", part.err);
        assert_eq!(world.offsets(), [150, 130]);
    }
}

#[test]
fn a_topic_whose_commits_may_not_be_removed_refuses_an_undo_before_any_write() {
    let world = World::new();
    let id = world.changed(SEEK);
    let before = world.changes();
    let asked = world.cluster.at(Call::MayDeleteCommits);
    asked.fail_topic("orders", ErrorCode::TOPIC_AUTHORIZATION_FAILED);
    let ended = world.run(&format!("undo {id} --yes"));
    is(&ended, ExitStatus::Refused, "orders");
    assert_eq!(world.changes(), before);
}

#[test]
fn not_to_be_told_whether_commits_may_be_removed_is_a_failure_before_any_write() {
    let world = World::new();
    let id = world.changed(SEEK);
    let before = world.changes();
    world
        .cluster
        .at(Call::MayDeleteCommits)
        .fail(ErrorCode::TRANSPORT);
    let ended = world.run(&format!("undo {id} --yes"));
    assert_eq!(ended.status(), ExitStatus::Failed, "{}", ended.err);
    assert_eq!(world.changes(), before);
}

#[test]
fn a_cluster_without_an_id_is_no_cluster_with_one() {
    let world = World::new();
    let with_id = world.changed(SEEK);
    world.cluster.set_cluster_id(None);
    let none = world.run("undo --dry-run");
    is(
        &none,
        ExitStatus::Refused,
        "the journal holds no change on ",
    );
    // Named, it may be this cluster's: nobody can tell, and that is said.
    let named = world.run(&format!("undo {with_id} --dry-run"));
    assert_eq!(named.status(), ExitStatus::Done, "{}", named.err);
    assert!(named.out.contains("cluster ids unknown"), "{}", named.out);
    let without = world.changed("seek billing orders:0=110");
    let last = world.run("undo --dry-run");
    assert!(last.out.contains(&without), "{}", last.out);
    let meant = world.run(&format!("undo {without} --yes --cluster-id another"));
    is(
        &meant,
        ExitStatus::Refused,
        "cluster another is meant, and this one has no id",
    );
    world.run(&format!("undo {without} --yes"));
    assert_eq!(world.offsets(), [120, 130]);
}

#[test]
fn a_plan_is_not_for_a_cluster_that_has_lost_its_id() {
    let world = World::new();
    world.run(&format!("{SEEK} --save-plan FOLDER/plan.json"));
    world.cluster.set_cluster_id(None);
    let ended = world.run("apply FOLDER/plan.json --yes");
    is(&ended, ExitStatus::Refused, "and is without an id");
    assert_eq!(world.changes(), 0);
}

#[test]
fn topics_without_ids_are_taken_back_with_a_word_on_it_and_without_the_epoch() {
    let world = World::new();
    world.cluster.set_topic_id("orders", None);
    let id = world.changed("seek billing orders:0=120");
    let ended = world.run(&format!("undo {id} --dry-run"));
    assert!(ended.out.contains("topic ids unknown"), "{}", ended.out);
    world.run(&format!("undo {id} --yes"));
    assert_eq!(world.offsets(), [150]);
}

#[test]
fn a_change_of_unknown_end_is_taken_back_as_far_as_it_was_carried_out() {
    for (written, row) in [
        (Written::AtOnce, "120 150"),
        (Written::Never, "stands where it stood before: left alone"),
    ] {
        let world = World::new();
        let answers = world.cluster.at(Call::Commit);
        answers.lose_answer(ErrorCode::TRANSPORT, written);
        // After those of the preview and of the recheck, that of the read-back.
        let read_back = world.cluster.at(Call::Commits).nth(3);
        read_back.fail(ErrorCode::TRANSPORT);
        let unknown = world.run("seek billing orders:0=120 --yes");
        assert_eq!(
            unknown.status(),
            ExitStatus::PartialOrUnknown,
            "{}",
            unknown.err
        );
        let undo = world.run("undo --dry-run");
        assert_eq!(undo.status(), ExitStatus::Done, "{}", undo.err);
        let squeezed: Vec<&str> = undo.out.split_whitespace().collect();
        assert!(squeezed.join(" ").contains(row), "{}", undo.out);
    }
}

#[test]
fn a_plan_of_unknown_end_is_not_begun_again() {
    let world = World::new();
    world.run("seek billing orders:0=120 --save-plan FOLDER/plan.json");
    let answers = world.cluster.at(Call::Commit);
    answers.lose_answer(ErrorCode::TRANSPORT, Written::Never);
    let unknown = world.run("apply FOLDER/plan.json --yes");
    assert_eq!(
        unknown.status(),
        ExitStatus::PartialOrUnknown,
        "{}",
        unknown.err
    );
    let before = world.changes();
    let again = world.run("apply FOLDER/plan.json --yes");
    is(&again, ExitStatus::Refused, " was begun already: at ");
    is(
        &again,
        ExitStatus::Refused,
        ", of which the journal says unknown",
    );
    assert_eq!(world.changes(), before);
}

#[test]
fn a_change_that_the_cluster_took_nothing_of_is_not_the_last_one() {
    let world = World::new();
    let id = world.changed(SEEK);
    let refused = world.cluster.at(Call::Commit).times(1);
    refused.fail(ErrorCode::GROUP_AUTHORIZATION_FAILED);
    let failed = world.run("seek billing orders:0=110 --yes");
    assert_eq!(failed.status(), ExitStatus::Failed, "{}", failed.err);
    let last = world.run("undo --dry-run");
    assert!(last.out.contains(&id), "{}", last.out);
}
