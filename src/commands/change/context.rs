use super::ApplyArgs;
use crate::commands::Session;

/// Says on which context's cluster a change is about to be made, and which of its limits the command line moves.
pub fn say_context(args: &ApplyArgs, session: &mut Session<'_>) {
    let settings = session.settings;
    let Some(name) = &settings.context else {
        return;
    };
    let name = &name.value;
    let production = match settings.production {
        true => " (production)",
        false => "",
    };
    session.ui.show(&format!("context  {name}{production}\n"));
    let limits = [
        ("replay", args.max_replay, settings.max_replay),
        ("skip", args.max_skip, settings.max_skip),
    ];
    for (what, given, limit) in limits {
        if let (Some(given), Some(limit)) = (given, limit)
            && given > limit
        {
            session.ui.warning(format_args!(
                "--max-{what} {given} passes the max_{what} {limit} of context {name}"
            ));
        }
    }
}
