use super::ApplyArgs;
use crate::commands::Session;
use crate::model::visible;
use crate::plan::Reason;
use crate::render::Page;
use crate::settings::Settings;

/// Says on which context's cluster a change is about to be made, and which of its limits the command line moves.
pub fn say_context(args: &ApplyArgs, session: &mut Session<'_>) {
    let settings = session.settings;
    let Some(name) = &settings.context else {
        return;
    };
    let name = visible(&name.value);
    let safeguards = match (settings.production, settings.read_only) {
        (true, true) => " (production, read-only)",
        (true, false) => " (production)",
        (false, true) => " (read-only)",
        (false, false) => "",
    };
    session
        .ui
        .show(&Page::of(format_args!("context  {name}{safeguards}")));
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

/// How a limit is passed that the context sets, and not the command line.
pub(super) fn limit_of_context(
    reason: &Reason,
    args: &ApplyArgs,
    settings: &Settings,
) -> Option<String> {
    let context = &settings.context.as_ref()?.value;
    match reason {
        Reason::ReplaysTooMuch(records, _) if args.max_replay.is_none() => Some(format!(
            "max_replay of context {context} is the limit; --max-replay {records} passes it"
        )),
        Reason::SkipsTooMuch(records, _) if args.max_skip.is_none() => Some(format!(
            "max_skip of context {context} is the limit; --max-skip {records} passes it"
        )),
        Reason::RemovesUncounted(_) if args.max_replay.is_none() && args.max_skip.is_none() => {
            Some(format!(
                "context {context} sets the limits; --confirm GROUP in the place of --yes removes the commits of that \
                 group all the same"
            ))
        }
        _ => None,
    }
}
