use super::context::limit_of_context;
use super::report::json;
use super::{ApplyArgs, ChangeFormat};
use crate::commands::Session;
use crate::commands::select::meant;
use crate::document::Envelope;
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::plan::{Blocker, Plan, Reason};
use crate::render;

/// More blocked rows than this are only counted, since the preview shows each.
const MOST_BLOCKERS: usize = 5;

/// The end of a dry run, and of a plan that may not be carried out.
pub(super) fn preview_only(
    plan: &Plan,
    args: &ApplyArgs,
    session: &mut Session<'_>,
) -> Result<ExitStatus, Error> {
    let rendered = render::plan(plan, session.deadline.clock().now());
    let written = match (args.format, args.dry_run) {
        (ChangeFormat::Json, _) => {
            let document = Envelope::of_plan(plan);
            let document = document.map_err(|error| Error::new(ErrorKind::Failed, error))?;
            if let Some(line) = render::left_out(&plan.left_out) {
                session.ui.status(line);
            }
            session.ui.product(&json(&document)?)
        }
        (ChangeFormat::Table, true) => session.ui.product(&rendered),
        (ChangeFormat::Table, false) => {
            session.ui.show(&rendered);
            Ok(())
        }
    };
    if plan.is_blocked() {
        say_blockers(plan, args, session);
        return match written {
            Err(error) if error.kind != ErrorKind::ClosedPipe => Err(error),
            // A reader who has gone does not make it a plan that may be carried out.
            _ if plan
                .blockers()
                .all(|blocker| blocker.reason.is_unreadable()) =>
            {
                Ok(ExitStatus::Failed)
            }
            _ => Ok(ExitStatus::Refused),
        };
    }
    written?;
    if !plan.writes() {
        session.ui.status("nothing to do");
    }
    Ok(ExitStatus::Done)
}

fn say_blockers(plan: &Plan, args: &ApplyArgs, session: &mut Session<'_>) {
    let mut given: Vec<String> = Vec::new();
    let elsewhere = plan
        .blockers()
        .any(|blocker| blocker.reason.is_other_cluster());
    let told: Vec<&Blocker> = plan
        .blockers()
        .filter(|blocker| !elsewhere || blocker.reason.is_other_cluster())
        .collect();
    for blocker in told.iter().take(MOST_BLOCKERS) {
        let mut error = Error::refused(blocker);
        error.hints = hints(blocker, args, session);
        error.hints.retain(|hint| !given.contains(hint));
        given.extend_from_slice(&error.hints);
        session.ui.error(&error);
    }
    let more = told.len().saturating_sub(MOST_BLOCKERS);
    if more > 0 {
        let more = render::counted(more, "reason");
        session.ui.status(format!(
            "and {more} more, in the rows that are marked with !"
        ));
    }
}

fn hints(blocker: &Blocker, args: &ApplyArgs, session: &Session<'_>) -> Vec<String> {
    let similar = match (&blocker.reason, &blocker.group) {
        (Reason::UnknownGroup { is_saved: false } | Reason::NoSuchGroup, Some(id)) => {
            // The suggestion is a courtesy: without a listing there is none.
            let listing = session.cluster.groups(session.deadline).ok();
            listing.and_then(|listing| meant(id, &listing.found))
        }
        _ => None,
    };
    let limit = limit_of_context(&blocker.reason, args, session.settings);
    let hints = similar.into_iter().chain(blocker.reason.hint());
    hints.chain(limit).collect()
}
