use serde_json::{Value, json};

use super::checker::Checker;
use super::names::unique;
use super::scene::Scene;
use super::wait;

/// Somebody in a group, who leaves at the end of the test.
pub struct Member {
    checker: Checker,
    handle: String,
    stop: &'static str,
}

impl Member {
    /// Lets a consumer join that gets partitions of the topic. `more` are fields of the checker's
    /// `start_consumer`, such as `protocol`.
    pub fn joins(scene: &Scene, group: &str, topic: &str, more: Value) -> Self {
        Member::start(
            scene,
            ("start_consumer", "stop_consumer"),
            group,
            topic,
            more,
        )
    }

    /// Lets a member join by an operation of the checker, which another one ends.
    pub fn start(
        scene: &Scene,
        (start, stop): (&str, &'static str),
        group: &str,
        topic: &str,
        more: Value,
    ) -> Self {
        let handle = unique("member");
        let mut fields = json!({
            "handle": handle,
            "group": scene.name(group),
            "topics": [scene.name(topic)],
        });
        let more = more.as_object().unwrap().clone();
        fields.as_object_mut().unwrap().extend(more);
        scene.checker.ask(start, fields);
        Member {
            checker: scene.checker.clone(),
            handle,
            stop,
        }
    }

    /// Asks the checker something about this member.
    pub fn ask(&self, operation: &str, mut fields: Value) -> Value {
        fields["handle"] = json!(self.handle);
        self.checker.ask(operation, fields)
    }

    /// Goes without a word, as a process that was killed: a static member stays in its group.
    pub fn vanishes(self) {
        let fields = json!({"handle": self.handle, "leave": false});
        self.checker.ask(self.stop, fields);
        std::mem::forget(self);
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        let fields = json!({"handle": self.handle});
        self.checker.ask(self.stop, fields);
    }
}

/// Waits until Kafka calls the group so.
pub fn await_state(scene: &Scene, group: &str, state: &str) {
    let look = || scene.describe(group);
    wait::until(state, look, |seen| seen["state"] == state);
}
