//! `koffset seek`: a target of its own for each partition.

use std::str::FromStr;

use super::Asking;
use super::change::{ChangeArgs, DecisionArgs, TimeDecisionArgs};
use super::options::ZoneArgs;
use super::select::refuse_nameless;
use crate::error::Error;
use crate::model::{ChangedGroupSelection, GroupId, TopicSelector};
use crate::plan::{Ask, AskedPositions, Target, parse_target};

const EXAMPLES: &str = "\
Targets:
  earliest, latest      the ends of the log
  earliest+N, latest-N  so many offsets inside them
  N                     an offset
  +N, -N                so many offsets from the commit
  @TIME                 the first record at or after a time, such as @2026-11-20T08:00:00Z,
                        @1700000000000 (milliseconds), @1700000000s or @now-90m
  current               the commit itself

Examples:
  koffset seek billing orders:0=204119 --dry-run          skip a record that cannot be read
  koffset seek billing orders:0=+1 orders:1,3-5=latest
  koffset seek billing orders=@2026-11-20T08:00:00Z payments=earliest

Exit codes: koffset --help";

/// Moves a group to a target of its own in each partition
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct SeekArgs {
    /// The group, by its exact name, unless --group names it
    #[arg(value_name = "GROUP", required_unless_present = "group")]
    first: Option<String>,
    /// Partitions and their target, such as orders:0=42, orders:1,3-5=latest-10 or orders=earliest
    #[arg(
        value_name = "TOPIC[:PARTITIONS]=TARGET",
        required_unless_present = "group"
    )]
    assignments: Vec<Assignment>,
    /// The group, by its exact name
    #[arg(short, long, value_name = "GROUP")]
    group: Option<String>,
    #[command(flatten)]
    zone: ZoneArgs,
    #[command(flatten)]
    decisions: DecisionArgs,
    #[command(flatten)]
    time_decisions: TimeDecisionArgs,
    #[command(flatten)]
    pub change: ChangeArgs,
}

#[derive(Clone, Debug)]
struct Assignment {
    /// As it was written, since a range of partitions is long when it is spelt out.
    place: String,
    selector: TopicSelector,
    target: String,
}

impl SeekArgs {
    /// The group and its assignments, of which the first stands in the group's place where --group names it.
    ///
    /// # Errors
    /// Usage: no assignment, or a first one that is none.
    fn meant(&self) -> Result<(GroupId, Vec<Assignment>), Error> {
        let mut assignments = self.assignments.clone();
        let Some(group) = &self.group else {
            let group = self.first.as_deref().unwrap_or_default();
            return Ok((GroupId::new(group), assignments));
        };
        let first = self.first.as_deref().ok_or_else(|| {
            Error::usage("which partitions are to move is not said")
                .hint("for instance: orders:0=42")
        })?;
        let first_assignment = first
            .parse()
            .map_err(|why: String| Error::usage(format!("{first}: {why}")))?;
        assignments.insert(0, first_assignment);
        Ok((GroupId::new(group.as_str()), assignments))
    }

    /// Options for times stand where a target is one.
    ///
    /// # Errors
    /// Usage: an option for times, and no time.
    fn check_times(&self, assignments: &[Assignment]) -> Result<(), Error> {
        let option = self.zone.given().or(self.time_decisions.given());
        let has_time = || assignments.iter().any(|at| at.target.starts_with('@'));
        match option {
            Some(option) if !has_time() => Err(Error::usage(format!(
                "{option} belongs to a time, such as orders:0=@now-1h"
            ))),
            _ => Ok(()),
        }
    }
}

impl FromStr for Assignment {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let (place, target) = written
            .split_once('=')
            .ok_or_else(|| "there is no =TARGET, as in orders:0=42".to_owned())?;
        Ok(Assignment {
            place: place.to_owned(),
            selector: place.parse()?,
            target: target.to_owned(),
        })
    }
}

/// Returns what is asked for.
///
/// # Errors
/// Usage: what makes no sense.
pub fn ask(args: &SeekArgs, asking: &Asking<'_>) -> Result<Ask, Error> {
    let context = args.zone.context(asking);
    let (group, assignments) = args.meant()?;
    args.check_times(&assignments)?;
    let targets = assignments
        .iter()
        .map(|assignment| {
            let Assignment { place, target, .. } = assignment;
            parse_target(target, &context)
                .map_err(|error| error.context(format!("{place}={target}")))
        })
        .collect::<Result<Vec<Target>, Error>>()?;
    let policy = args.decisions.policy_at_times(args.time_decisions);
    refuse_nameless([&group], policy.create_group)?;
    let description = description(&assignments, &targets);
    let selectors = assignments
        .into_iter()
        .map(|assignment| assignment.selector);
    Ok(Ask {
        command: "seek",
        description,
        as_of: None,
        groups: ChangedGroupSelection::named([group]),
        positions: AskedPositions::Each(selectors.zip(targets).collect()),
        policy,
        undoes: None,
        gaps: Vec::new(),
    })
}

fn description(assignments: &[Assignment], targets: &[Target]) -> String {
    let each = assignments.iter().zip(targets);
    let words: Vec<_> = each
        .map(|(assignment, target)| format!("{}: {target}", assignment.place))
        .collect();
    words.join(", ")
}
