use std::path::PathBuf;
use std::time::Duration;

use crate::commands::options::whole_number;
use crate::commands::record::RecordArgs;
use crate::model::parse_timeout;
use crate::model::{ClusterId, GroupId};
use crate::plan::Guards;
use crate::settings::Settings;

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
    /// Where members stand against the change, waits up to so long for them to leave, such as 10m
    #[arg(
        long,
        value_name = "DURATION",
        value_parser = parse_timeout,
        allow_hyphen_values = true,
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
    /// Refuse a plan that may replay more than RECORDS, over all its groups; counted by offsets, an upper bound
    #[arg(long, value_name = "RECORDS", value_parser = whole_number(), allow_negative_numbers = true, help_heading = "Guard rails")]
    pub max_replay: Option<u64>,
    /// Refuse a plan that may skip more than RECORDS, over all its groups; counted by offsets, an upper bound
    #[arg(long, value_name = "RECORDS", value_parser = whole_number(), allow_negative_numbers = true, help_heading = "Guard rails")]
    pub max_skip: Option<u64>,
    /// Refuses to change any cluster but the one of this id
    #[arg(
        long,
        value_name = "ID",
        help_heading = "Guard rails",
        allow_hyphen_values = true
    )]
    pub cluster_id: Option<String>,
    #[command(flatten)]
    pub record: RecordArgs,
    /// The form of the plan of a dry run, and of the outcome of a change
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ChangeFormat,
}

/// Forms of plans and outcomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ChangeFormat {
    #[default]
    Table,
    Json,
}

impl ApplyArgs {
    /// What the plan must keep within: what the command line says, and otherwise the context.
    pub fn guards(&self, settings: &Settings) -> Guards {
        let confirmed = self.confirm.iter().map(|group| GroupId::new(&**group));
        Guards {
            max_replay: self.max_replay.or(settings.max_replay),
            max_skip: self.max_skip.or(settings.max_skip),
            cluster_id: self.cluster_id.clone().map(ClusterId),
            confirmed: (!self.confirm.is_empty()).then(|| confirmed.collect()),
            // Limits of the context are no reason against a removal that an operator agrees to by name or at a
            // terminal: unlike those of the command line, they cannot be left out.
            allows_uncounted: !self.yes && self.max_replay.is_none() && self.max_skip.is_none(),
            protected: if self.yes {
                settings.protected_groups.clone()
            } else {
                Vec::new()
            },
        }
    }

    /// Whether the answer was given in advance.
    pub fn is_confirmed(&self) -> bool {
        self.yes || !self.confirm.is_empty()
    }
}
