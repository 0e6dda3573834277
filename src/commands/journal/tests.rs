mod listing;
mod pruning;
mod showing;

use chrono::TimeDelta;
use clap::Parser;
use serde_json::Value;
use tempfile::TempDir;

use super::*;
use crate::commands::captured::{Captured, Stage, now};
use crate::commands::settings::me;
use crate::document::{Begun, Entry, Journal};
use crate::exit::ExitStatus;
use crate::kafka::fake::FakeCluster;
use crate::model::{ClusterId, ErrorCode, GroupId, KafkaError, StoredCommit};
use crate::plan::scene::Scene;
use crate::plan::{Outcome, Plan, Sent, judge};
use crate::ui::Answer;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    journal: JournalArgs,
}

/// A journal of its own.
struct Kept {
    folder: TempDir,
}

impl Kept {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        Kept { folder }
    }

    /// Writes down that a change began so long before now.
    fn begun(&self, plan: &Plan, ago: TimeDelta) -> Begun {
        let journal = Journal::open(self.folder.path().to_owned(), me()).unwrap();
        let command_line = ["koffset", "reset", "billing", "--topics-matching", "o'.* b"];
        let entry = Entry {
            plan,
            written_at: now() - ago,
            user: "alice",
            host: "ops-1",
            process: 4711,
            command_line: &command_line.map(str::to_owned),
        };
        journal.begin(&entry).unwrap()
    }

    /// Writes down a change that was carried out, and returns its id.
    fn applied(&self, plan: &Plan, ago: TimeDelta) -> String {
        let begun = self.begun(plan, ago);
        begun
            .complete(&outcome(plan, &Sent::Acknowledged), now())
            .unwrap();
        begun.id().to_owned()
    }

    /// Runs `koffset journal` with these words; stderr holds the error too.
    fn run(&self, words: &str) -> Captured {
        self.answering(Answer::Nobody, words)
    }

    fn answering(&self, answer: Answer, words: &str) -> Captured {
        let folder = self.folder.path().to_str().unwrap();
        let words = ["journal"].into_iter().chain(words.split_whitespace());
        let words = words.chain(["--journal-dir", folder]);
        let args = Cli::try_parse_from(words).unwrap().journal;
        Stage::answering(answer).run(&FakeCluster::new(), |session| {
            let clock = session.deadline.clock();
            let ended = match &args.command {
                JournalCommand::List(args) => list(args, clock, session.ui),
                JournalCommand::Show(args) => show(args, clock, session.ui),
                JournalCommand::Prune(args) => prune(args, clock, session.ui),
            };
            ended.inspect_err(|error| session.ui.error(error))
        })
    }

    fn ids(&self) -> Vec<String> {
        let listing = Journal::at(self.folder.path().to_owned(), me())
            .entries()
            .unwrap();
        listing.found.into_iter().map(|entry| entry.id).collect()
    }
}

/// The plan that goes from 1500 to 1200 in orders:0.
fn plan() -> Plan {
    Scene::committed(1500).goes_to_offset(1200).plan()
}

/// The plan of this group, on this cluster.
fn plan_of(group: &str, cluster: &str) -> Plan {
    let mut plan = plan();
    plan.groups[0].id = GroupId::new(group);
    plan.cluster_id = Some(ClusterId(cluster.to_owned()));
    plan
}

/// What came of a plan whose every write was answered so, and that reads as it asked.
fn outcome(plan: &Plan, sent: &Sent) -> Outcome {
    let mut outcome = Outcome::nothing_to_do(plan);
    for (group, at, change) in plan.changes() {
        let rows = &mut outcome.groups.get_mut(&group.id).unwrap().partitions;
        let read_back = Ok(change.after.clone().map(StoredCommit::from));
        rows.insert(at.clone(), judge(change, sent.clone(), read_back));
    }
    outcome
}

/// An answer after which it is not known what a broker did.
fn doubt() -> Sent {
    Sent::Doubtful(KafkaError::new(ErrorCode::TIMED_OUT, "no answer in 10 s"))
}

/// A text without the colours of koffset's own.
fn without_colours(text: &str) -> String {
    console::strip_ansi_codes(text).into_owned()
}

fn days(days: i64) -> TimeDelta {
    TimeDelta::days(days)
}
