use std::cell::RefCell;
use std::collections::BTreeMap;

use koffset::kafka::{ChangeGroups, Client, ReadCluster, ReadRecords};
use koffset::model::{CommittedOffset, TopicPartition};
use koffset::settings::Connection;
use serde_json::{Value, json};

use super::world::{INSTANCE, Member, World, position};
use crate::support::checker::{Checker, offset_row};
use crate::support::kafka;
use crate::support::names::unique;
use crate::support::wait;

/// The shared real broker, changed by Kafka's own clients.
pub struct KafkaWorld {
    client: Client,
    checker: Checker,
    /// The handle of the open transaction.
    open: RefCell<Option<String>>,
    /// The operation that ends each running member, by its group.
    running: RefCell<BTreeMap<String, Running>>,
}

struct Running {
    handle: String,
    stop: &'static str,
}

impl KafkaWorld {
    pub fn new() -> Self {
        let connection = Connection::to(kafka::bootstrap());
        KafkaWorld {
            client: Client::connect(&connection).unwrap(),
            checker: Checker::of(kafka::bootstrap()),
            open: RefCell::default(),
            running: RefCell::default(),
        }
    }

    /// The open transaction's handle; one is begun where none is open.
    fn transaction(&self) -> String {
        let mut open = self.open.borrow_mut();
        let begin = || {
            let handle = unique("transaction");
            self.checker.ask("txn_begin", json!({ "handle": handle }));
            handle
        };
        open.get_or_insert_with(begin).clone()
    }

    fn describe(&self, group: &str) -> Value {
        self.checker
            .ask("describe_group", json!({ "group": group }))
    }
}

impl World for KafkaWorld {
    fn reading(&self) -> &dyn ReadCluster {
        &self.client
    }

    fn records(&self) -> &dyn ReadRecords {
        &self.client
    }

    fn changing(&self) -> &dyn ChangeGroups {
        &self.client
    }

    fn name(&self, name: &str) -> String {
        unique(name)
    }

    fn cluster_id(&self) -> String {
        self.checker.cluster_id()
    }

    fn create_topic(&self, topic: &str, partitions: i32) {
        self.checker.create_topic(topic, partitions);
    }

    fn create_topic_for_any_time(&self, topic: &str) {
        self.checker.create_topic_for_any_time(topic);
    }

    fn delete_topic(&self, topic: &str) {
        self.checker.ask("delete_topics", json!({"names": [topic]}));
    }

    fn topic_id(&self, topic: &str) -> String {
        self.checker.topic_id(topic)
    }

    fn produce(&self, topic: &str, partition: i32, millis: &[i64]) {
        self.checker.produce(topic, partition, millis);
    }

    fn delete_records(&self, topic: &str, partition: i32, before: i64) {
        let fields = json!({"topic": topic, "partition": partition, "before": before});
        self.checker.ask("delete_records", fields);
    }

    fn open_transaction(&self, topic: &str, partition: i32, millis: &[i64]) {
        self.checker
            .produce_in_transaction(&self.transaction(), topic, partition, millis);
    }

    fn commit_in_transaction(&self, group: &str, topic: &str, partition: i32, offset: i64) {
        let offsets = [offset_row(topic, partition, &position(offset))];
        let handle = self.transaction();
        let fields = json!({"handle": handle, "group": group, "offsets": offsets});
        self.checker.ask("txn_send_offsets", fields);
    }

    fn end_transaction(&self) {
        let handle = self.open.take().unwrap();
        self.checker.ask("txn_commit", json!({ "handle": handle }));
    }

    fn start(&self, group: &str, member: Member, topic: &str) {
        let (start, stop, protocol) = match member {
            Member::Classic | Member::Static => ("start_consumer", "stop_consumer", "classic"),
            Member::Consumer => ("start_consumer", "stop_consumer", "consumer"),
            Member::Share => ("start_share_consumer", "stop_share_consumer", "share"),
            Member::Connect => ("join_raw", "leave_raw", "connect"),
        };
        let handle = unique("member");
        let fields = json!({
            "handle": handle,
            "group": group,
            "topics": [topic],
            "protocol": protocol,
            "client_id": "client-of-checker",
            "group_instance_id": matches!(member, Member::Static).then_some(INSTANCE),
        });
        self.checker.ask(start, fields);
        self.running
            .borrow_mut()
            .insert(group.to_owned(), Running { handle, stop });
        let look = || self.describe(group);
        wait::until("a stable group", look, |seen| seen["state"] == "stable");
    }

    fn stop(&self, group: &str) {
        let Running { handle, stop } = self.running.borrow_mut().remove(group).unwrap();
        self.checker.ask(stop, json!({ "handle": handle }));
        let look = || self.describe(group);
        wait::until("an empty group", look, |seen| seen["state"] == "empty");
    }

    fn commit_negative(&self, group: &str, topic: &str, partition: i32, number: i64) {
        self.checker.commit_number(group, topic, partition, number);
    }

    fn committed(&self, group: &str) -> BTreeMap<TopicPartition, CommittedOffset> {
        self.checker.committed(group)
    }

    fn knows_group(&self, group: &str) -> bool {
        self.describe(group)["found"] == true
    }
}

impl Drop for KafkaWorld {
    /// Ends what a failed test left running; errors are no news then, and a second panic would abort.
    fn drop(&mut self) {
        for Running { handle, stop } in self.running.take().into_values() {
            let _ = self.checker.try_ask(stop, json!({ "handle": handle }));
        }
        if let Some(handle) = self.open.take() {
            let _ = self
                .checker
                .try_ask("txn_abort", json!({ "handle": handle }));
        }
    }
}
