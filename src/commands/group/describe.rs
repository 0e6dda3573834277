use crate::commands::Session;
use crate::commands::select::GroupArgs;
use crate::commands::session::note_hidden_commits;
use crate::document::Envelope;
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::kafka::Stability;
use crate::model::{GroupId, InTransactions, ObservedGroup, PerGroup, by_reason, looked_error};
use crate::observe::{check_known, look_at, look_into};
use crate::render::{Page, Product, group, json};

const EXAMPLES: &str = "\
Examples:
  koffset group describe billing
  koffset group describe billing shipping --format json
  koffset group describe --groups-matching 'team-a-.*'

Who owns a group is a guess from names. COMMITTED counts partitions; a broker leaves out, in silence, topics \
that you may not describe. '?' is not known; '-' is not there. A note says where open transactions hold something \
of the group, in the partitions that it has committed: offsets above the last stable offset, which read_committed \
consumers cannot reach yet, or a commit that replaces this one when its transaction ends.

Exit codes: 0 done, 1 something could not be read (what could be is printed), 2 usage, 3 a group is unknown, \
or a pattern matches none.";

/// Shows groups with their members, coordinator and owner
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct GroupDescribeArgs {
    #[command(flatten)]
    groups: GroupArgs,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: DescribeFormat,
}

/// The forms of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum DescribeFormat {
    /// Lines and columns for people
    #[default]
    Table,
    /// One document, koffset.group version 1
    Json,
}

/// Prints groups and who is in them.
///
/// # Errors
/// Usage: no group is asked for, or one twice. Refused: a group that is not there.
pub fn describe(args: &GroupDescribeArgs, session: &mut Session<'_>) -> Result<ExitStatus, Error> {
    args.groups.check()?;
    let selected = args.groups.resolve(session)?;
    let progress = session.ui.progress("looking at groups", selected.ids.len());
    let now = Stability::RequiredNow;
    let mut groups = look_at(&selected.ids, now, session.observer(), &mut || {
        progress.advance()
    })?;
    drop(progress);
    let held = look_into(&mut groups, session.observer())?;
    let is_absent = |id: &&GroupId| matches!(&groups[*id], Ok(group) if group.is_absent());
    let absent = selected.named.iter().filter(is_absent);
    check_known(absent, session.observer())?;
    let errors = groups
        .iter()
        .filter_map(|(id, looked)| Some((format!("group {id}"), looked_error(looked)?)));
    let unread: Vec<String> = by_reason(errors).into_iter().chain(held.unread).collect();
    for line in &unread {
        session.ui.warning(line);
    }
    let mut incomplete: Vec<String> = selected.gaps.into_iter().chain(unread).collect();
    let status = if incomplete.is_empty() {
        ExitStatus::Done
    } else {
        ExitStatus::Failed
    };
    incomplete.extend(note_hidden_commits(session));
    let product = match args.format {
        DescribeFormat::Table => sections(&groups, &held.by_group).into(),
        DescribeFormat::Json => {
            let cluster_id = session.cluster.cluster_id(session.deadline)?;
            let at = session.started_at;
            let groups = (&groups, &held.by_group);
            let document = Envelope::of_described(groups, cluster_id.as_ref(), at, incomplete);
            let json = json(&document).map_err(|error| Error::new(ErrorKind::Failed, error))?;
            Product::from(json)
        }
    };
    session.ui.product(product)?;
    Ok(status)
}

fn sections(groups: &PerGroup<ObservedGroup>, held: &InTransactions) -> Page {
    let mut page = Page::default();
    for (id, looked) in groups {
        if !page.is_empty() {
            page.gap();
        }
        page.append(&group(id, looked, held.get(id)));
    }
    page
}

#[cfg(test)]
mod tests;
