use super::ApplyArgs;
use crate::commands::Session;
use crate::commands::agreed::agreed;
use crate::error::Error;
use crate::plan::Plan;
use crate::render;
use crate::ui::Answer;

/// Asks once for the whole plan.
///
/// # Errors
/// Declined, interrupted, or nobody can be asked.
pub(super) fn confirm(
    plan: &Plan,
    args: &ApplyArgs,
    session: &mut Session<'_>,
) -> Result<(), Error> {
    if args.is_confirmed() {
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
    let question = question(plan, &groups);
    let deadline = session.deadline;
    let answer = session.ui.confirm(&question, &|| deadline.check().is_err());
    if answer == Answer::Interrupted {
        deadline.check()?;
    }
    agreed(answer, "--yes changes without asking, --dry-run only shows")
}

/// One question for the whole plan, with the numbers that matter.
fn question(plan: &Plan, groups: &str) -> String {
    let totals = plan.totals();
    let cluster = render::cluster(plan.cluster_id.as_ref());
    let commits = render::counted(totals.deleted, "commit");
    if totals.groups_removed > 0 {
        return format!("Delete {groups} on {cluster} ({commits})?");
    }
    if totals.deleted == totals.written {
        return format!("Delete {commits} of {groups} on {cluster}?");
    }
    let deleted = match totals.deleted {
        0 => String::new(),
        _ => format!(", {commits} deleted"),
    };
    format!(
        "Move {groups} on {cluster} ({} replayed, {} skipped{deleted})?",
        render::grouped(totals.replayed),
        render::grouped(totals.skipped)
    )
}
