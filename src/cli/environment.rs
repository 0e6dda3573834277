use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};

use super::command;

/// Names the variable where a value of the environment is at fault, and not an option.
pub(super) fn of_environment(mut error: clap::Error, args: &[OsString]) -> clap::Error {
    let alone = without_environment(command());
    let is_same = |other: clap::Error| other.to_string() == error.to_string();
    if alone.try_get_matches_from(args).is_err_and(is_same) {
        return error;
    }
    let Some(ContextValue::String(option)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let mut command = command();
    command.build();
    if let Some(variable) = variable_of(&command, option) {
        error.insert(ContextKind::InvalidArg, ContextValue::String(variable));
    }
    error
}

fn without_environment(command: clap::Command) -> clap::Command {
    let alone = command.mut_args(|arg| arg.env(None::<&str>));
    alone.mut_subcommands(without_environment)
}

/// The variable that an option may stand in, which may be one of a subcommand.
fn variable_of(command: &clap::Command, option: &str) -> Option<String> {
    let mut options = command.get_arguments();
    let here = options.find_map(|arg| arg.get_env().filter(|_| arg.to_string() == option));
    let here = here.map(|variable| variable.to_string_lossy().into_owned());
    let mut below = command.get_subcommands();
    here.or_else(|| below.find_map(|command| variable_of(command, option)))
}
