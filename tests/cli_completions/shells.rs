//! Real shells on terminals, with keys that a person presses.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use koffset::model::{CommittedOffset, Offset};
use portable_pty::CommandBuilder;

use super::learn_names;
use crate::support::kafka;
use crate::support::scene::Scene;
use crate::support::terminal::Terminal;

/// Forgets the line that is being typed.
const CTRL_U: &str = "\x15";
const TAB: &str = "\t";

/// A group with all that a shell would take for something else in its name.
const ODD: &str = "odd name's $HOME";

/// A shell that has read koffset's script, in the scene's folder.
struct Shell {
    scene: Scene,
    terminal: Terminal,
}

impl Shell {
    fn bash() -> Self {
        let read = "source <(koffset completions bash)";
        Shell::start(&["bash", "--norc", "--noprofile", "-i"], read)
    }

    fn zsh() -> Self {
        let read = "autoload -Uz compinit && compinit -u && source <(koffset completions zsh)";
        Shell::start(&["zsh", "-f", "-i"], read)
    }

    fn fish() -> Self {
        let read = "koffset completions fish | source";
        Shell::start(&["fish", "--no-config"], read)
    }

    fn start(shell: &[&str], read: &str) -> Self {
        let scene = Scene::with_orders(&[3], &[Some(1)]);
        fs::write(scene.file("saved-snapshot.txt"), "").unwrap();
        let config = scene.file("config.toml");
        fs::write(&config, "[contexts.far-away]\n").unwrap();
        let committed = CommittedOffset::at(Offset::new(1).unwrap());
        scene.commit_as(ODD, "orders", 0, &committed);
        learn_names(&scene);
        let mut command = CommandBuilder::new(shell[0]);
        command.args(&shell[1..]);
        command.cwd(scene.file(""));
        command.env("PATH", path());
        command.env("HOME", scene.file(""));
        command.env("XDG_CONFIG_HOME", scene.file(""));
        command.env("XDG_CACHE_HOME", scene.file("cache"));
        command.env("XDG_DATA_HOME", scene.file("data"));
        command.env("TERM", "xterm-256color");
        command.env("KOFFSET_CONFIG", config);
        command.env("KOFFSET_BOOTSTRAP_SERVER", kafka::bootstrap());
        let mut terminal = Terminal::of(200, command);
        terminal.type_in(&format!("{read}; echo rea''dy\r"));
        terminal.await_text("ready");
        Shell { scene, terminal }
    }

    /// Types a beginning, where `{}` is the scene's prefix, and a tab, and awaits what it becomes.
    fn completes(&mut self, typed: &str, completed: &str) {
        let typed = typed.replace("{}", &self.scene.name(""));
        self.terminal.type_in(&format!("{CTRL_U}{typed}{TAB}"));
        self.terminal
            .await_text(&completed.replace("{}", &self.scene.name("")));
    }

    /// Types a beginning that becomes a whole name, and runs it.
    fn runs(&mut self, typed: &str, answer: &str) {
        let typed = typed.replace("{}", &self.scene.name(""));
        self.terminal.type_in(&format!("{CTRL_U}{typed}{TAB}\r"));
        self.terminal.await_text(answer);
    }

    fn completes_all(mut self) {
        let bootstrap = kafka::bootstrap();
        self.completes("koffset reset X --to-ear", "koffset reset X --to-earliest");
        self.completes("koffset grou", "koffset group");
        self.completes("koffset lag {}bil", "koffset lag {}billing");
        self.completes("koffset reset X -t {}or", "koffset reset X -t {}orders");
        self.completes("koffset range {}or", "koffset range {}orders");
        self.completes("koffset lag --format openm", "--format openmetrics");
        self.completes("koffset lag --format=openm", "--format=openmetrics");
        self.completes(
            &format!("koffset -b {bootstrap} reset X --topic={{}}or"),
            "--topic={}orders",
        );
        self.completes(
            "koffset snapshot show saved-",
            "koffset snapshot show saved-snapshot.txt",
        );
        self.completes("koffset context use far", "koffset context use far-away");
        self.completes("koffset --context=far", "koffset --context=far-away");
    }

    /// A name that needs quotes stays one word.
    fn quotes_names(mut self) {
        self.runs("koffset group list {}odd", &format!("{ODD}  "));
    }
}

/// The folder of the built koffset before all others.
fn path() -> OsString {
    let built = Path::new(env!("CARGO_BIN_EXE_koffset")).parent().unwrap();
    let others = env::var_os("PATH").unwrap_or_default();
    let all = [built.to_owned()]
        .into_iter()
        .chain(env::split_paths(&others));
    env::join_paths(all).unwrap()
}

#[test]
fn bash_completes_commands_options_files_groups_topics_and_contexts() {
    Shell::bash().completes_all();
}

#[test]
fn zsh_completes_commands_options_files_groups_topics_and_contexts() {
    Shell::zsh().completes_all();
}

#[test]
fn fish_completes_commands_options_files_groups_topics_and_contexts() {
    Shell::fish().completes_all();
}

#[test]
fn bash_quotes_a_name_that_needs_it() {
    Shell::bash().quotes_names();
}

#[test]
fn zsh_quotes_a_name_that_needs_it() {
    Shell::zsh().quotes_names();
}

#[test]
fn fish_quotes_a_name_that_needs_it() {
    Shell::fish().quotes_names();
}
