//! What is read of a cluster, handed on to the session in use.

use std::collections::BTreeSet;

use super::connection::Client;
use super::offsets::Question;
use crate::clock::Deadline;
use crate::kafka::{CommitsOf, OffsetQuery, OnCommits, PerBroker, ReadCluster, Stability};
use crate::model::{
    ClusterId, GroupDescription, GroupId, GroupListing, KafkaError, ListedOffset, Listing,
    OffsetSpec, PerGroup, PerPartition, PerTopic, Rights, Topic, TopicName,
};

impl ReadCluster for Client {
    fn cluster_id(&self, deadline: &Deadline) -> Result<Option<ClusterId>, KafkaError> {
        self.session(deadline).read_cluster_id(deadline)
    }

    fn brokers(&self, deadline: &Deadline) -> Result<BTreeSet<i32>, KafkaError> {
        self.session(deadline).read_brokers(deadline)
    }

    fn broker_settings(
        &self,
        brokers: &BTreeSet<i32>,
        name: &str,
        deadline: &Deadline,
    ) -> Result<PerBroker<Option<String>>, KafkaError> {
        self.session(deadline)
            .broker_settings(brokers, name, deadline)
    }

    fn topic_names(&self, deadline: &Deadline) -> Result<BTreeSet<TopicName>, KafkaError> {
        self.session(deadline).all_topic_names(deadline)
    }

    fn topics(
        &self,
        names: &BTreeSet<TopicName>,
        deadline: &Deadline,
    ) -> Result<PerTopic<Topic>, KafkaError> {
        self.session(deadline).describe_topics(names, deadline)
    }

    fn list_offsets(
        &self,
        queries: &[OffsetQuery<'_>],
        deadline: &Deadline,
    ) -> Result<Vec<PerPartition<Option<ListedOffset>>>, KafkaError> {
        let questions: Vec<_> = queries.iter().map(Question::from).collect();
        let session = self.session(deadline);
        let mut answers = session.look_up(&questions, deadline)?;
        for (query, answer) in queries.iter().zip(&mut answers) {
            if query.spec == OffsetSpec::MaxTimestamp {
                session.verify_max_timestamps(answer, query.isolation, deadline)?;
            }
        }
        Ok(answers)
    }

    fn groups(&self, deadline: &Deadline) -> Result<Listing<GroupListing>, KafkaError> {
        self.session(deadline).list_groups(deadline)
    }

    fn describe_groups(
        &self,
        ids: &BTreeSet<GroupId>,
        deadline: &Deadline,
    ) -> Result<PerGroup<GroupDescription>, KafkaError> {
        self.session(deadline).describe(ids, deadline)
    }

    fn commits(
        &self,
        of: CommitsOf<'_>,
        stability: Stability,
        deadline: &Deadline,
        on_commits: OnCommits<'_>,
    ) -> Result<(), KafkaError> {
        self.session(deadline)
            .read_commits(of, stability, deadline, on_commits)
    }

    fn hides_pending(&self, deadline: &Deadline) -> Result<bool, KafkaError> {
        self.session(deadline).hides_pending(deadline)
    }

    fn cluster_rights(&self, deadline: &Deadline) -> Result<Rights, KafkaError> {
        self.session(deadline).cluster_rights(deadline)
    }

    fn topic_rights(
        &self,
        names: &BTreeSet<TopicName>,
        deadline: &Deadline,
    ) -> Result<PerTopic<Rights>, KafkaError> {
        self.session(deadline).topic_rights(names, deadline)
    }

    fn group_rights(
        &self,
        ids: &BTreeSet<GroupId>,
        deadline: &Deadline,
    ) -> Result<PerGroup<Rights>, KafkaError> {
        self.session(deadline).group_rights(ids, deadline)
    }

    fn fresh(&self) -> Result<Box<dyn ReadCluster>, KafkaError> {
        Ok(Box::new(self.again()?))
    }
}
