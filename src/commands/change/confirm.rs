use super::ApplyArgs;
use crate::commands::Session;
use crate::error::{Error, ErrorKind};
use crate::plan::Plan;
use crate::render;
use crate::ui::Answer;

/// Asks once for the whole plan, by the two numbers that matter.
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
    let totals = plan.totals();
    let deleted = match totals.deleted {
        0 => String::new(),
        deleted => format!(", {} deleted", render::counted(deleted, "commit")),
    };
    let question = format!(
        "Move {groups} on {} ({} replayed, {} skipped{deleted})?",
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
