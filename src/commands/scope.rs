//! Which partitions of which groups a change is about.

use crate::error::Error;
use crate::model::{ChangedTopics, NamePattern, TopicSelector};

/// Which topics; never guessed.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct TopicArgs {
    /// A topic, or partitions of it, such as orders or orders:0,2-5; may be given more than once
    #[arg(
        short,
        long = "topic",
        value_name = "TOPIC[:PARTITIONS]",
        help_heading = "Scope"
    )]
    pub topics: Vec<TopicSelector>,
    /// Every topic whose whole name matches; internal topics only by name
    #[arg(long = "topics-matching", value_name = "REGEX", help_heading = "Scope")]
    pub matching: Option<NamePattern>,
    /// Every topic in which the group has commits
    #[arg(long = "all-topics", conflicts_with_all = ["topics", "matching"], help_heading = "Scope")]
    pub all: bool,
}

/// Which partitions go to a position: those without a commit too, unless it is said.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ScopeArgs {
    #[command(flatten)]
    pub topics: TopicArgs,
    /// With --all-topics: only the partitions that have a commit, instead of all of each topic
    #[arg(long, help_heading = "Scope")]
    pub committed_only: bool,
}

impl TopicArgs {
    /// Whether topics were named, by name or by pattern.
    pub fn names_topics(&self) -> bool {
        !self.topics.is_empty() || self.matching.is_some()
    }

    /// Refuses a command line that says nothing of topics.
    ///
    /// # Errors
    /// Usage: no scope was given.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.names_topics() || self.all {
            Ok(())
        } else {
            Err(Error::usage("which topics is not said")
                .hint("name them with --topic, or write --all-topics for every topic in which the group has commits"))
        }
    }
}

impl TopicArgs {
    /// The topics that were named, by name or by pattern; `None` where none was.
    pub(super) fn named_topics(&self) -> Option<ChangedTopics> {
        self.names_topics().then(|| ChangedTopics::Named {
            topics: self.topics.clone(),
            matching: self.matching.clone(),
        })
    }

    /// What is asked for; of topics with commits, all partitions.
    ///
    /// # Errors
    /// Usage: no scope was given.
    pub(super) fn topics(&self) -> Result<ChangedTopics, Error> {
        self.check()?;
        let committed = ChangedTopics::Committed { only: false };
        Ok(self.named_topics().unwrap_or(committed))
    }
}

impl ScopeArgs {
    /// What is asked for.
    ///
    /// # Errors
    /// Usage: no scope was given.
    pub(super) fn topics(&self) -> Result<ChangedTopics, Error> {
        Ok(match self.topics.topics()? {
            ChangedTopics::Committed { .. } => ChangedTopics::Committed {
                only: self.committed_only,
            },
            named @ ChangedTopics::Named { .. } => named,
        })
    }
}
