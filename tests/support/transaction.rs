//! A transaction of Kafka's own producer that stays open for as long as this value lives, and is aborted then.

use serde_json::{Value, json};

use super::names::unique;
use super::scene::Scene;

pub struct Transaction<'a> {
    scene: &'a Scene,
    handle: String,
}

impl<'a> Transaction<'a> {
    pub fn begin(scene: &'a Scene) -> Self {
        let handle = unique("transaction");
        let transaction = Transaction { scene, handle };
        transaction.ask("txn_begin", json!({}));
        transaction
    }

    /// Appends a record for each time, in epoch milliseconds.
    pub fn produce(&self, topic: &str, partition: i32, times: &[i64]) {
        let topic = self.scene.name(topic);
        let checker = &self.scene.checker;
        checker.produce_in_transaction(&self.handle, &topic, partition, times);
    }

    /// Leaves a commit of the group pending.
    pub fn commit(&self, group: &str, topic: &str, partition: i32, offset: i64) {
        let row =
            json!({"topic": self.scene.name(topic), "partition": partition, "offset": offset});
        let fields = json!({"group": self.scene.name(group), "offsets": [row]});
        self.ask("txn_send_offsets", fields);
    }

    fn ask(&self, operation: &str, mut fields: Value) {
        fields["handle"] = json!(self.handle);
        self.scene.checker.ask(operation, fields);
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // A test that failed already says what it has to say.
        if !std::thread::panicking() {
            self.ask("txn_abort", json!({}));
        }
    }
}
