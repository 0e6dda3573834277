//! What an operator meets at a terminal: the question before a change, colours, and output that is cut off.

use std::io::Read;
use std::process::Stdio;

use rustix::process::Signal;
use serde_json::json;

use crate::support::checker::Checker;
use crate::support::kafka;
use crate::support::koffset::command;
use crate::support::names::unique;
use crate::support::terminal::{CTRL_C, CTRL_D, Terminal};

mod colours;
mod prompt;
mod signals;

const QUESTION: &str = "[y/N]";

/// A group that stands at 3 of the 5 records of a topic's only partition.
struct Group {
    id: String,
    topic: String,
}

impl Group {
    fn new() -> Self {
        let group = Group {
            id: unique("asked"),
            topic: unique("asked"),
        };
        checker().create_topic(&group.topic, 1);
        checker().produce(&group.topic, 0, &[1000; 5]);
        let offsets = json!([{"topic": group.topic, "partition": 0, "offset": 3}]);
        let fields = json!({"group": group.id, "offsets": offsets});
        checker().ask("commit", fields);
        group
    }

    /// Where Kafka's own client sees the group.
    fn stands_at(&self) -> i64 {
        let committed = checker().committed(&self.id);
        committed.into_values().next().unwrap().offset.get()
    }

    /// `koffset reset` of the group to the end of its topic.
    fn reset(&self, options: &[&str]) -> Vec<String> {
        let bootstrap = kafka::bootstrap();
        let args = [
            "--bootstrap-server",
            bootstrap,
            "reset",
            &self.id,
            "--topic",
            &self.topic,
            "--to-latest",
        ];
        let all = args.iter().chain(options);
        all.map(|arg| (*arg).to_owned()).collect()
    }

    /// A terminal on which the reset has asked its question.
    fn asked(&self) -> Terminal {
        let terminal = start(&self.reset(&[]), &[]);
        terminal.await_text(QUESTION);
        terminal
    }
}

fn checker() -> Checker {
    Checker::of(kafka::bootstrap())
}

fn start(args: &[String], environment: &[(&str, &str)]) -> Terminal {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    Terminal::start(&args, environment)
}
