use clap::{Args, ValueEnum};

use crate::error::Error;
use crate::exit::ExitStatus;
use crate::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  source <(koffset completions bash)    in ~/.bashrc
  source <(koffset completions zsh)     in ~/.zshrc, after compinit
  koffset completions fish | source     in ~/.config/fish/config.fish

Names of contexts come from the file of contexts; those of groups and topics from the cluster that the command line, \
the environment or the context says. They are kept for a minute below XDG_CACHE_HOME or ~/.cache, in files that only \
you can read. A cluster that does not answer within a second completes nothing.

Exit codes: koffset --help";

/// Prints the script with which a shell completes commands, options, files, groups, topics and contexts
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

/// Prints the shell's script.
///
/// # Errors
/// As [`Ui::product`].
pub fn run(args: &CompletionsArgs, ui: &mut Ui) -> Result<ExitStatus, Error> {
    ui.product(match args.shell {
        Shell::Bash => include_str!("koffset.bash"),
        Shell::Zsh => include_str!("koffset.zsh"),
        Shell::Fish => include_str!("koffset.fish"),
    })?;
    Ok(ExitStatus::Done)
}
