use std::path::Path;
use std::time::Duration;

use super::confirm::confirm;
use super::context::say_context;
use super::permission::check_permission;
use super::preview::preview_only;
use super::report::report;
use super::save::{open, save};
use super::wait::{Wait, announced};
use super::{ApplyArgs, ChangeArgs};
use crate::acl::HIDDEN_COMMITS;
use crate::commands::Session;
use crate::commands::apply::{Applied, Applier};
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::observe;
use crate::plan::{self, Ask, Outcome, Plan};
use crate::render::{self, Page};

/// Plans, shows, asks, applies and reports. A dry run takes no applier, so it cannot write.
///
/// # Errors
/// Declined, interrupted, refused because something has moved, or what [`observe::visit`] meets.
pub fn carry_out(
    ask: &Ask,
    args: &ChangeArgs,
    session: &mut Session<'_>,
    applier: Applier,
) -> Result<ExitStatus, Error> {
    say_context(&args.apply, session);
    if let Some(file) = &args.save_plan {
        drop(applier);
        return save_planned(file, ask, args, session);
    }
    let plan = made(ask, args, session)?;
    match args.wait_empty.filter(|_| plan.waits_for_members()) {
        Some(patience) if !args.apply.dry_run => {
            once_empty(plan, patience, ask, args, session, applier)
        }
        Some(_) => {
            session.ui.status("a dry run does not wait");
            finish(&plan, &args.apply, session, applier)
        }
        None => finish(&plan, &args.apply, session, applier),
    }
}

/// Writes the plan to a file, as it is once the members have left that are to be waited for.
fn save_planned(
    file: &Path,
    ask: &Ask,
    args: &ChangeArgs,
    session: &mut Session<'_>,
) -> Result<ExitStatus, Error> {
    let target = open(file)?;
    let mut plan = made(ask, args, session)?;
    if let Some(patience) = args.wait_empty.filter(|_| plan.waits_for_members()) {
        plan = emptied(plan, patience, ask, args, session)?;
    }
    if plan.is_blocked() {
        preview_only(&plan, &args.apply, session)
    } else {
        save(&plan, (file, target), args.apply.format, session)
    }
}

/// Has a plan confirmed that only members stand against, waits until they have left, and carries a fresh
/// one out: without a word more if it does the same.
fn once_empty(
    plan: Plan,
    patience: Duration,
    ask: &Ask,
    args: &ChangeArgs,
    session: &mut Session<'_>,
    applier: Applier,
) -> Result<ExitStatus, Error> {
    let shown = plan.clone().without_members();
    let now = session.deadline.clock().now();
    session.ui.show(&render::plan(&shown, now));
    session.ui.show(&announced(&plan, patience));
    agree(&shown, &args.apply, session, &applier)?;
    let plan = emptied(plan, patience, ask, args, session)?;
    if !plan.is_blocked() && plan.has_same_effect(&shown) {
        return send(&plan, &args.apply, session, &applier);
    }
    let now = "not what was shown before the wait; the plan is now:";
    session.ui.show(&Page::of(now));
    finish(&plan, &args.apply, session, applier)
}

/// A fresh plan, once the members have left that alone stand against this one.
fn emptied(
    mut plan: Plan,
    patience: Duration,
    ask: &Ask,
    args: &ChangeArgs,
    session: &mut Session<'_>,
) -> Result<Plan, Error> {
    let mut wait = Wait::begin(&plan, patience, session);
    while plan.waits_for_members() && wait.has_patience(session) {
        wait.until_empty(&plan, session)?;
        plan = made(ask, args, session)?;
    }
    Ok(plan)
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
    let now = session.deadline.clock().now();
    session.ui.show(&render::plan(plan, now));
    agree(plan, args, session, &applier)?;
    send(plan, args, session, &applier)
}

/// Has a plan confirmed that was shown, once it is known that it may be carried out.
fn agree(
    plan: &Plan,
    args: &ApplyArgs,
    session: &mut Session<'_>,
    applier: &Applier,
) -> Result<(), Error> {
    if !plan.writes() {
        return Ok(());
    }
    applier.check_may_change()?;
    check_permission(plan, session)?;
    applier.prepare()?;
    confirm(plan, args, session)
}

/// Applies what was confirmed, and reports.
fn send(
    plan: &Plan,
    args: &ApplyArgs,
    session: &mut Session<'_>,
    applier: &Applier,
) -> Result<ExitStatus, Error> {
    let applied = if plan.writes() {
        let began = session.begin();
        let applied = applier.apply(plan, session)?;
        session.took("looked again, sent and read back", began);
        applied
    } else {
        Applied::of(Outcome::nothing_to_do(plan))
    };
    Ok(report(&applied, plan, args, session))
}

/// Looks and plans, within the limits that were set.
fn made(ask: &Ask, args: &ChangeArgs, session: &mut Session<'_>) -> Result<Plan, Error> {
    let began = session.begin();
    let visit = observe::visit(&ask.inquiry(), session.observer())?;
    session.took("looked at groups and logs", began);
    let mut request = ask.request(&visit)?;
    if visit.may_hide_commits {
        session.ui.warning(HIDDEN_COMMITS);
        request.gaps.push(HIDDEN_COMMITS.to_owned());
    }
    let mut plan = plan::plan(&request, &visit.observation);
    plan.block(args.apply.guards(session.settings).against(&plan));
    Ok(plan)
}
