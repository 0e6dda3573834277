use std::path::PathBuf;

use chrono::TimeDelta;

use crate::commands::change::{ChangeArgs, DecisionArgs, TimeDecisionArgs};
use crate::commands::options::{InputArgs, ZoneArgs};
use crate::commands::scope::ScopeArgs;
use crate::commands::select::ChangedGroupArgs;
use crate::error::Error;
use crate::model::{GroupId, Offset, TimeContext, parse_duration, parse_time};
use crate::plan::Target;

const EXAMPLES: &str = "\
Every partition is shown with its position, its target and what that means before anything is \
asked or changed. One row that cannot be carried out refuses the whole plan, of all its groups.

Times: RFC 3339 with a zone (2026-11-20T08:00:00Z), epoch milliseconds (1700000000000), \
epoch seconds with their unit (1700000000s), now, now-90m, now-1d12h.
The end of a log is the high watermark, also where a transaction is open.

Examples:
  koffset reset billing --topic orders --to-timestamp 2026-11-20T08:00:00Z --dry-run
  koffset reset billing --all-topics --to-earliest
  koffset reset billing -t orders:0 --shift-by +1          skip one record
  koffset reset billing -t orders --by-duration 2h         go back two hours
  koffset reset billing --to-snapshot before.json          put it back as it was
  koffset reset billing --to-snapshot before.json --exact  and delete commits absent then
  koffset reset billing --to-file export.csv               as Kafka's own tool exported it
  koffset reset --groups-matching 'billing-.*' --all-topics --to-latest
  koffset reset billing-2 -t orders --to-group billing --create-group

Exit codes: koffset --help";

/// Moves groups by one rule: to an end of the logs, a time, an offset, a saved snapshot or another group
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct ResetArgs {
    #[command(flatten)]
    pub groups: ChangedGroupArgs,
    #[command(flatten)]
    pub(super) target: TargetArgs,
    #[command(flatten)]
    pub scope: ScopeArgs,
    #[command(flatten)]
    pub zone: ZoneArgs,
    /// With a snapshot: also delete every commit that the snapshot shows to have been absent
    #[arg(long, help_heading = "Target")]
    pub exact: bool,
    #[command(flatten)]
    pub decisions: DecisionArgs,
    #[command(flatten)]
    pub time_decisions: TimeDecisionArgs,
    #[command(flatten)]
    pub change: ChangeArgs,
    #[command(flatten)]
    pub input: InputArgs,
}

impl ResetArgs {
    /// What clap does not see: it waives a requirement that conflicts with an argument that is there.
    ///
    /// # Errors
    /// Usage: an option without the one that it belongs to.
    pub(super) fn check(&self) -> Result<(), Error> {
        let target = &self.target;
        if self.exact && !target.is_file() {
            return Err(Error::usage("--exact belongs to --to-snapshot"));
        }
        let by_commits = self.scope.topics.all && !target.is_file();
        if self.scope.committed_only && !by_commits {
            return Err(Error::usage(
                "--committed-only belongs to --all-topics, where no file says the partitions",
            ));
        }
        let is_timestamp = target.to_timestamp.is_some();
        if let Some(option) = self.zone.given().filter(|_| !is_timestamp) {
            return Err(Error::usage(format!("{option} belongs to --to-timestamp")));
        }
        let is_time = is_timestamp || target.by_duration.is_some();
        if let Some(option) = self.time_decisions.given().filter(|_| !is_time) {
            return Err(Error::usage(format!(
                "{option} belongs to --to-timestamp and --by-duration"
            )));
        }
        Ok(())
    }
}

/// Where to; exactly one.
#[derive(Clone, Debug, Default, clap::Args)]
#[group(required = true, multiple = false)]
pub(super) struct TargetArgs {
    /// The start of each log
    #[arg(long, help_heading = "Target")]
    to_earliest: bool,
    /// The end of each log
    #[arg(long, help_heading = "Target")]
    to_latest: bool,
    /// The first record at or after a time
    #[arg(
        long,
        alias = "to-datetime",
        allow_hyphen_values = true,
        value_name = "TIME",
        help_heading = "Target"
    )]
    to_timestamp: Option<String>,
    /// Where a snapshot file says (- is stdin); it also says the groups and topics, unless they are named
    #[arg(long, value_name = "FILE", help_heading = "Target")]
    to_snapshot: Option<PathBuf>,
    /// Where any file of offsets says: a snapshot, Kafka's CSV, rpk's text, kcl's or kafka-delete-records' JSON,
    /// kafka-get-offsets' lines; - is stdin
    #[arg(
        long,
        visible_alias = "from-file",
        value_name = "FILE",
        help_heading = "Target"
    )]
    to_file: Option<PathBuf>,
    /// An offset, the same in each partition
    #[arg(
        long,
        value_name = "N",
        allow_hyphen_values = true,
        help_heading = "Target"
    )]
    to_offset: Option<String>,
    /// The first record at or after so long ago, such as 90m, 1d12h or PT1H30M
    #[arg(
        long,
        value_name = "DURATION",
        allow_hyphen_values = true,
        help_heading = "Target"
    )]
    by_duration: Option<String>,
    /// So many offsets forward (+N) or back (-N) from each commit
    #[arg(
        long,
        value_name = "±N",
        allow_hyphen_values = true,
        help_heading = "Target"
    )]
    shift_by: Option<String>,
    /// Where another group stands
    #[arg(long, value_name = "GROUP", help_heading = "Target")]
    to_group: Option<String>,
    /// Where the group stands, which only makes a difference with --out-of-range clamp
    #[arg(long, help_heading = "Target")]
    to_current: bool,
}

/// Where to, of all that a command line can say.
#[derive(Clone, Debug)]
pub(super) enum ResetTarget {
    /// The same in each partition.
    Rule(Target),
    Group(GroupId),
    Snapshot(PathBuf),
    File(PathBuf),
}

impl TargetArgs {
    /// Reads the target that was given.
    ///
    /// # Errors
    /// Usage: the value of the option, which is named, is none.
    pub(super) fn target(&self, context: &TimeContext) -> Result<ResetTarget, Error> {
        let TargetArgs {
            to_earliest,
            to_latest,
            to_timestamp,
            to_snapshot,
            to_file,
            to_offset,
            by_duration,
            shift_by,
            to_group,
            to_current,
        } = self.clone();
        let given = [
            to_earliest.then(|| rule(Target::Earliest { plus: 0 })),
            to_latest.then(|| rule(Target::Latest { minus: 0 })),
            to_timestamp.map(|time| timestamp(&time, context).and_then(rule)),
            to_snapshot.map(|file| Ok(ResetTarget::Snapshot(file))),
            to_file.map(|file| Ok(ResetTarget::File(file))),
            to_offset.map(|offset| exact(&offset).and_then(rule)),
            by_duration.map(|duration| ago(&duration, context).and_then(rule)),
            shift_by.map(|shift| shifted(&shift).and_then(rule)),
            to_group.map(|group| Ok(ResetTarget::Group(GroupId::new(group)))),
            to_current.then(|| rule(Target::Current)),
        ];
        let given = given.into_iter().flatten().next();
        given.unwrap_or_else(|| Err(Error::usage("no target specified")))
    }

    /// Whether a file says the positions.
    fn is_file(&self) -> bool {
        self.to_snapshot.is_some() || self.to_file.is_some()
    }
}

fn rule(target: Target) -> Result<ResetTarget, Error> {
    Ok(ResetTarget::Rule(target))
}

fn timestamp(written: &str, context: &TimeContext) -> Result<Target, Error> {
    parse_time(written, context)
        .map(Target::At)
        .map_err(|error| error.context("--to-timestamp"))
}

fn ago(written: &str, context: &TimeContext) -> Result<Target, Error> {
    let duration = parse_duration(written).map_err(|error| error.context("--by-duration"))?;
    TimeDelta::from_std(duration)
        .ok()
        .and_then(|duration| context.now.checked_sub_signed(duration))
        .filter(|time| time.timestamp_millis() >= 0)
        .map(Target::At)
        .ok_or_else(|| Error::usage(format!("--by-duration {written} goes back before 1970")))
}

fn exact(written: &str) -> Result<Target, Error> {
    let offset = written.parse().ok().and_then(Offset::new);
    offset.map(Target::Exact).ok_or_else(|| {
        let error = Error::usage(format!(
            "--to-offset {written}: an offset is a whole number from 0 to {}",
            i64::MAX
        ));
        if written.starts_with(['+', '-']) {
            error.hint("for a distance from the commit, write --shift-by")
        } else {
            error
        }
    })
}

/// A shift without a sign goes forward, as in Kafka's own tool.
fn shifted(written: &str) -> Result<Target, Error> {
    let by = written.parse().ok().filter(|by| *by != 0);
    by.map(Target::Shift).ok_or_else(|| {
        Error::usage(format!(
            "--shift-by {written}: a shift is +N or -N, of 1 to {} offsets",
            i64::MAX
        ))
    })
}
