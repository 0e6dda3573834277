use super::confirm::confirm;
use super::preview::preview_only;
use super::report::report;
use super::save::save;
use super::wait::until_empty;
use super::{ApplyArgs, ChangeArgs};
use crate::commands::apply::{Applied, Applier};
use crate::commands::{Session, gather};
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::model::Scope;
use crate::plan::{self, Outcome, Plan, Request, Target, Wanted};
use crate::render;

/// Makes the request of a command from what the cluster holds now; may be asked again after a wait.
pub type Ask<'a> = &'a dyn Fn(&mut Session<'_>) -> Result<Request, Error>;

/// Plans, shows, asks, applies and reports. A dry run takes no applier, so it cannot write.
///
/// # Errors
/// Declined, interrupted, refused because something has moved, or what [`gather::observe`] meets.
pub fn carry_out(
    ask: Ask<'_>,
    args: &ChangeArgs,
    session: &mut Session<'_>,
    applier: Applier,
) -> Result<ExitStatus, Error> {
    let mut plan = made(ask, session)?;
    plan.block(args.apply.guards().against(&plan));
    if let Some(file) = &args.save_plan {
        drop(applier);
        if let Some(patience) = args.wait_empty.filter(|_| plan.waits_for_members()) {
            until_empty(&plan, patience, session)?;
            plan = made(ask, session)?;
            plan.block(args.apply.guards().against(&plan));
        }
        return match plan.is_blocked() {
            true => preview_only(&plan, &args.apply, session),
            false => save(&plan, file, session),
        };
    }
    let Some(patience) = args.wait_empty.filter(|_| plan.waits_for_members()) else {
        return finish(&plan, &args.apply, session, applier);
    };
    let shown = plan.without_members();
    if !shown.writes() {
        return finish(&shown, &args.apply, session, applier);
    }
    applier.prepare()?;
    session.ui.show(&render::plan(&shown));
    confirm(&shown, &args.apply, session)?;
    until_empty(&shown, patience, session)?;
    let mut plan = made(ask, session)?;
    plan.block(args.apply.guards().against(&plan));
    match !plan.is_blocked() && plan.has_same_effect(&shown) {
        true => send(&plan, &args.apply, session, &applier),
        false => {
            session
                .ui
                .status("the group has moved meanwhile; the plan as it is now:");
            finish(&plan, &args.apply, session, applier)
        }
    }
}

/// Shows a plan, asks, applies and reports.
///
/// # Errors
/// As [`carry_out`].
pub fn finish(
    plan: &Plan,
    args: &ApplyArgs,
    session: &mut Session<'_>,
    applier: Applier,
) -> Result<ExitStatus, Error> {
    if args.dry_run || plan.is_blocked() {
        drop(applier);
        return preview_only(plan, args, session);
    }
    session.ui.show(&render::plan(plan));
    if plan.writes() {
        applier.prepare()?;
        confirm(plan, args, session)?;
    }
    send(plan, args, session, &applier)
}

/// Applies what was confirmed, and reports.
fn send(
    plan: &Plan,
    args: &ApplyArgs,
    session: &mut Session<'_>,
    applier: &Applier,
) -> Result<ExitStatus, Error> {
    let applied = match plan.writes() {
        true => {
            let began = session.begin();
            let applied = applier.apply(plan, session)?;
            session.took("looked again, sent and read back", began);
            applied
        }
        false => Applied::of(Outcome::nothing_to_do(plan)),
    };
    Ok(report(&applied, plan, args, session))
}

/// Asks, looks and plans.
fn made(ask: Ask<'_>, session: &mut Session<'_>) -> Result<Plan, Error> {
    let request = ask(session)?;
    let began = session.begin();
    let observation = gather::observe(session.cluster, session.deadline, &scope(&request))?;
    session.took("looked at groups and logs", began);
    Ok(plan::plan(&request, &observation))
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
