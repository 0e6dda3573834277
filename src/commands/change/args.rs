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
}

/// Forms of plans and outcomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ChangeFormat {
    #[default]
    Table,
    Json,
}
