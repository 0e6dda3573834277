//! What is asked before a change on a production cluster, and of a protected group.

use super::*;
use crate::support::scene::Scene;
use crate::support::terminal::Terminal;

struct Asked {
    scene: Scene,
    group: &'static str,
    terminal: Terminal,
    _home: Home,
}

/// A terminal on which a seek from 5 to 2 has asked its first question.
fn asked(lines: &str, first: &str) -> Asked {
    asked_about("billing", lines, first)
}

fn asked_about(group: &'static str, lines: &str, first: &str) -> Asked {
    let scene = Scene::new();
    scene.topic("orders", &[10]);
    scene.commit(group, "orders", &[Some(5)]);
    let home = Home::with(&on_cluster("prod-eu", lines));
    let (name, topic) = (scene.name(group), scene.name("orders"));
    let target = format!("{topic}:0=2");
    let args = ["--context", "prod-eu", "seek", &name, &target];
    let config = home.config();
    let environment = [("KOFFSET_CONFIG", config.to_str().unwrap())];
    let terminal = Terminal::start(&args, &environment);
    terminal.await_text(&first.replace("{}", &name));
    Asked {
        scene,
        group,
        terminal,
        _home: home,
    }
}

impl Asked {
    #[track_caller]
    fn ends(&mut self, status: u32, offset: i64) {
        assert_eq!(
            self.terminal.exit_code(),
            status,
            "{}",
            self.terminal.text()
        );
        assert_eq!(self.scene.offsets(self.group, "orders"), [(0, offset)]);
    }
}

const PRODUCTION: &str = "To agree, type prod-eu (production):";
const PROTECTED: &str = "To agree, type {} (protected):";

#[test]
fn on_production_the_contexts_name_is_the_yes() {
    let mut asked = asked("production = true", PRODUCTION);
    let text = asked.terminal.text();
    let id = asked.scene.checker.cluster_id();
    assert!(
        text.starts_with("context  prod-eu (production)\n"),
        "{text}"
    );
    assert!(
        text.contains(&format!(
            "on prod-eu, cluster {id} (at most 3 replayed, 0 skipped)."
        )),
        "{text}"
    );
    asked.terminal.type_in("prod-eu\r");
    asked.ends(0, 2);
}

#[test]
fn on_production_everything_else_changes_nothing() {
    for answer in ["y\r", "yes\r", "\r", "prod-e\r", "PROD-EU\r", "prod-eu x\r"] {
        let mut asked = asked("production = true", PRODUCTION);
        asked.terminal.type_in(answer);
        asked.ends(6, 5);
        assert!(asked.terminal.text().contains("error: declined"));
    }
}

#[test]
fn a_protected_group_is_to_be_typed() {
    let lines = "protected_groups = [\".*billing\"]";
    let mut agreed = asked(lines, PROTECTED);
    let group = agreed.scene.name("billing");
    agreed.terminal.type_in(&format!("{group}\r"));
    agreed.ends(0, 2);
    let mut declined = asked(lines, PROTECTED);
    declined.terminal.type_in("y\r");
    declined.ends(6, 5);
}

#[test]
fn a_protected_group_with_a_blank_at_its_end_is_to_be_typed_with_it() {
    let question = "To agree, type \"{}\" without the quotes (protected):";
    for (blank, status, offset) in [(" ", 0, 2), ("", 6, 5)] {
        let lines = "protected_groups = [\".*billing \"]";
        let mut asked = asked_about("billing ", lines, question);
        let group = asked.scene.name("billing");
        asked.terminal.type_in(&format!("{group}{blank}\r"));
        asked.ends(status, offset);
    }
}

#[test]
fn a_protected_group_on_production_is_to_be_typed_after_the_context() {
    let lines = "production = true\nprotected_groups = [\".*billing\"]";
    let mut agreed = asked(lines, PRODUCTION);
    agreed.terminal.type_in("prod-eu\r");
    let group = agreed.scene.name("billing");
    agreed.terminal.await_text(&PROTECTED.replace("{}", &group));
    agreed.terminal.type_in(&format!("{group}\r"));
    agreed.ends(0, 2);
    let mut declined = asked(lines, PRODUCTION);
    declined.terminal.type_in("prod-eu\r");
    let group = declined.scene.name("billing");
    declined
        .terminal
        .await_text(&PROTECTED.replace("{}", &group));
    declined.terminal.type_in("prod-eu\r");
    declined.ends(6, 5);
}

#[test]
fn elsewhere_the_question_is_as_ever_and_names_the_context() {
    let mut asked = asked("", "[y/N]");
    let text = asked.terminal.text();
    assert!(text.contains("on prod-eu, cluster "), "{text}");
    asked.terminal.type_in("y\r");
    asked.ends(0, 2);
}
