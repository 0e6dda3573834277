use crate::plan::{NoRecordAfter, OutOfRange, Policy};

/// How the rows are decided that need a decision, for what goes to a position.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct DecisionArgs {
    /// What becomes of a target that the log does not hold
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "WHAT",
        help_heading = "Decisions"
    )]
    out_of_range: OutOfRange,
    /// Leaves partitions alone that have no commit to start from
    #[arg(long, help_heading = "Decisions")]
    skip_uncommitted: bool,
    /// Touches only partitions that have no commit
    #[arg(long, help_heading = "Decisions")]
    only_missing: bool,
    /// Allows the commit to create the group
    #[arg(long, help_heading = "Decisions")]
    create_group: bool,
}

/// How the rows are decided that need a decision, for what goes to a time.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct TimeDecisionArgs {
    /// What becomes of a partition without a record at or after the time, instead of going to the end of its log
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "Decisions")]
    no_record_after: Option<NoRecordAfterFlag>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum NoRecordAfterFlag {
    /// Leaves the partition alone
    Skip,
    /// Refuses the whole plan
    Refuse,
}

impl TimeDecisionArgs {
    /// The option, if it is there.
    pub fn given(self) -> Option<&'static str> {
        self.no_record_after.map(|_| "--no-record-after")
    }
}

impl DecisionArgs {
    /// The decisions where no time is looked up.
    pub fn policy(self) -> Policy {
        Policy {
            out_of_range: self.out_of_range,
            no_record_after: NoRecordAfter::default(),
            skip_uncommitted: self.skip_uncommitted,
            only_missing: self.only_missing,
            create_group: self.create_group,
            discard_progress: false,
        }
    }

    /// The decisions where times may be looked up.
    pub fn policy_at_times(self, times: TimeDecisionArgs) -> Policy {
        let no_record_after = match times.no_record_after {
            None => NoRecordAfter::End,
            Some(NoRecordAfterFlag::Skip) => NoRecordAfter::Skip,
            Some(NoRecordAfterFlag::Refuse) => NoRecordAfter::Refuse,
        };
        Policy {
            no_record_after,
            ..self.policy()
        }
    }
}
