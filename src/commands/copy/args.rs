use std::collections::BTreeMap;
use std::str::FromStr;

use crate::commands::change::{ChangeArgs, DecisionArgs};
use crate::commands::scope::ScopeArgs;
use crate::error::Error;
use crate::model::TopicName;

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

/// `OLD=NEW`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicMapping {
    pub old: TopicName,
    pub new: TopicName,
}

impl FromStr for TopicMapping {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let names = written.split_once('=');
        let names = names.filter(|(old, new)| !old.is_empty() && !new.is_empty());
        let (old, new) = names.ok_or("expected two topics, as in orders=orders-2")?;
        match old == new {
            true => Err(format!("{old} is mapped to itself")),
            false => Ok(TopicMapping {
                old: old.into(),
                new: new.into(),
            }),
        }
    }
}

impl CopyArgs {
    /// Refuses what makes no sense whatever the cluster holds.
    ///
    /// # Errors
    /// Usage.
    pub fn check(&self) -> Result<(), Error> {
        let CopyArgs { from, to, .. } = self;
        if from.is_empty() || to.is_empty() {
            return Err(Error::usage("a group's name is empty"));
        }
        if from == to && self.topic_map.is_empty() {
            return Err(Error::usage(format!(
                "group {from} stands where it stands: there is nothing to copy to itself"
            ))
            .hint("to copy within a group from one topic to another, write --topic-map OLD=NEW"));
        }
        self.scope.topics.check()?;
        match self.scope.committed_only && !self.scope.topics.all {
            true => Err(Error::usage("--committed-only belongs to --all-topics")),
            false => Ok(()),
        }
    }

    /// The topics that others take the place of.
    ///
    /// # Errors
    /// Usage: a topic that is mapped twice.
    pub fn mapped(&self) -> Result<BTreeMap<&TopicName, &TopicName>, Error> {
        let mut mapped = BTreeMap::new();
        for TopicMapping { old, new } in &self.topic_map {
            if mapped.insert(old, new).is_some() {
                return Err(Error::usage(format!(
                    "--topic-map: topic {old} is mapped twice"
                )));
            }
        }
        Ok(mapped)
    }
}
