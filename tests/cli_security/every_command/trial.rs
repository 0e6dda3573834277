//! The rows of the table, run on a cluster and checked by Kafka's own client.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use super::seat::Seat;
use super::table::{Row, Then, Told};
use crate::cli_security::secrets::{holds_none, search, search_locks};
use crate::support::acls::Right;
use crate::support::koffset::{Run, journal};
use crate::support::scene::Scene;
use crate::support::secured::{Secured, Way};
use crate::support::wait;

const BILLING: [Option<i64>; 2] = [Some(4), Some(5)];
const SHIPPING: [Option<i64>; 2] = [Some(7), Some(7)];

/// Stands in each line for an administrator.
const ACLS: &str = "kafka-acls.sh";

/// What a token begins with, and so the header in which a broker is given it.
const TOKEN: &str = "eyJ";

/// The rows as one user.
pub struct Trial {
    way: Way,
    scene: Scene,
    user: Seat,
    operator: Seat,
    /// All that was ever written to a terminal.
    said: String,
    /// Every snapshot and plan.
    documents: TempDir,
}

impl Trial {
    pub fn of(user: &'static str, way: Way, cluster: &Secured) -> Self {
        let scene = cluster.scene(way);
        scene.topic("orders", &[10, 10]);
        Trial {
            way,
            scene,
            user: Seat::of(user, way, cluster),
            operator: Seat::of("operator", way, cluster),
            said: String::new(),
            documents: tempfile::tempdir().unwrap(),
        }
    }

    /// Looks for secrets in all that was said and written.
    pub fn has_leaked_nothing(&self, cluster: &Secured) {
        self.set_up();
        let users = ["reader", "operator", "nobody", "admin"];
        let secrets = users.iter().flat_map(|user| cluster.secrets(user));
        let secrets: Vec<String> = secrets.chain([TOKEN.to_owned()]).collect();
        holds_none(&self.said, &secrets, "what was said");
        let seats = [&self.user, &self.operator];
        let homes = seats.map(|seat| search(seat.home(), &secrets));
        let documents = search(self.documents.path(), &secrets);
        let changes = search(&journal(), &secrets);
        assert!(search_locks(&secrets) >= 1, "no change has left a lock");
        // Contexts, and names where they are completed; snapshots and plans; entries and outcomes.
        let in_home = if self.way.runs_a_program() { 1 } else { 2 };
        assert!(
            homes[0] >= in_home && documents >= 5 && changes >= 10,
            "{homes:?} {documents} {changes}"
        );
    }

    /// Runs a row, and says what is not as it stands there.
    pub fn run(&mut self, row: &Row) {
        self.set_up();
        let id = self.before(row);
        let before = (self.standing(), entries());
        let line = |text: &str| {
            let text = text.replace("{user}", self.user.user);
            text.replace("{id}", id.as_deref().unwrap_or_default())
        };
        let end = row.end_for(self.user.user);
        let case = format!("{} by {} ({:?})", row.line, self.user.user, self.way);
        let told = match &end.told {
            Told::Prints(_) if is_completion(row.line) && self.way.runs_a_program() => {
                &Told::Nothing
            }
            told => told,
        };
        let run = self.ended(&line(row.line), told);
        let mut said = run.text();
        assert_eq!(run.status, end.status, "{case}\n{said}");
        match told {
            Told::Nothing => assert!(run.stdout.is_empty(), "{case}\n{said}"),
            Told::Prints(fact) => assert!(run.stdout.contains(&line(fact)), "{case}\n{said}"),
            Told::Needs(rights) => {
                self.needs(rights, &run, &case);
                said += &self.needs_in_json(rights, &line(row.line), &case);
            }
        }
        self.said += &said;
        match row.then.filter(|_| self.user.user == "operator") {
            Some(then) => self.stands_as(then, &case),
            None => assert_eq!((self.standing(), entries()), before, "{case}"),
        }
    }

    fn koffset(&self, seat: &Seat, line: &str) -> Run {
        seat.koffset(&self.scene, line)
    }

    /// The end of the user's run. Who types is not kept waiting for names, which come with a later key then.
    fn ended(&self, line: &str, told: &Told) -> Run {
        let run = || self.koffset(&self.user, line);
        match told {
            Told::Prints(name) if is_completion(line) => {
                wait::until(name, run, |run| run.stdout.contains(name))
            }
            _ => run(),
        }
    }

    /// What the next row finds.
    fn set_up(&self) {
        for (group, committed) in [("billing", BILLING), ("shipping", SHIPPING)] {
            if self.offsets(group) != committed {
                self.scene.commit(group, "orders", &committed);
            }
        }
        for file in fs::read_dir(self.scene.folder()).unwrap() {
            let file = file.unwrap();
            let number = fs::read_dir(self.documents.path()).unwrap().count();
            let kept = self.documents.path().join(number.to_string());
            fs::rename(file.path(), kept).unwrap();
        }
    }

    /// Runs what goes before, and returns the journal's entry of the last change.
    fn before(&mut self, row: &Row) -> Option<String> {
        let mut id = None;
        for line in &row.before {
            let run = self.koffset(&self.operator, line).with_status(0);
            self.said += &run.text();
            let lines = run.stderr.lines();
            let journalled = lines.filter_map(|line| line.strip_prefix("journal "));
            id = journalled.map(str::to_owned).next().or(id);
        }
        id
    }

    fn offsets(&self, group: &str) -> [Option<i64>; 2] {
        let offsets = self.scene.offsets(group, "orders");
        let at = |partition| {
            let mut offsets = offsets.iter();
            offsets
                .find(|(at, _)| *at == partition)
                .map(|(_, offset)| *offset)
        };
        [at(0), at(1)]
    }

    fn standing(&self) -> Vec<[Option<i64>; 2]> {
        let groups = ["billing", "shipping", "fresh"];
        groups.map(|group| self.offsets(group)).to_vec()
    }

    fn stands_as(&self, then: Then, case: &str) {
        match then.offsets {
            Some(offsets) => assert_eq!(self.offsets(then.group), offsets, "{case}"),
            None => assert!(!self.scene.knows_group(then.group), "{case}"),
        }
    }

    /// It is told in words and as lines for an administrator, and nothing else is.
    fn needs(&self, rights: &BTreeSet<Right<'_>>, run: &Run, case: &str) {
        let text = run.text();
        let principal = match self.way {
            Way::Password(_) => format!("User:{}", self.user.user),
            // Who that is, only the broker knows.
            Way::Certificate | Way::Token => "User:NAME".to_owned(),
            #[cfg(feature = "kerberos")]
            Way::Ticket => "User:NAME".to_owned(),
        };
        assert_eq!(&in_lines(text.lines()), rights, "{case}\n{text}");
        let mut lines = text.lines().filter(|line| line.contains(ACLS));
        let to_user = format!("--add --allow-principal {principal} --operation ");
        assert!(lines.all(|line| line.contains(&to_user)), "{case}\n{text}");
        assert!(in_words(rights, &text), "{case}\n{text}");
    }

    /// It is told in the one document too that a script reads.
    fn needs_in_json(&self, rights: &BTreeSet<Right<'_>>, line: &str, case: &str) -> String {
        let form = match line.split(' ').next() {
            Some("watch") => "jsonl",
            // It writes one to a file, and nothing but to stderr where it cannot.
            Some("snapshot") => return String::new(),
            _ => "json",
        };
        let run = self.koffset(&self.user, &format!("{line} --format {form}"));
        let document: Value = run.json();
        let text = document.to_string();
        assert!(in_words(rights, &text), "{case}\n{text}");
        if document["schema"] == "koffset.error" {
            let hints = document["hints"].as_array().unwrap().iter();
            let told = in_lines(hints.filter_map(Value::as_str));
            assert_eq!(&told, rights, "{case}\n{text}");
        }
        run.text()
    }
}

/// The rights that the lines for an administrator grant.
fn in_lines<'a>(lines: impl Iterator<Item = &'a str>) -> BTreeSet<Right<'a>> {
    let lines = lines.filter(|line| line.contains(ACLS));
    lines.flat_map(Right::in_line).collect()
}

/// Whether a text says of one of the rights that it is missing; of the others, lines are enough.
fn in_words(rights: &BTreeSet<Right<'_>>, text: &str) -> bool {
    let mut said = rights.iter().map(|right| match right.resource {
        "cluster" => format!("{} on the cluster is not granted", right.operation),
        resource => format!("needs {} on the {resource}", right.operation),
    });
    said.any(|words| text.contains(&words))
}

fn is_completion(line: &str) -> bool {
    line.starts_with("__complete")
}

/// How many files lie in the journal.
fn entries() -> usize {
    fs::read_dir(journal()).map_or(0, Iterator::count)
}
