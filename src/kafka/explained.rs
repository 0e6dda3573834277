//! Puts into words which right is lacking where a broker refuses something, and keeps a list of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::{
    ChangeGroups, CommitsOf, OffsetQuery, OnCommits, OnRecord, PerBroker, Place, ReadCluster,
    ReadRecords, Stability,
};
use crate::acl::{About, HIDDEN_GROUPS, Request};
use crate::clock::Deadline;
use crate::model::{
    ClusterId, CommittedOffset, GroupDescription, GroupId, GroupListing, Isolation, KafkaError,
    ListedOffset, Listing, Offset, Operation, PerGroup, PerPartition, PerTopic, RecordHead,
    Resource, Right, Rights, Topic, TopicName, TopicPartition,
};

/// The rights that brokers have refused to act without.
#[derive(Clone, Debug, Default)]
pub struct Lacking(Arc<Mutex<BTreeSet<Right>>>);

impl Lacking {
    pub fn rights(&self) -> BTreeSet<Right> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn note(&self, right: Option<Right>) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.extend(right);
    }

    fn explain(&self, request: Request, about: About<'_>, error: KafkaError) -> KafkaError {
        let Some(lack) = request.lacks(error.code) else {
            return error;
        };
        self.note(about.right(lack));
        let (kind, operation) = lack;
        let message = format!("{error}: needs {operation} on the {}", kind.word());
        KafkaError::new(error.code, message)
    }

    fn topics<T>(&self, request: Request, answers: PerTopic<T>) -> PerTopic<T> {
        explained(answers, |name, error| {
            let about = About {
                topic: Some(name),
                ..About::default()
            };
            self.explain(request, about, error)
        })
    }

    fn groups<T>(&self, request: Request, answers: PerGroup<T>) -> PerGroup<T> {
        explained(answers, |id, error| self.group(request, id, error))
    }

    fn group(&self, request: Request, id: &GroupId, error: KafkaError) -> KafkaError {
        let about = About {
            group: Some(id),
            ..About::default()
        };
        self.explain(request, about, error)
    }

    fn partitions<T>(
        &self,
        request: Request,
        group: Option<&GroupId>,
        answers: PerPartition<T>,
    ) -> PerPartition<T> {
        explained(answers, |at, error| {
            let topic = Some(&at.topic);
            self.explain(request, About { group, topic }, error)
        })
    }
}

fn explained<K: Ord, T>(
    answers: BTreeMap<K, Result<T, KafkaError>>,
    explain: impl Fn(&K, KafkaError) -> KafkaError,
) -> BTreeMap<K, Result<T, KafkaError>> {
    let each = answers.into_iter().map(|(key, answer)| {
        let answer = answer.map_err(|error| explain(&key, error));
        (key, answer)
    });
    each.collect()
}

/// A cluster whose refusals say what is lacking.
pub struct Explained<C: ?Sized> {
    lacking: Lacking,
    cluster: Box<C>,
}

impl<C> Explained<C> {
    pub fn new(cluster: C) -> Self {
        Explained {
            lacking: Lacking::default(),
            cluster: Box::new(cluster),
        }
    }
}

impl<C: ?Sized> Explained<C> {
    /// What was lacking so far, also over connections that were opened from this one.
    pub fn lacking(&self) -> Lacking {
        self.lacking.clone()
    }
}

impl<C: ReadCluster + ?Sized> ReadCluster for Explained<C> {
    fn cluster_id(&self, deadline: &Deadline) -> Result<Option<ClusterId>, KafkaError> {
        self.cluster.cluster_id(deadline)
    }

    fn brokers(&self, deadline: &Deadline) -> Result<BTreeSet<i32>, KafkaError> {
        self.cluster.brokers(deadline)
    }

    fn broker_settings(
        &self,
        brokers: &BTreeSet<i32>,
        name: &str,
        deadline: &Deadline,
    ) -> Result<PerBroker<Option<String>>, KafkaError> {
        self.cluster.broker_settings(brokers, name, deadline)
    }

    fn topic_names(&self, deadline: &Deadline) -> Result<BTreeSet<TopicName>, KafkaError> {
        self.cluster.topic_names(deadline)
    }

    fn topics(
        &self,
        names: &BTreeSet<TopicName>,
        deadline: &Deadline,
    ) -> Result<PerTopic<Topic>, KafkaError> {
        let answers = self.cluster.topics(names, deadline)?;
        Ok(self.lacking.topics(Request::Metadata, answers))
    }

    fn list_offsets(
        &self,
        queries: &[OffsetQuery<'_>],
        deadline: &Deadline,
    ) -> Result<Vec<PerPartition<Option<ListedOffset>>>, KafkaError> {
        let answers = self.cluster.list_offsets(queries, deadline)?;
        let explain = |answer| self.lacking.partitions(Request::ListOffsets, None, answer);
        Ok(answers.into_iter().map(explain).collect())
    }

    fn groups(&self, deadline: &Deadline) -> Result<Listing<GroupListing>, KafkaError> {
        let listing = self.cluster.groups(deadline)?;
        if listing.gaps.iter().any(|gap| gap == HIDDEN_GROUPS) {
            self.lacking.note(Some(Right {
                resource: Resource::Cluster,
                operation: Operation::Describe,
            }));
        }
        Ok(listing)
    }

    fn describe_groups(
        &self,
        ids: &BTreeSet<GroupId>,
        deadline: &Deadline,
    ) -> Result<PerGroup<GroupDescription>, KafkaError> {
        let answers = self.cluster.describe_groups(ids, deadline)?;
        Ok(self.lacking.groups(Request::DescribeGroups, answers))
    }

    fn commits(
        &self,
        of: CommitsOf<'_>,
        stability: Stability,
        deadline: &Deadline,
        on_commits: OnCommits<'_>,
    ) -> Result<(), KafkaError> {
        let request = Request::OffsetFetch;
        self.cluster
            .commits(of, stability, deadline, &mut |id, answer| {
                let answer = answer
                    .map(|commits| self.lacking.partitions(request, Some(&id), commits))
                    .map_err(|error| self.lacking.group(request, &id, error));
                on_commits(id, answer);
            })
    }

    fn hides_pending(&self, deadline: &Deadline) -> Result<bool, KafkaError> {
        self.cluster.hides_pending(deadline)
    }

    fn cluster_rights(&self, deadline: &Deadline) -> Result<Rights, KafkaError> {
        self.cluster.cluster_rights(deadline)
    }

    fn topic_rights(
        &self,
        names: &BTreeSet<TopicName>,
        deadline: &Deadline,
    ) -> Result<PerTopic<Rights>, KafkaError> {
        self.cluster.topic_rights(names, deadline)
    }

    fn group_rights(
        &self,
        ids: &BTreeSet<GroupId>,
        deadline: &Deadline,
    ) -> Result<PerGroup<Rights>, KafkaError> {
        self.cluster.group_rights(ids, deadline)
    }

    fn fresh(&self) -> Result<Box<dyn ReadCluster>, KafkaError> {
        Ok(Box::new(Explained {
            lacking: self.lacking.clone(),
            cluster: self.cluster.fresh()?,
        }))
    }
}

impl<C: ReadRecords> ReadRecords for Explained<C> {
    fn read_records(
        &self,
        stretches: &BTreeMap<TopicPartition, Range<Offset>>,
        isolation: Isolation,
        deadline: &Deadline,
        on_record: OnRecord<'_>,
    ) -> Result<PerPartition<()>, KafkaError> {
        let answers = self
            .cluster
            .read_records(stretches, isolation, deadline, on_record)?;
        Ok(self.lacking.partitions(Request::Fetch, None, answers))
    }

    fn first_records(
        &self,
        places: &BTreeMap<Place, Offset>,
        isolation: Isolation,
        deadline: &Deadline,
    ) -> Result<BTreeMap<Place, Result<Option<RecordHead>, KafkaError>>, KafkaError> {
        let answers = self.cluster.first_records(places, isolation, deadline)?;
        Ok(explained(answers, |(at, _), error| {
            let topic = Some(&at.topic);
            self.lacking
                .explain(Request::Fetch, About { group: None, topic }, error)
        }))
    }
}

impl<C: ChangeGroups> ChangeGroups for Explained<C> {
    fn make_ready(&self, deadline: &Deadline) -> Result<(), KafkaError> {
        self.cluster.make_ready(deadline)
    }

    fn commit(
        &self,
        group: &GroupId,
        offsets: &BTreeMap<TopicPartition, CommittedOffset>,
        deadline: &Deadline,
    ) -> PerPartition<()> {
        let answers = self.cluster.commit(group, offsets, deadline);
        self.lacking
            .partitions(Request::OffsetCommit, Some(group), answers)
    }

    fn delete_commits(
        &self,
        group: &GroupId,
        partitions: &BTreeSet<TopicPartition>,
        deadline: &Deadline,
    ) -> PerPartition<()> {
        let answers = self.cluster.delete_commits(group, partitions, deadline);
        self.lacking
            .partitions(Request::OffsetDelete, Some(group), answers)
    }

    fn delete_groups(&self, groups: &BTreeSet<GroupId>, deadline: &Deadline) -> PerGroup<()> {
        let answers = self.cluster.delete_groups(groups, deadline);
        self.lacking.groups(Request::DeleteGroups, answers)
    }

    fn may_delete_commits(
        &self,
        group: &GroupId,
        topics: &BTreeSet<TopicName>,
        deadline: &Deadline,
    ) -> Result<PerTopic<()>, KafkaError> {
        let request = Request::OffsetDelete;
        let answers = self.cluster.may_delete_commits(group, topics, deadline);
        answers
            .map(|answers| self.lacking.topics(request, answers))
            .map_err(|error| self.lacking.group(request, group, error))
    }
}

#[cfg(test)]
mod tests;
