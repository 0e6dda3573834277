use std::cell::RefCell;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use koffset::kafka::fake::{FakeCluster, member};
use koffset::kafka::{ChangeGroups, ReadCluster, ReadRecords};
use koffset::model::{CommittedOffset, GroupType, Timestamp, TopicPartition};

use super::world::{INSTANCE, Member, World, no_limit, time};
use crate::support::names::unique;
use crate::support::version;

/// The in-memory cluster.
pub struct FakeWorld {
    cluster: FakeCluster,
    open: RefCell<Vec<Open>>,
}

/// What an open transaction has touched.
enum Open {
    Partition(String, i32),
    Group(String),
}

impl FakeWorld {
    pub fn new() -> Self {
        let cluster = FakeCluster::new();
        cluster.create_internal_topic("__consumer_offsets", 4);
        if version::is_before(2, 5) {
            cluster.hide_pending();
        }
        FakeWorld {
            cluster,
            open: RefCell::default(),
        }
    }
}

fn times(millis: &[i64]) -> Vec<DateTime<Utc>> {
    millis.iter().map(|&millis| time(millis)).collect()
}

impl World for FakeWorld {
    fn reading(&self) -> &dyn ReadCluster {
        &self.cluster
    }

    fn records(&self) -> &dyn ReadRecords {
        &self.cluster
    }

    fn changing(&self) -> &dyn ChangeGroups {
        &self.cluster
    }

    fn name(&self, name: &str) -> String {
        unique(name)
    }

    fn cluster_id(&self) -> String {
        self.cluster.id().unwrap().to_string()
    }

    fn create_topic(&self, topic: &str, partitions: i32) {
        self.cluster.create_topic(topic, partitions);
    }

    fn create_topic_for_any_time(&self, topic: &str) {
        self.create_topic(topic, 1);
    }

    fn delete_topic(&self, topic: &str) {
        self.cluster.delete_topic(topic);
    }

    fn topic_id(&self, topic: &str) -> String {
        self.cluster.topic_id(topic).unwrap().to_string()
    }

    fn produce(&self, topic: &str, partition: i32, millis: &[i64]) {
        let stamped = millis
            .iter()
            .filter_map(|&millis| Timestamp::from_millis(millis));
        let stamped: Vec<_> = stamped.collect();
        self.cluster.produce(topic, partition, &stamped);
    }

    fn delete_records(&self, topic: &str, partition: i32, before: i64) {
        self.cluster.delete_records(topic, partition, before);
    }

    fn open_transaction(&self, topic: &str, partition: i32, millis: &[i64]) {
        let times = times(millis);
        self.cluster
            .produce_in_transaction(topic, partition, &times);
        let open = Open::Partition(topic.to_owned(), partition);
        self.open.borrow_mut().push(open);
    }

    fn commit_in_transaction(&self, group: &str, topic: &str, partition: i32, offset: i64) {
        self.cluster
            .commit_in_transaction(group, topic, partition, offset);
        self.open.borrow_mut().push(Open::Group(group.to_owned()));
    }

    fn end_transaction(&self) {
        for open in self.open.take() {
            match open {
                Open::Partition(topic, partition) => {
                    self.cluster.end_transaction(&topic, partition, Utc::now());
                }
                Open::Group(group) => self.cluster.end_group_transaction(&group, true),
            }
        }
    }

    fn start(&self, group: &str, kind: Member, topic: &str) {
        match kind {
            Member::Classic | Member::Static => {
                self.cluster.create_group(group, GroupType::Classic)
            }
            Member::Consumer => self.cluster.create_group(group, GroupType::Consumer),
            Member::Share => self.cluster.create_foreign_group(group, "share"),
            Member::Connect => self.cluster.create_foreign_group(group, "connect"),
        }
        let partitions = self.cluster.partitions(topic);
        let assignment: Vec<_> = partitions.iter().map(|&p| (topic, p)).collect();
        let joining = koffset::model::Member {
            instance_id: matches!(kind, Member::Static).then(|| INSTANCE.to_owned()),
            ..member("checker", &assignment)
        };
        self.cluster.join(group, joining);
    }

    fn stop(&self, group: &str) {
        self.cluster.leave_all(group);
    }

    fn commit_negative(&self, group: &str, topic: &str, partition: i32, number: i64) {
        self.cluster
            .commit_negative(group, topic, partition, number);
    }

    fn committed(&self, group: &str) -> BTreeMap<TopicPartition, CommittedOffset> {
        self.cluster.committed(group)
    }

    fn knows_group(&self, group: &str) -> bool {
        let listing = self.cluster.groups(&no_limit()).unwrap();
        listing.found.iter().any(|found| found.id.as_str() == group)
    }
}
