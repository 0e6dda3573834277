use std::env;
use std::ffi::{OsStr, OsString};
use std::sync::Arc;

use clap::{Arg, Args, Command, ValueHint};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, complete};

use super::Names;
use super::names::is_typable;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::ui::Ui;

/// Prints a candidate on each line, with a tab before what it is; nothing where anything goes wrong, since
/// somebody is typing.
///
/// # Errors
/// As [`Ui::product`].
pub fn run(
    args: &CompleteArgs,
    command: Command,
    names: Names,
    ui: &mut Ui,
) -> Result<ExitStatus, Error> {
    let words = args.words().to_vec();
    let mut command = completed(command, &Arc::new(names));
    let last = words.len() - 1;
    let folder = env::current_dir().ok();
    let found = complete(&mut command, words, last, folder.as_deref()).unwrap_or_default();
    let options_wanted = args.words()[last].to_string_lossy().starts_with('-');
    let shown = |candidate: &&CompletionCandidate| {
        options_wanted || !candidate.get_value().to_string_lossy().starts_with('-')
    };
    let lines: String = found.iter().filter(shown).filter_map(line).collect();
    ui.product(lines)?;
    Ok(ExitStatus::Done)
}

/// A name that cannot be typed is left out.
fn line(candidate: &CompletionCandidate) -> Option<String> {
    let value = candidate.get_value().to_str()?;
    let help = candidate.get_help().map(ToString::to_string);
    let help = help.unwrap_or_default();
    let help = help.lines().next().unwrap_or_default();
    is_typable(value).then(|| format!("{value}\t{help}\n"))
}

/// The command, knowing of each argument what may stand there.
fn completed(command: Command, names: &Arc<Names>) -> Command {
    command
        .mut_args(|arg| completed_arg(arg, names))
        .mut_subcommands(|command| completed(command, names))
}

fn completed_arg(arg: Arg, names: &Arc<Names>) -> Arg {
    let value = arg.get_value_names().and_then(<[_]>::first);
    let value = value.map(ToString::to_string).unwrap_or_default();
    let names = names.clone();
    match value.as_str() {
        "GROUP" | "FROM" | "TO" => arg.add(names_of(names, Names::groups)),
        value if value.starts_with("TOPIC") => arg.add(names_of(names, Names::topics)),
        "CONTEXT" => arg.add(names_of(names, Names::contexts)),
        // The sides of a comparison.
        "A" | "B" => arg.value_hint(ValueHint::FilePath),
        _ => arg,
    }
}

fn names_of(names: Arc<Names>, list: fn(&Names) -> Vec<String>) -> ArgValueCompleter {
    ArgValueCompleter::new(move |typed: &OsStr| {
        let Some(typed) = typed.to_str() else {
            return Vec::new();
        };
        let all = list(&names);
        // Kafka's own topics are for who looks for them, and a dash begins an option.
        let begins = |name: &String| {
            let is_wanted = typed.starts_with('_') || !name.starts_with("__");
            name.starts_with(typed) && is_wanted && !name.starts_with('-')
        };
        let fit = all.into_iter().filter(begins);
        fit.map(CompletionCandidate::new).collect()
    })
}

/// Prints what may be typed next, with a tab before what it is
#[derive(Args, Clone, Debug)]
#[command(hide = true)]
pub struct CompleteArgs {
    /// The words of the command line, the program's name first and the one to complete last
    #[arg(last = true, required = true)]
    words: Vec<OsString>,
}

impl CompleteArgs {
    /// All words, the program's name first and the one to complete last.
    pub fn words(&self) -> &[OsString] {
        &self.words
    }
}
