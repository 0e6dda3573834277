//! A real shell on a terminal, with keys that a person presses.

use std::env;
use std::ffi::OsString;
use std::path::Path;

use portable_pty::CommandBuilder;

use crate::support::kafka;
use crate::support::scene::Scene;
use crate::support::terminal::Terminal;
use crate::support::wait;

/// Forgets the line that is being typed.
const CTRL_U: &str = "\x15";
const TAB: &str = "\t";
const PROMPT: &str = "go>";

/// The shells that koffset has a script for.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Bash,
    Zsh,
    Fish,
}

impl Kind {
    fn command(self) -> &'static [&'static str] {
        match self {
            Kind::Bash => &["bash", "--norc", "--noprofile", "-i"],
            Kind::Zsh => &["zsh", "-f", "-i"],
            Kind::Fish => &["fish", "--no-config"],
        }
    }

    /// The line that reads koffset's script.
    fn read(self) -> &'static str {
        match self {
            Kind::Bash => "source <(koffset completions bash); PS1='go''> '",
            Kind::Zsh => {
                "autoload -Uz compinit && compinit -u && source <(koffset completions zsh); PS1='go''> '"
            }
            Kind::Fish => {
                "koffset completions fish | source; function fish_prompt; echo -n 'go''> '; end"
            }
        }
    }
}

/// A shell that has read koffset's script, in the scene's folder.
pub struct Shell {
    pub scene: Scene,
    pub terminal: Terminal,
}

impl Shell {
    /// Starts the shell where the koffset in this folder is found before all others.
    pub fn start(kind: Kind, scene: Scene, koffset: &Path) -> Self {
        let mut command = CommandBuilder::new(kind.command()[0]);
        command.args(&kind.command()[1..]);
        command.cwd(scene.file(""));
        command.env("PATH", path(koffset));
        command.env("HOME", scene.file(""));
        command.env("XDG_CONFIG_HOME", scene.file(""));
        command.env("XDG_CACHE_HOME", scene.file("cache"));
        command.env("XDG_DATA_HOME", scene.file("data"));
        command.env("LC_ALL", "C.UTF-8");
        command.env("TERM", "xterm-256color");
        command.env("KOFFSET_CONFIG", scene.file("config.toml"));
        command.env("KOFFSET_BOOTSTRAP_SERVER", kafka::bootstrap());
        let mut terminal = Terminal::of(200, command);
        terminal.type_in(&format!("{}\r", kind.read()));
        let shell = Shell { scene, terminal };
        shell.await_prompt();
        shell
    }

    /// Types a beginning, where `{}` is the scene's prefix, and a tab.
    pub fn tab(&mut self, typed: &str) {
        let typed = typed.replace("{}", &self.scene.name(""));
        self.terminal.type_in(&format!("{CTRL_U}{typed}{TAB}"));
    }

    /// Types a beginning and a tab, and awaits what it becomes.
    pub fn completes(&mut self, typed: &str, completed: &str) {
        self.tab(typed);
        self.terminal
            .await_text(&completed.replace("{}", &self.scene.name("")));
    }

    /// Waits until the shell takes the next line.
    pub fn await_prompt(&self) {
        let is_prompt = |text: &String| {
            let mut lines = text.lines().rev().map(str::trim);
            lines.find(|line| !line.is_empty()) == Some(PROMPT)
        };
        wait::until("the prompt", || self.terminal.text(), is_prompt);
    }
}

/// The folder of the built koffset.
pub fn built() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_koffset")).parent().unwrap()
}

fn path(first: &Path) -> OsString {
    let others = env::var_os("PATH").unwrap_or_default();
    let all = [first.to_owned()]
        .into_iter()
        .chain(env::split_paths(&others));
    env::join_paths(all).unwrap()
}
