mod clusters;
mod ends;
mod late;
mod removals;

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
use crate::commands::journal_folder::JournalDirArgs;
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
            dir: JournalDirArgs {
                journal_dir: Some(self.folder.path().join("journal")),
            },
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
                Cli::Seek(args) => seek::ask(args, &session.asking())
                    .and_then(|ask| carry_out(&ask, &args.change, session, applier)),
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
