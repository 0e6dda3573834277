//! What a test does to topics and their logs.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::{Timestamp, TopicId, TopicPartition};

use super::cluster::FakeCluster;
use super::log::Log;

/// What happens to topics and their logs.
///
/// # Panics
/// Where a test names a partition that is not there.
impl FakeCluster {
    /// Creates a topic with empty partitions and an id of its own.
    pub fn create_topic(&self, name: &str, partitions: i32) {
        self.lock().create_topic(name, partitions, false);
    }

    /// Creates a topic that the broker calls internal.
    pub fn create_internal_topic(&self, name: &str, partitions: i32) {
        self.lock().create_topic(name, partitions, true);
    }

    /// Deletes a topic, and with it what groups have committed there.
    pub fn delete_topic(&self, name: &str) {
        let mut world = self.lock();
        world.topics.remove(name);
        for group in world.groups.values_mut() {
            group.forget_topic(name);
        }
    }

    /// Deletes a topic and creates it again, empty and with another id.
    pub fn recreate_topic(&self, name: &str, partitions: i32) {
        self.delete_topic(name);
        self.create_topic(name, partitions);
    }

    /// The numbers of a topic's partitions, read past the port; none where it does not exist.
    pub fn partitions(&self, name: &str) -> BTreeSet<i32> {
        let world = self.lock();
        let found = world.topics.get(name);
        found.map_or_else(BTreeSet::new, |topic| topic.logs.keys().copied().collect())
    }

    /// The id of a topic that exists; `None` otherwise.
    pub fn topic_id(&self, name: &str) -> Option<TopicId> {
        self.lock().topics.get(name)?.id.clone()
    }

    /// Sets a topic's id; `None` for brokers that give none.
    pub fn set_topic_id(&self, name: &str, id: Option<&str>) {
        let mut world = self.lock();
        let topic = world.topics.get_mut(name).expect("the topic exists");
        topic.id = id.map(|id| TopicId(id.to_owned()));
    }

    /// Appends a record for each time; times may go backwards.
    pub fn produce<T: Copy + Into<Timestamp>>(&self, topic: &str, partition: i32, times: &[T]) {
        self.change_log(topic, partition, |log| log.append(times));
    }

    /// Makes the log hold `from..to`, records a second apart, the first at `time`, and nothing else.
    pub fn fill(&self, topic: &str, partition: i32, from: i64, to: i64, time: DateTime<Utc>) {
        let times: Vec<_> = (0..to - from)
            .map(|n| time + TimeDelta::seconds(n))
            .collect();
        self.change_log(topic, partition, |log| {
            *log = Log::starting_at(from);
            log.append(&times);
        });
    }

    /// Appends records in a transaction that stays open: the last stable offset stays where it began.
    pub fn produce_in_transaction(&self, topic: &str, partition: i32, times: &[DateTime<Utc>]) {
        self.change_log(topic, partition, |log| log.append_in_transaction(times));
    }

    /// Ends the open transaction with a marker, which takes an offset and bears this time.
    pub fn end_transaction(&self, topic: &str, partition: i32, marker: DateTime<Utc>) {
        self.change_log(topic, partition, |log| log.end_transaction(marker));
    }

    /// Moves the log start, as retention and `DeleteRecords` do.
    pub fn delete_records(&self, topic: &str, partition: i32, before: i64) {
        self.change_log(topic, partition, |log| log.delete_records(before));
    }

    /// Begins a new leader epoch.
    pub fn elect_leader(&self, topic: &str, partition: i32) {
        self.change_log(topic, partition, Log::elect_leader);
    }

    fn change_log(&self, topic: &str, partition: i32, change: impl FnOnce(&mut Log)) {
        let mut world = self.lock();
        let log = world
            .topics
            .get_mut(topic)
            .and_then(|found| found.logs.get_mut(&partition));
        let at = TopicPartition::new(topic, partition);
        change(log.unwrap_or_else(|| panic!("{at} does not exist")));
    }
}
