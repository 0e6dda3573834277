use crate::commands::change::{ChangeArgs, DecisionArgs};
use crate::commands::options::TopicMapping;
use crate::commands::scope::ScopeArgs;
use crate::error::Error;

const EXAMPLES: &str = "\
The copy is of the moment at which it is made: a FROM that runs moves on. TO takes over offsets, leader \
epochs and metadata.

Offsets mean the same records in another topic only if it mirrors the first one with the same offsets.

Examples:
  koffset copy billing billing-green --all-topics --create-group
  koffset copy billing billing-test -t orders:0-2 --dry-run
  koffset copy billing billing --all-topics --topic-map orders=orders-mirror

Exit codes: koffset --help";

/// Commits for one group what another one has committed
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct CopyArgs {
    /// The group whose commits are copied, by its exact name
    #[arg(value_name = "FROM")]
    pub from: String,
    /// The group that gets them, by its exact name
    #[arg(value_name = "TO")]
    pub to: String,
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Copies from one topic to the partitions of the same numbers of another; may be given more than once
    #[arg(long, value_name = "OLD=NEW", help_heading = "Scope")]
    pub topic_map: Vec<TopicMapping>,
    #[command(flatten)]
    pub decisions: DecisionArgs,
    #[command(flatten)]
    pub change: ChangeArgs,
}

impl CopyArgs {
    /// Refuses what makes no sense whatever the cluster holds.
    ///
    /// # Errors
    /// Usage.
    pub fn check(&self) -> Result<(), Error> {
        let CopyArgs { from, to, .. } = self;
        if from == to && self.topic_map.is_empty() {
            return Err(Error::usage(format!(
                "group {from} stands where it stands: there is nothing to copy to itself"
            ))
            .hint("to copy within a group from one topic to another, write --topic-map OLD=NEW"));
        }
        self.scope.topics.check()?;
        if self.scope.committed_only && !self.scope.topics.all {
            Err(Error::usage("--committed-only belongs to --all-topics"))
        } else {
            Ok(())
        }
    }
}
