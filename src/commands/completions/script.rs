use clap::{Args, ValueEnum};

use crate::error::Error;
use crate::exit::ExitStatus;
use crate::ui::Ui;

const EXAMPLES: &str = "\
Examples:
  source <(koffset completions bash)                        in ~/.bashrc
  koffset completions zsh > ~/.zfunc/_koffset               where fpath holds ~/.zfunc before compinit
  koffset completions fish > ~/.config/fish/completions/koffset.fish

Names of groups and topics come from the cluster that the command line or the environment says; they are kept for \
a minute below XDG_CACHE_HOME or ~/.cache, in files that only you can read. A cluster that does not answer within a \
second completes nothing.

Exit codes: koffset --help";

/// Prints the script with which a shell completes commands, options, files, groups and topics
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
