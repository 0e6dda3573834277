use super::ApplyArgs;
use crate::commands::Session;
use crate::commands::session::agreed;
use crate::error::Error;
use crate::model::{GroupId, visible};
use crate::plan::Plan;
use crate::render::{self, Page};
use crate::settings::Valued;
use crate::ui::{Answer, Ui};

/// Groups that are left out beyond this many are only counted in the question; the preview names each.
const LEFT_OUT: usize = 3;

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
    let ids: Vec<&GroupId> = written.map(|group| &group.id).collect();
    let names: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let groups = match names.as_slice() {
        [one] => format!("group {one}"),
        [one, two] => format!("groups {one} and {two}"),
        [one, two, three] => format!("groups {one}, {two} and {three}"),
        many => format!("{} groups", many.len()),
    };
    let groups = groups + &leaving_out(plan);
    let settings = session.settings;
    let question = question(plan, &groups, settings.context.as_ref());
    let protected = ids.iter().map(|id| id.as_str()).filter(|name| {
        let mut patterns = settings.protected_groups.iter();
        patterns.any(|pattern| pattern.matches(name))
    });
    let context = settings.context.as_ref().filter(|_| settings.production);
    let context = context.map(|name| ("production", name.value.as_str()));
    let typed: Vec<_> = context
        .into_iter()
        .chain(protected.map(|name| ("protected", name)))
        .collect();
    if typed.is_empty() {
        return ask(session, |ui, interrupted| {
            ui.confirm(&format!("{question}?"), interrupted)
        });
    }
    session.ui.show(&Page::of(format_args!("{question}.")));
    for (why, name) in typed {
        let question = format!("To agree, type {} ({why}):", to_type(name));
        ask(session, |ui, interrupted| {
            ui.typed(&question, &visible(name), interrupted)
        })?;
    }
    Ok(())
}

/// A name as it is to be typed; one with a blank at an end, which would not be seen, in quotes that are not typed.
fn to_type(name: &str) -> String {
    let visible = visible(name);
    if name.starts_with(' ') || name.ends_with(' ') {
        format!("\"{visible}\" without the quotes")
    } else {
        visible.into_owned()
    }
}

/// The groups that a pattern matched and that stay as they are.
fn leaving_out(plan: &Plan) -> String {
    let left_out: Vec<String> = plan
        .left_out
        .iter()
        .map(|group| group.id.to_string())
        .collect();
    if left_out.is_empty() {
        return String::new();
    }
    format!(", leaving out {},", render::first_few(&left_out, LEFT_OUT))
}

fn ask(
    session: &mut Session<'_>,
    asked: impl FnOnce(&mut Ui, &dyn Fn() -> bool) -> Answer,
) -> Result<(), Error> {
    let deadline = session.deadline;
    let answer = asked(session.ui, &|| deadline.check().is_err());
    if answer == Answer::Interrupted {
        deadline.check()?;
    }
    let unasked = if session.settings.protected_groups.is_empty() {
        "--yes changes without asking, --dry-run only shows"
    } else {
        "--yes, or --confirm GROUP, changes without asking, --dry-run only shows"
    };
    agreed(answer, unasked)
}

/// What the whole plan does, with the numbers that matter.
fn question(plan: &Plan, groups: &str, context: Option<&Valued<String>>) -> String {
    let totals = plan.totals();
    let mut cluster = render::cluster(plan.cluster_id.as_ref());
    if let Some(context) = context {
        cluster = format!("{}, {cluster}", visible(&context.value));
    }
    let commits = render::counted(totals.deleted, "commit");
    if totals.groups_removed > 0 {
        return format!("Delete {groups} on {cluster} ({commits})");
    }
    if totals.deleted == totals.written {
        return format!("Delete {commits} of {groups} on {cluster}");
    }
    let records = |count| render::at_most(count, &render::grouped(count));
    let mut effect = format!(
        "{} replayed, {} skipped",
        records(totals.replayed),
        records(totals.skipped)
    );
    if totals.created > 0 {
        let created = render::counted(totals.created, "partition");
        effect += &format!(", {created} without a commit before");
    }
    if totals.deleted > 0 {
        effect += &format!(", {commits} deleted");
    }
    format!("Move {groups} on {cluster} ({effect})")
}
