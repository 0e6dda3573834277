//! Which partitions of each group are looked at.

use std::collections::{BTreeMap, BTreeSet};

use super::{Observer, SelectedTopics, TopicQuery, select_topics};
use crate::error::Error;
use crate::model::{
    ErrorCode, GroupId, NamePattern, PerGroupPartitions, PerTopic, Topic, TopicName,
    TopicPartition, TopicSelector, View,
};

/// Which partitions of each group are looked at.
pub struct TopicScope<'a> {
    selectors: &'a [TopicSelector],
    pub matching: Option<&'a NamePattern>,
    /// The named topics as the cluster has them.
    named: SelectedTopics,
    /// The partitions of each group that matter beside those of its commits.
    pub besides: PerGroupPartitions,
}

impl<'a> TopicScope<'a> {
    /// Looks the named topics up. A pattern is for the topics of the commits: one that matches a deleted
    /// topic still finds the commits in it.
    ///
    /// # Errors
    /// As [`select_topics`].
    pub fn look_up(view: &'a View, observer: Observer<'_>) -> Result<Self, Error> {
        let (selectors, matching) = (&view.topics, view.topics_matching.as_ref());
        let query = TopicQuery {
            named: selectors,
            matching: None,
            all: false,
            internal: false,
            committed: None,
        };
        let named = if selectors.is_empty() {
            SelectedTopics::default()
        } else {
            select_topics(observer, &query)?
        };
        Ok(TopicScope {
            selectors,
            matching,
            named,
            besides: BTreeMap::new(),
        })
    }

    /// As [`TopicScope::look_up`], of topics and partitions that were there before and may be gone: only the commits
    /// in them are looked at then.
    ///
    /// # Errors
    /// Failed: a topic could not be described.
    pub fn look_up_again(view: &'a View, observer: Observer<'_>) -> Result<Self, Error> {
        let (selectors, matching) = (&view.topics, view.topics_matching.as_ref());
        let mut scope = TopicScope {
            selectors,
            matching,
            ..TopicScope::everything(BTreeMap::new())
        };
        let names: BTreeSet<TopicName> = selectors.iter().map(|one| one.topic.clone()).collect();
        if names.is_empty() {
            return Ok(scope);
        }
        for (name, topic) in observer.cluster.topics(&names, observer.deadline)? {
            let topic = match topic {
                Ok(topic) => topic,
                Err(error) if error.code == ErrorCode::UNKNOWN_TOPIC_OR_PARTITION => continue,
                Err(error) => return Err(Error::from(error).context(format!("topic {name}"))),
            };
            let named = |at: &TopicPartition| selectors.iter().any(|one| one.covers(at));
            let partitions = topic.topic_partitions().filter(named);
            scope.named.partitions.extend(partitions);
            scope.named.topics.insert(name, topic);
        }
        Ok(scope)
    }

    /// Every topic in which a group has commits, and these partitions of it besides.
    pub(super) fn everything(besides: PerGroupPartitions) -> Self {
        TopicScope {
            selectors: &[],
            matching: None,
            named: SelectedTopics::default(),
            besides,
        }
    }

    /// Whether no topics were asked for, which means all.
    pub fn is_everything(&self) -> bool {
        self.selectors.is_empty() && self.matching.is_none()
    }

    /// Whether which topics matter is only known from the commits that can be seen.
    pub fn follows_commits(&self) -> bool {
        self.selectors.is_empty()
    }

    pub fn holds(&self, at: &TopicPartition) -> bool {
        self.is_everything()
            || self.selectors.iter().any(|selector| selector.covers(at))
            || self
                .matching
                .is_some_and(|pattern| pattern.matches(&at.topic))
    }

    /// Asks for a commit in some topic that the pattern matches, if there is one.
    ///
    /// # Errors
    /// Refused: there is none.
    pub fn refuse_missed(&self, is_hit: bool) -> Result<(), Error> {
        match self.matching {
            Some(pattern) if !is_hit => Err(Error::refused(format!(
                "no topic in which these groups have commits matches {}",
                pattern.as_str()
            ))),
            _ => Ok(()),
        }
    }

    /// Describes the topics that are named, those of the commits and those that matter besides.
    pub fn topics(
        &self,
        of_commits: BTreeSet<TopicName>,
        observer: Observer<'_>,
    ) -> Result<PerTopic<Topic>, Error> {
        let mut topics: PerTopic<Topic> = BTreeMap::new();
        for (name, topic) in &self.named.topics {
            topics.insert(name.clone(), Ok(topic.clone()));
        }
        let besides = self.besides.values().flatten();
        let others: BTreeSet<_> = besides
            .map(|at| at.topic.clone())
            .chain(of_commits)
            .filter(|name| !topics.contains_key(name))
            .collect();
        if !others.is_empty() {
            topics.extend(observer.cluster.topics(&others, observer.deadline)?);
        }
        Ok(topics)
    }

    /// The partitions of one group: those with a commit, every other of the same topics, those named,
    /// and those that matter besides.
    pub fn partitions<'b>(
        &self,
        group: &GroupId,
        committed: impl Iterator<Item = &'b TopicPartition>,
        topics: &PerTopic<Topic>,
    ) -> BTreeSet<TopicPartition> {
        let mut partitions: BTreeSet<_> = committed.cloned().collect();
        let names: BTreeSet<_> = partitions.iter().map(|at| at.topic.clone()).collect();
        for topic in names
            .iter()
            .filter_map(|name| topics.get(name)?.as_ref().ok())
        {
            partitions.extend(topic.topic_partitions().filter(|at| self.holds(at)));
        }
        partitions.extend(self.named.partitions.iter().cloned());
        partitions.extend(self.besides.get(group).into_iter().flatten().cloned());
        partitions
    }
}
