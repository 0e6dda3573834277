use super::context::limit_of_context;
use super::report::json;
use super::{ApplyArgs, ChangeFormat};
use crate::commands::Session;
use crate::commands::select::meant;
use crate::commands::transactions;
use crate::document::Envelope;
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::plan::{Blocker, Plan, Reason};
use crate::render;

/// More blocked rows than this are only counted, since the preview shows each.
const MOST_ROWS: usize = 5;

/// More blocked groups than this are not told one by one.
const MOST_GROUPS: usize = 5;

/// The groups that are named for one reason; the others are counted.
const MOST_NAMED: usize = 10;

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
    let (of_rows, others): (Vec<&Blocker>, Vec<&Blocker>) = told
        .into_iter()
        .partition(|blocker| blocker.partition.is_some());
    let said = said(&others).into_iter();
    let of_first = of_rows.iter().take(MOST_ROWS);
    for (message, blocker) in said.chain(of_first.map(|row| (row.to_string(), *row))) {
        let mut error = Error::refused(message);
        error.hints = hints(blocker, args, session);
        error.hints.retain(|hint| !given.contains(hint));
        given.extend_from_slice(&error.hints);
        session.ui.error(&error);
    }
    let more = of_rows.len().saturating_sub(MOST_ROWS);
    if more > 0 {
        let more = render::counted(more, "reason");
        session.ui.status(format!(
            "and {more} more, in the rows that are marked with !"
        ));
    }
}

/// What stands against groups, in words: each by itself while they are few, and otherwise one message for all
/// groups of a reason.
fn said<'a>(blockers: &[&'a Blocker]) -> Vec<(String, &'a Blocker)> {
    let mut said: Vec<(String, Vec<String>, &Blocker)> = Vec::new();
    for &blocker in blockers {
        let many = blocker
            .reason
            .of_many()
            .filter(|_| blockers.len() > MOST_GROUPS);
        let (Some(many), Some(id)) = (many, &blocker.group) else {
            said.push((blocker.to_string(), Vec::new(), blocker));
            continue;
        };
        match said
            .iter_mut()
            .find(|(text, ids, _)| *text == many && !ids.is_empty())
        {
            Some((_, ids, _)) => ids.push(id.to_string()),
            None => said.push((many, vec![id.to_string()], blocker)),
        }
    }
    let message = |(text, ids, blocker): (String, Vec<String>, &'a Blocker)| match ids.len() {
        0 | 1 => (blocker.to_string(), blocker),
        many => {
            let whole = if many > MOST_NAMED {
                "; --format json names them all"
            } else {
                ""
            };
            let groups = render::first_few(&ids, MOST_NAMED);
            (format!("groups {groups} {text}{whole}"), blocker)
        }
    };
    said.into_iter().map(message).collect()
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
    let pending = transactions::hint_on_pending(&blocker.reason, session.settings);
    hints.chain(pending).chain(limit).collect()
}
