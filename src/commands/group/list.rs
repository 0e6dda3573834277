mod filter;
mod report;

use std::collections::BTreeSet;

use filter::{Filter, Fit};
use report::Report;

use crate::acl::HIDDEN_GROUPS;
use crate::commands::Session;
use crate::commands::select::GroupArgs;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::kafka::Stability;
use crate::model::{GroupId, GroupListing, ListedGroup, by_reason};
use crate::observe::{check_listed, look_at};
use crate::render::first_few;

/// The groups that are looked at and printed together.
const BLOCK: usize = 1_000;
/// Groups that are left out beyond this many are only counted.
const SHOWN: usize = 10;
const EXAMPLES: &str = "\
Examples:
  koffset group list                                  every group that you may describe
  koffset group list --state empty,dead               groups without members
  koffset group list --type consumer --groups-matching 'team-a-.*'
  koffset group list billing shipping --wide          what only a look at each group tells
  koffset group list --format jsonl

A group of type unknown is none of consumers, as far as can be told: a broker names Connect's protocol here, \
and lets share and streams groups not be told apart. COMMITTED counts partitions. '?' is not \
known; '-' is not there.

Exit codes: 0 done, also where no group is found, 1 something could not be seen (what could be is printed), \
2 usage, 3 a named group is unknown.";

/// Lists groups with their type and state
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct GroupListArgs {
    #[command(flatten)]
    groups: GroupArgs,
    #[command(flatten)]
    filter: Filter,
    /// Also shows coordinator, assignor, and the numbers of members and of partitions with a commit, with two
    /// requests for each group
    #[arg(long)]
    wide: bool,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: ListFormat,
}

/// The forms of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum ListFormat {
    /// Columns for people
    #[default]
    Table,
    /// One document, koffset.groups version 1
    Json,
    /// A JSON object per line
    Jsonl,
    /// With a header; empty cells where there is no value
    Csv,
}

/// Prints the groups of the cluster.
///
/// # Errors
/// Usage: a group named twice. Refused: a named group that is not there. Failed: the groups could not be
/// listed at all.
pub fn list(args: &GroupListArgs, session: &mut Session<'_>) -> Result<ExitStatus, Error> {
    let named = args.groups.named()?;
    let cluster_id = match args.format {
        ListFormat::Json => session.cluster.cluster_id(session.deadline)?,
        _ => None,
    };
    let began = session.begin();
    let listing = session.cluster.groups(session.deadline)?;
    session.took("listed groups", began);
    check_listed(&named, &listing, session.observer())?;
    let mut incomplete = listing.gaps;
    if !named.is_empty() && args.groups.pattern().is_none() {
        // All that was asked for was listed.
        incomplete.retain(|gap| gap != HIDDEN_GROUPS);
    }
    let mut found = listing.found;
    found.retain(|group| args.selects(&named, &group.id));
    args.filter(&mut found, &mut incomplete, session);
    let mut report = Report::new(args, cluster_id);
    if args.wide {
        look_at_each(found, &mut report, session)?
    } else {
        report.take(found.into_iter().map(only_listed).collect())
    }
    report.finish(incomplete, session)
}

fn only_listed(listing: GroupListing) -> ListedGroup {
    ListedGroup {
        listing,
        looked: None,
    }
}

/// Looks at the groups block by block, and prints what can be printed of each.
fn look_at_each(
    mut found: Vec<GroupListing>,
    report: &mut Report<'_>,
    session: &mut Session<'_>,
) -> Result<(), Error> {
    let progress = session.ui.progress("looking at groups", found.len());
    let began = session.begin();
    while !found.is_empty() {
        let block: Vec<_> = found.drain(..found.len().min(BLOCK)).collect();
        let ids = block.iter().map(|group| group.id.clone()).collect();
        let mut looked = look_at(&ids, Stability::Any, session.observer(), &mut || {
            progress.advance()
        })?;
        let groups = block.into_iter().map(|listing| ListedGroup {
            looked: looked.remove(&listing.id),
            listing,
        });
        report.take(groups.collect());
        progress.aside(|| report.print_ready(session.ui))?;
    }
    drop(progress);
    session.took("looked at each group", began);
    Ok(())
}

impl GroupListArgs {
    fn selects(&self, named: &BTreeSet<GroupId>, id: &GroupId) -> bool {
        let pattern = self.groups.pattern();
        self.groups.is_empty()
            || named.contains(id)
            || pattern.is_some_and(|pattern| pattern.matches(id.as_str()))
    }

    /// Keeps what fits, and says what may: a type or state that is not told is no other one.
    fn filter(
        &self,
        found: &mut Vec<GroupListing>,
        incomplete: &mut Vec<String>,
        session: &mut Session<'_>,
    ) {
        let mut untold = Vec::new();
        let mut untyped = Vec::new();
        found.retain(|group| {
            let fit = self.filter.fit(group);
            if fit == Fit::Untold {
                if group.is_untyped() {
                    untyped.push(format!("group {}", group.id))
                } else {
                    untold.push(group.id.to_string())
                }
            }
            fit == Fit::Yes
        });
        let reason = "left out, since its broker does not tell the types of groups";
        incomplete.extend(by_reason(
            untyped.into_iter().map(|place| (place, reason.to_owned())),
        ));
        if !untold.is_empty() {
            let ids = first_few(&untold, SHOWN);
            let line = format!("left out, since their type or state is not told: {ids}");
            session.ui.status(line);
        }
    }
}

#[cfg(test)]
mod tests;
