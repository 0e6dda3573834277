use crate::plan::{NoRecordAfter, OutOfRange, Policy};

/// What every command that changes a group takes.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ChangeArgs {
    /// Shows what would change, and changes nothing
    #[arg(long, conflicts_with = "yes", help_heading = "Change")]
    pub dry_run: bool,
    /// Does not ask before changing
    #[arg(long, visible_alias = "execute", help_heading = "Change")]
    pub yes: bool,
    /// The form of the plan of a dry run, and of the outcome of a change
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ChangeFormat,
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

impl ChangeArgs {
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
        }
    }
}
