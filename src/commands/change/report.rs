//! The end of a change: what came of it, in the form that was asked for and as an exit status.

use super::{ChangeArgs, ChangeFormat};
use crate::commands::Session;
use crate::document::{Envelope, OutcomeDocument, OutcomeOf, PlanDocument};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::plan::{Outcome, OverallResult, Plan};
use crate::render;

/// Once something was sent, only the outcome decides how the command ends.
pub(super) fn report(
    outcome: &Outcome,
    plan: &Plan,
    plan_document: &PlanDocument<'_>,
    args: &ChangeArgs,
    session: &mut Session<'_>,
) -> ExitStatus {
    let observed_at = session.deadline.clock().now();
    let product = match args.format {
        ChangeFormat::Table => Ok(render::outcome(outcome)),
        ChangeFormat::Json => json(&Envelope::<OutcomeDocument<'_>>::of_outcome(
            outcome,
            OutcomeOf {
                plan_id: &plan_document.id,
                journal_id: None,
                cluster_id: plan.cluster_id.as_ref(),
            },
            observed_at,
        )),
    };
    let status = status(outcome);
    let written = product.and_then(|product| session.ui.product(&product));
    let lost = match written {
        Ok(()) => None,
        // Who has gone wanted to read no more of a success, and must still find what went wrong.
        Err(error) if error.kind == ErrorKind::ClosedPipe && status == ExitStatus::Done => None,
        Err(error) => {
            session.ui.show(&render::outcome(outcome));
            Some(error).filter(|error| error.kind != ErrorKind::ClosedPipe)
        }
    };
    if let Some(trouble) = trouble(outcome, status) {
        session.ui.error(&trouble);
    }
    let Some(error) = lost else {
        return status;
    };
    let error = error.context("the outcome could not be written");
    session.ui.error(&error);
    match plan.writes() {
        true => ExitStatus::PartialOrUnknown,
        false => ExitStatus::Failed,
    }
}

/// What an outcome that is not as asked means, and where to look next. To run the same command again is
/// no advice for what was sent: a shift would move again what has moved.
fn trouble(outcome: &Outcome, status: ExitStatus) -> Option<Error> {
    let look = "the same command with --dry-run shows where the groups stand now";
    match (status, outcome.result()) {
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
        OverallResult::Unchanged if outcome.is_joined() => ExitStatus::Refused,
        OverallResult::Unchanged => ExitStatus::Failed,
    }
}

/// A document as stdout carries it.
pub(super) fn json(document: &impl serde::Serialize) -> Result<String, Error> {
    render::json(document).map_err(|error| Error::new(ErrorKind::Failed, error))
}
