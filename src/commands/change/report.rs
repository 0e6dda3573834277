//! The end of a change: what came of it, in the form that was asked for and as an exit status.

use chrono::{DateTime, Utc};

use super::{ApplyArgs, ChangeFormat};
use crate::commands::Session;
use crate::commands::apply::{Applied, IDLE};
use crate::document::{Envelope, OutcomeOf};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::plan::{Outcome, OverallResult, Plan};
use crate::render::{self, Page, Product};

const LATE_COPY: &str = "\
the change was sent more than once, and an earlier copy may still be on its way: until it has arrived or been lost, it \
may overwrite what is committed after this change";

/// Once something was sent, only the outcome decides how the command ends.
pub fn report(
    applied: &Applied,
    plan: &Plan,
    args: &ApplyArgs,
    session: &mut Session<'_>,
) -> ExitStatus {
    let outcome = &applied.outcome;
    let product = match args.format {
        ChangeFormat::Table => Ok(Product::from(render::outcome(outcome))),
        ChangeFormat::Json => {
            outcome_json(applied, plan, session.deadline.clock().now()).map(Product::from)
        }
    };
    let status = status(outcome);
    let written = product.and_then(|product| session.ui.product(product));
    let lost = match written {
        Ok(()) => None,
        // Who has gone wanted to read no more of a success, and must still find what went wrong.
        Err(error) if error.kind == ErrorKind::ClosedPipe && status == ExitStatus::Done => None,
        Err(error) => {
            session.ui.show(&render::outcome(outcome));
            Some(error).filter(|error| error.kind != ErrorKind::ClosedPipe)
        }
    };
    if let Some(trouble) = trouble(applied, status) {
        session.ui.error(&trouble);
    }
    if outcome.has_late_copies() {
        session.ui.warning(LATE_COPY);
    }
    say_way_back(applied, session);
    if let Some(error) = &applied.unrecorded {
        session.ui.error(&Error::failed(format!(
            "the outcome could not be written to the journal: {error}"
        )));
    }
    if lost.is_none() && applied.unrecorded.is_none() {
        return status;
    }
    if let Some(error) = lost {
        session
            .ui
            .error(&error.context("the outcome could not be written"));
    }
    match outcome.result() {
        OverallResult::Unchanged => ExitStatus::Failed,
        _ => ExitStatus::PartialOrUnknown,
    }
}

/// Says how to take back what was, or may have been, changed.
fn say_way_back(applied: &Applied, session: &mut Session<'_>) {
    let Some(undo) = &applied.undo else {
        return;
    };
    let way = format!("to take it back: {undo}");
    match applied.outcome.result() {
        OverallResult::Unchanged => {}
        OverallResult::Applied => session.ui.status(way),
        // Not even a quiet run ends without it.
        OverallResult::Partial | OverallResult::Unknown => session.ui.show(&Page::of(way)),
    }
}

fn outcome_json(
    applied: &Applied,
    plan: &Plan,
    observed_at: DateTime<Utc>,
) -> Result<String, Error> {
    let document = Envelope::of_plan(plan).map_err(|error| Error::new(ErrorKind::Failed, error))?;
    let of = OutcomeOf {
        plan_id: &document.content.id,
        journal_id: applied.journal_id.as_deref(),
        cluster_id: plan.cluster_id.as_ref(),
        left_out: &plan.left_out,
    };
    json(&Envelope::of_outcome(&applied.outcome, of, observed_at))
}

/// What an outcome that is not as asked means, and where to look next. To run the same command again is
/// no advice for what was sent: a shift would move again what has moved.
fn trouble(applied: &Applied, status: ExitStatus) -> Option<Error> {
    let outcome = &applied.outcome;
    let look = match &applied.undo {
        Some(undo) => format!("{undo} --dry-run shows where the groups stand now"),
        None => "the same command with --dry-run shows where the groups stand now".to_owned(),
    };
    match (status, outcome.result()) {
        (ExitStatus::Refused, _) if outcome.has_moved() => Some(
            Error::refused("something has moved since the preview, before anything was written")
                .hint("run this again to see the effect as it is now"),
        ),
        (ExitStatus::Refused, _) if outcome.was_held_up() => Some(
            Error::refused(
                "too much time passed after each look at the group, before anything was written",
            )
            .hint(IDLE),
        ),
        (ExitStatus::Refused, _) => Some(
            Error::refused(
                "a member has joined, and a broker changes no group from outside that has any",
            )
            .hint("stop it, then run this again"),
        ),
        (ExitStatus::Failed, _) => Some(Error::failed("the cluster took no part of the change")),
        (_, OverallResult::Partial) => {
            Some(Error::failed("the cluster did not take the whole change").hint(look))
        }
        (_, OverallResult::Unknown) => Some(
            Error::failed(
                "what became of the change is not known, and a broker may still carry it out",
            )
            .hint(look),
        ),
        _ => None,
    }
}

fn status(outcome: &Outcome) -> ExitStatus {
    let has_errors = outcome.errors().next().is_some();
    match outcome.result() {
        OverallResult::Applied => ExitStatus::Done,
        OverallResult::Partial | OverallResult::Unknown => ExitStatus::PartialOrUnknown,
        OverallResult::Unchanged if !has_errors => ExitStatus::Done,
        OverallResult::Unchanged
            if outcome.is_joined() || outcome.has_moved() || outcome.was_held_up() =>
        {
            ExitStatus::Refused
        }
        OverallResult::Unchanged => ExitStatus::Failed,
    }
}

/// A document as stdout carries it.
pub(super) fn json(document: &impl serde::Serialize) -> Result<String, Error> {
    render::json(document).map_err(|error| Error::new(ErrorKind::Failed, error))
}
