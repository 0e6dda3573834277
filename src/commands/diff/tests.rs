mod counts;
mod filters;
mod live;
mod sides;

use std::path::PathBuf;

use clap::Parser;
use tempfile::TempDir;

use super::*;
use crate::commands::captured::{Captured, captured};
use crate::commands::offsets_file::load_snapshot;
use crate::document::{MOST_READ, Target, snapshot_text};
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::kafka::fake::{Call, FakeCluster};
use crate::model::{ErrorCode, GroupType, Snapshot};
use crate::ui::Answer;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    diff: DiffArgs,
}

/// A cluster where billing stands at 150 and 160 in the first two of three partitions of orders, with a
/// folder for files.
struct World {
    cluster: FakeCluster,
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        let cluster = FakeCluster::new();
        cluster.create_topic("orders", 3);
        cluster.set_topic_id("orders", Some("ordersId"));
        cluster.create_group("billing", GroupType::Classic);
        cluster.commit_offset("billing", "orders", 0, 150);
        cluster.commit_offset("billing", "orders", 1, 160);
        World {
            cluster,
            folder: TempDir::new().unwrap(),
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a snapshot, as `koffset snapshot` with these words takes it.
    fn save(&self, name: &str, words: &str) {
        use crate::commands::snapshot::{SnapshotArgs, run};
        #[derive(Parser)]
        struct Cli {
            #[command(flatten)]
            snapshot: SnapshotArgs,
        }
        let file = self.file(name).display().to_string();
        let words = format!("snapshot {words} --allow-partial --force --output {file}");
        let args = Cli::try_parse_from(words.split_whitespace())
            .unwrap()
            .snapshot;
        let ended = captured(&self.cluster, Answer::Nobody, |session| run(&args, session));
        assert_eq!(ended.status(), ExitStatus::Done, "{:?}", ended.result);
    }

    /// Changes a snapshot's file.
    fn edit(&self, name: &str, change: impl FnOnce(&mut Snapshot)) {
        let file = self.file(name);
        let mut snapshot = load_snapshot(&file, MOST_READ).unwrap();
        change(&mut snapshot);
        let target = Target::open(&file, true).unwrap();
        let text = snapshot_text(&snapshot).unwrap();
        target.write(|out| out.write_all(&text)).unwrap();
    }

    /// Runs `koffset diff` with these words, of which those that end in .json are files of the folder;
    /// stderr holds the error too, and no stream names the folder.
    fn diff(&self, words: &str) -> Captured {
        let word = |word: &str| {
            if word.ends_with(".json") {
                self.file(word).display().to_string()
            } else {
                word.to_owned()
            }
        };
        let words = std::iter::once("diff").chain(words.split_whitespace());
        let args = Cli::try_parse_from(words.map(word)).unwrap().diff;
        let ended = captured(&self.cluster, Answer::Nobody, |session| {
            let result = match Sides::of(&args) {
                Ok(Sides::Files(a, b)) => run_on_files(&args, (&a, &b), session.ui),
                Ok(Sides::OnCluster(sides)) => run(&args, &sides, session),
                Err(error) => Err(error),
            };
            result.inspect_err(|error: &Error| session.ui.error(error))
        });
        let folder = format!("{}/", self.folder.path().display());
        Captured {
            out: ended.out.replace(&folder, ""),
            err: ended.err.replace(&folder, ""),
            ..ended
        }
    }
}

/// The lines of the table behind those on the sides, with one blank in the place of many.
fn findings(ended: &Captured) -> Vec<String> {
    let squeezed = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines = ended.out.lines().skip(2).filter(|line| !line.is_empty());
    lines.map(squeezed).collect()
}

fn refused(ended: &Captured, says: &str) {
    assert_eq!(ended.status(), ExitStatus::Refused, "{}", ended.err);
    assert_eq!(ended.err, says);
    assert_eq!(ended.out, "");
}
