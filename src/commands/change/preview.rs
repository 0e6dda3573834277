use super::context::limit_of_context;
use super::report::json;
use super::{ApplyArgs, ChangeFormat};
use crate::commands::Session;
use crate::commands::transactions;
use crate::document::Envelope;
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::model::LeftOut;
use crate::observe::meant;
use crate::plan::{Blocker, Plan, Reason, described};
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
            if let Some(line) = LeftOut::line(&plan.left_out) {
                session.ui.status(line);
            }
            session.ui.product(json(&document)?)
        }
        (ChangeFormat::Table, true) => session.ui.product(rendered),
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
    let of_first = of_rows.iter().take(MOST_ROWS);
    let of_first = of_first.map(|row| Said::of_one(row));
    for said in said(&others).into_iter().chain(of_first) {
        let mut error = Error::refused(&said.message);
        if !said.is_of_many {
            let members = said.blocker.reason.members().iter();
            error.details = members.map(described).collect();
        }
        error.hints = hints(&said, args, session);
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

/// A message, and the blocker or the first of those that it tells.
struct Said<'a> {
    message: String,
    blocker: &'a Blocker,
    is_of_many: bool,
}

impl<'a> Said<'a> {
    fn of_one(blocker: &'a Blocker) -> Self {
        Said {
            message: blocker.headline(),
            blocker,
            is_of_many: false,
        }
    }

    /// One message of several groups, with the number of the members that it does not name.
    fn of_many(text: &str, blockers: &[&'a Blocker]) -> Self {
        let groups = blockers.iter().filter_map(|blocker| blocker.group.as_ref());
        let groups: Vec<String> = groups.map(ToString::to_string).collect();
        let members = blockers
            .iter()
            .map(|blocker| blocker.reason.members().len());
        let whole = match members.sum::<usize>() {
            0 if groups.len() > MOST_NAMED => "; --format json names them all".to_owned(),
            0 => String::new(),
            members => format!(
                " ({} in all); --format json names them",
                render::counted(members, "member")
            ),
        };
        let named = render::first_few(&groups, MOST_NAMED);
        Said {
            message: format!("groups {named} {text}{whole}"),
            blocker: blockers[0],
            is_of_many: true,
        }
    }
}

/// What stands against groups, in words: each by itself while they are few, and otherwise one message for all
/// groups of a reason.
fn said<'a>(blockers: &[&'a Blocker]) -> Vec<Said<'a>> {
    let mut said: Vec<(Option<String>, Vec<&Blocker>)> = Vec::new();
    for &blocker in blockers {
        let many = blocker
            .reason
            .of_many()
            .filter(|_| blockers.len() > MOST_GROUPS && blocker.group.is_some());
        let same = said
            .iter_mut()
            .find(|(text, _)| text.is_some() && *text == many);
        match same {
            Some((_, of_text)) => of_text.push(blocker),
            None => said.push((many, vec![blocker])),
        }
    }
    let message = |(text, blockers): (Option<String>, Vec<&'a Blocker>)| match (text, &blockers[..])
    {
        (Some(text), blockers) if blockers.len() > 1 => Said::of_many(&text, blockers),
        (_, blockers) => Said::of_one(blockers[0]),
    };
    said.into_iter().map(message).collect()
}

fn hints(said: &Said<'_>, args: &ApplyArgs, session: &Session<'_>) -> Vec<String> {
    let blocker = said.blocker;
    let similar = match (&blocker.reason, &blocker.group) {
        (Reason::UnknownGroup { is_saved: false } | Reason::NoSuchGroup, Some(id))
            if !said.is_of_many =>
        {
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
