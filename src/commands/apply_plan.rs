//! `koffset apply`: carries out a plan that was saved, if the world is still as the plan saw it.

use std::path::PathBuf;

use super::Session;
use super::apply::{Applied, Applier, check_drift};
use super::change::{ApplyArgs, finish, report, say_context};
use super::options::InputArgs;
use crate::document::{self, ChangeResult, Envelope, Journal, Worded};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::model::readable;
use crate::observe::observe;
use crate::plan::{Outcome, Plan};
use crate::render;

const EXAMPLES: &str = "\
A plan is what --save-plan wrote. It is refused if the cluster is another one, if a group's type, state or \
members, a commit or a topic is not what the plan saw, or if a log does not hold a target any more. It \
is applied once: where the groups stand where the plan puts them, there is nothing to do.

Examples:
  koffset reset billing -t orders --to-earliest --save-plan change-42.json
  koffset plan show change-42.json
  koffset apply change-42.json

Exit codes: koffset --help";

/// Carries out a plan that --save-plan wrote, if the world is still as the plan saw it
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct ApplyPlanArgs {
    /// The plan
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    pub apply: ApplyArgs,
}

pub fn run(
    args: &ApplyPlanArgs,
    session: &mut Session<'_>,
    applier: Applier,
) -> Result<ExitStatus, Error> {
    let mut plan = document::load_plan(&args.file, args.input.max_unpacked)?;
    let now = observe(session.observer(), &plan.scope())?;
    say_context(&args.apply, session);
    let guards = args.apply.guards(session.settings);
    if plan.writes() && plan.is_carried_out(&now) {
        plan.block(guards.against_cluster_of(&plan));
        if plan.is_blocked() {
            return finish(&plan, &args.apply, session, applier);
        }
        session
            .ui
            .status("the groups stand where the plan puts them");
        if args.apply.dry_run {
            return finish(&plan, &args.apply, session, applier);
        }
        let applied = Applied::of(Outcome::carried_out_before(&plan));
        return Ok(report(&applied, &plan, &args.apply, session));
    }
    let journal = applier.journal();
    match journal.and_then(|journal| check_not_applied(&plan, &journal, session)) {
        Err(error) if error.kind == ErrorKind::Failed && args.apply.record.no_journal => {
            session.ui.warning(format_args!("journal: {error}"));
        }
        checked => checked?,
    }
    check_drift(&plan, &now, "the plan was made").map_err(stale)?;
    let made = readable(plan.observed_at);
    let ago = render::ago(plan.observed_at, session.started_at);
    session.ui.status(format_args!(
        "plan of {made}, {ago}; its numbers are of then"
    ));
    if plan.cluster_id.is_none() {
        let unknown = "the plan's cluster has no id: cannot tell if it was made for this one";
        session.ui.warning(unknown);
    }
    for (topic, more) in plan.gained(&now) {
        let more = render::counted(more, "partition");
        session.ui.warning(format_args!(
            "topic {topic} has {more} more than when the plan was made, and the plan leaves them alone"
        ));
    }
    plan.block(guards.against(&plan));
    finish(&plan, &args.apply, session, applier)
}

/// A plan is applied once, also where its change was taken back or never came to its end.
fn check_not_applied(
    plan: &Plan,
    journal: &Journal,
    session: &mut Session<'_>,
) -> Result<(), Error> {
    let document = Envelope::of_plan(plan).map_err(Error::failed)?;
    let id = document.content.id;
    let entries = journal.mentioning(&id)?;
    for gap in &entries.gaps {
        session.ui.warning(format_args!("journal: {gap}"));
    }
    let mut changed = entries
        .found
        .iter()
        .filter(|entry| entry.may_have_changed());
    let Some(entry) = changed.find(|entry| entry.plan_id == id) else {
        return Ok(());
    };
    let when = readable(entry.written_at);
    let change = &entry.id;
    let message = match entry.result() {
        ChangeResult::Applied => {
            format!("plan {id} was applied already: at {when}, as change {change}")
        }
        result => format!(
            "plan {id} was begun already: at {when}, as change {change}, of which the journal says {}",
            result.word()
        ),
    };
    Err(stale(Error::refused(message)))
}

fn stale(error: Error) -> Error {
    match error.kind {
        ErrorKind::Refused => error.hint("make a new plan, as with koffset reset --save-plan FILE"),
        _ => error,
    }
}
