use std::path::PathBuf;
use std::time::Duration;

use crate::commands::record::RecordArgs;
use crate::model::{ClusterId, GroupId};
use crate::plan::{Guards, NoRecordAfter, OutOfRange, Policy, parse_timeout};

/// What every command takes that makes a plan.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ChangeArgs {
    #[command(flatten)]
    pub apply: ApplyArgs,
    /// Writes the plan to a file, and changes nothing: koffset apply carries it out. With --wait-empty, it is
    /// the plan after the wait
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["dry_run", "yes", "confirm"],
        help_heading = "Change"
    )]
    pub save_plan: Option<PathBuf>,
    /// Waits so long for the groups' members to leave, such as 10m
    #[arg(
        long,
        value_name = "DURATION",
        value_parser = parse_timeout,
        conflicts_with = "dry_run",
        help_heading = "Change"
    )]
    pub wait_empty: Option<Duration>,
}

/// What every command takes that carries a plan out.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ApplyArgs {
    /// Shows what would change, and changes nothing
    #[arg(long, conflicts_with_all = ["yes", "confirm"], help_heading = "Change")]
    pub dry_run: bool,
    /// Does not ask before changing
    #[arg(long, visible_alias = "execute", help_heading = "Change")]
    pub yes: bool,
    /// Does not ask before changing this group, and refuses to change another; may be given more than once
    #[arg(
        long,
        value_name = "GROUP",
        conflicts_with = "yes",
        help_heading = "Change"
    )]
    pub confirm: Vec<String>,
    /// Refuses to replay more than so many records, over the whole plan
    #[arg(long, value_name = "RECORDS", help_heading = "Guard rails")]
    pub max_replay: Option<u64>,
    /// Refuses to skip more than so many records, over the whole plan
    #[arg(long, value_name = "RECORDS", help_heading = "Guard rails")]
    pub max_skip: Option<u64>,
    /// Refuses to change any cluster but the one of this id
    #[arg(long, value_name = "ID", help_heading = "Guard rails")]
    pub cluster_id: Option<String>,
    #[command(flatten)]
    pub record: RecordArgs,
    /// The form of the plan of a dry run, and of the outcome of a change
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ChangeFormat,
}

/// How rows are decided that need a decision.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct DecisionArgs {
    /// What becomes of a target that the log does not hold
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "WHAT",
        help_heading = "Decisions"
    )]
    pub(super) out_of_range: OutOfRange,
    /// What becomes of a partition without a record at or after the time, instead of going to the end of its log
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "Decisions")]
    pub(super) no_record_after: Option<NoRecordAfterFlag>,
    /// Leaves partitions alone that have no commit to start from
    #[arg(long, help_heading = "Decisions")]
    pub(super) skip_uncommitted: bool,
    /// Touches only partitions that have no commit
    #[arg(long, help_heading = "Decisions")]
    pub(super) only_missing: bool,
    /// Allows the commit to create the group
    #[arg(long, help_heading = "Decisions")]
    pub(super) create_group: bool,
}

/// Forms of plans and outcomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ChangeFormat {
    #[default]
    Table,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum NoRecordAfterFlag {
    /// Leaves the partition alone
    Skip,
    /// Refuses the whole plan
    Refuse,
}

impl ApplyArgs {
    /// What the plan must keep within.
    pub fn guards(&self) -> Guards {
        let confirmed = self.confirm.iter().map(|group| GroupId::new(&**group));
        Guards {
            max_replay: self.max_replay,
            max_skip: self.max_skip,
            cluster_id: self.cluster_id.clone().map(ClusterId),
            confirmed: (!self.confirm.is_empty()).then(|| confirmed.collect()),
        }
    }

    /// Whether the answer was given in advance.
    pub fn is_confirmed(&self) -> bool {
        self.yes || !self.confirm.is_empty()
    }
}

impl DecisionArgs {
    /// How the rows are decided that need a decision.
    pub fn policy(&self) -> Policy {
        Policy {
            out_of_range: self.out_of_range,
            no_record_after: match self.no_record_after {
                None => NoRecordAfter::End,
                Some(NoRecordAfterFlag::Skip) => NoRecordAfter::Skip,
                Some(NoRecordAfterFlag::Refuse) => NoRecordAfter::Refuse,
            },
            skip_uncommitted: self.skip_uncommitted,
            only_missing: self.only_missing,
            create_group: self.create_group,
            discard_progress: false,
        }
    }
}
