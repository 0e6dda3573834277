//! The life of a change, the same for every command that makes one.

use super::Session;
use super::apply::Applier;
use super::gather;
use super::report::report;
use super::select::meant;
use crate::document::{Envelope, PlanDocument};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::model::Scope;
use crate::plan::{
    self, Blocker, NoRecordAfter, OutOfRange, Outcome, Plan, Policy, Reason, Request, Target,
    Wanted,
};
use crate::render;
use crate::ui::Answer;

/// More blocked rows than this are only counted, since the preview shows each.
const MOST_BLOCKERS: usize = 5;

/// What every command that changes a group takes.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ChangeArgs {
    /// Shows what would change, and changes nothing
    #[arg(long, conflicts_with = "yes", help_heading = "Change")]
    pub dry_run: bool,
    /// Does not ask before changing
    #[arg(long, visible_alias = "execute", help_heading = "Change")]
    pub yes: bool,
    /// The form of the plan of a dry run, and of the outcome of a change
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ChangeFormat,
    /// What becomes of a target that the log does not hold
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "WHAT",
        help_heading = "Decisions"
    )]
    out_of_range: OutOfRange,
    /// What becomes of a partition without a record at or after the time, instead of going to the end of its log
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "Decisions")]
    no_record_after: Option<NoRecordAfterFlag>,
    /// Leaves partitions alone that have no commit to start from
    #[arg(long, help_heading = "Decisions")]
    skip_uncommitted: bool,
    /// Touches only partitions that have no commit
    #[arg(long, help_heading = "Decisions")]
    only_missing: bool,
    /// Allows the commit to create the group
    #[arg(long, help_heading = "Decisions")]
    create_group: bool,
}

/// Forms of plans and outcomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ChangeFormat {
    #[default]
    Table,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum NoRecordAfterFlag {
    /// Leaves the partition alone
    Skip,
    /// Refuses the whole plan
    Refuse,
}

impl ChangeArgs {
    pub fn policy(&self) -> Policy {
        Policy {
            out_of_range: self.out_of_range,
            no_record_after: match self.no_record_after {
                None => NoRecordAfter::End,
                Some(NoRecordAfterFlag::Skip) => NoRecordAfter::Skip,
                Some(NoRecordAfterFlag::Refuse) => NoRecordAfter::Refuse,
            },
            skip_uncommitted: self.skip_uncommitted,
            only_missing: self.only_missing,
            create_group: self.create_group,
        }
    }
}

/// Plans, shows, asks, applies and reports. A dry run takes no applier, so it cannot write.
///
/// # Errors
/// Declined, interrupted, refused because something has moved, or what [`gather::observe`] meets.
pub fn carry_out(
    request: &Request,
    args: &ChangeArgs,
    session: &mut Session<'_>,
    applier: Applier,
) -> Result<ExitStatus, Error> {
    let observation = gather::observe(session.cluster, session.deadline, &scope(request))?;
    let plan = plan::plan(request, &observation);
    let document =
        Envelope::of_plan(&plan).map_err(|error| Error::new(ErrorKind::Failed, error))?;
    if args.dry_run || plan.is_blocked() {
        drop(applier);
        return preview_only(&plan, &document, args, session);
    }
    session.ui.show(&render::plan(&plan));
    let outcome = match plan.writes() {
        true => {
            confirm(&plan, args, session)?;
            applier.apply(&plan, session)?
        }
        false => Outcome::nothing_sent(&plan),
    };
    Ok(report(&outcome, &plan, &document.content, args, session))
}

/// All partitions of the request, and the moments that it needs.
fn scope(request: &Request) -> Scope {
    let mut scope = Scope::default();
    for (group, wanted) in &request.groups {
        let partitions = wanted.keys().cloned().collect();
        scope.groups.insert(group.clone(), partitions);
    }
    for (partition, wanted) in request.groups.values().flatten() {
        if let Wanted::Target(Target::At(time)) = wanted {
            let there = scope.times.entry(*time).or_default();
            there.insert(partition.clone());
        }
    }
    scope
}

/// The end of a dry run, and of a plan that may not be carried out.
fn preview_only(
    plan: &Plan,
    document: &Envelope<PlanDocument>,
    args: &ChangeArgs,
    session: &mut Session<'_>,
) -> Result<ExitStatus, Error> {
    let rendered = render::plan(plan);
    let written = match (args.format, args.dry_run) {
        (ChangeFormat::Json, _) => session.ui.product(&json(document)?),
        (ChangeFormat::Table, true) => session.ui.product(&rendered),
        (ChangeFormat::Table, false) => {
            session.ui.show(&rendered);
            Ok(())
        }
    };
    if plan.is_blocked() {
        say_blockers(plan, session);
        return match written {
            Err(error) if error.kind != ErrorKind::ClosedPipe => Err(error),
            // A reader who has gone does not make it a plan that may be carried out.
            _ => Ok(ExitStatus::Refused),
        };
    }
    written?;
    if !plan.writes() {
        session.ui.status("nothing to do");
    }
    Ok(ExitStatus::Done)
}

fn say_blockers(plan: &Plan, session: &mut Session<'_>) {
    let mut given: Vec<String> = Vec::new();
    for blocker in plan.blockers().take(MOST_BLOCKERS) {
        let mut error = Error::refused(blocker);
        error.hints = hints(blocker, session);
        error.hints.retain(|hint| !given.contains(hint));
        given.extend_from_slice(&error.hints);
        session.ui.error(&error);
    }
    let more = plan.blockers().count().saturating_sub(MOST_BLOCKERS);
    if more > 0 {
        let more = render::counted(more, "reason");
        session.ui.status(format!(
            "and {more} more, in the rows that are marked with !"
        ));
    }
}

fn hints(blocker: &Blocker, session: &Session<'_>) -> Vec<String> {
    let similar = match (&blocker.reason, &blocker.group) {
        (Reason::UnknownGroup, Some(id)) => {
            // The suggestion is a courtesy: without a listing there is none.
            let listing = session.cluster.groups(session.deadline).ok();
            listing.and_then(|listing| meant(id, &listing.found))
        }
        _ => None,
    };
    similar.into_iter().chain(blocker.reason.hint()).collect()
}

fn confirm(plan: &Plan, args: &ChangeArgs, session: &mut Session<'_>) -> Result<(), Error> {
    if args.yes {
        return Ok(());
    }
    let written = plan.groups.iter().filter(|group| group.writes());
    let names: Vec<&str> = written.map(|group| group.id.as_str()).collect();
    let groups = match names.as_slice() {
        [one] => format!("group {one}"),
        [one, two] => format!("groups {one} and {two}"),
        [one, two, three] => format!("groups {one}, {two} and {three}"),
        many => format!("{} groups", many.len()),
    };
    let totals = plan.totals();
    let question = format!(
        "Move {groups} on {} ({} replayed, {} skipped)?",
        render::cluster(plan.cluster_id.as_ref()),
        render::grouped(totals.replayed),
        render::grouped(totals.skipped)
    );
    let deadline = session.deadline;
    match session.ui.confirm(&question, &|| deadline.check().is_err()) {
        Answer::Yes => Ok(()),
        Answer::No => Err(Error::new(ErrorKind::Declined, anyhow::anyhow!("declined"))),
        Answer::Nobody => Err(Error::new(
            ErrorKind::Declined,
            anyhow::anyhow!("nobody can be asked: stdin and stderr are not both a terminal"),
        )
        .hint("--yes changes without asking, --dry-run only shows")),
        Answer::Interrupted => {
            session.deadline.check()?;
            Err(Error::new(
                ErrorKind::Interrupted,
                anyhow::anyhow!("interrupted"),
            ))
        }
    }
}

pub(super) fn json(document: &impl serde::Serialize) -> Result<String, Error> {
    render::json(document).map_err(|error| Error::new(ErrorKind::Failed, error))
}

#[cfg(test)]
mod tests;
