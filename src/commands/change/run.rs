use super::ChangeArgs;
use super::confirm::confirm;
use super::preview::preview_only;
use super::report::report;
use crate::commands::apply::Applier;
use crate::commands::{Session, gather};
use crate::document::Envelope;
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::model::Scope;
use crate::plan::{self, Outcome, Request, Target, Wanted};
use crate::render;

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
    let began = session.begin();
    let observation = gather::observe(session.cluster, session.deadline, &scope(request))?;
    session.took("looked at groups and logs", began);
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
            let began = session.begin();
            let outcome = applier.apply(&plan, session)?;
            session.took("looked again, sent and read back", began);
            outcome
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
