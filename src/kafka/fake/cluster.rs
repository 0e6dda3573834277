use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::Deadline;
use crate::model::{ClusterId, ErrorCode, KafkaError, PENDING_COMMIT};

use super::fault::{Call, Script};
use super::turn::Turn;
use super::world::World;

/// A call that the cluster got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallMade {
    pub call: Call,
    /// The keys of the question, over all queries; 0 where it has none.
    pub size: usize,
}

/// A handle on an in-memory cluster; a clone is another handle on the same one.
#[derive(Clone)]
pub struct FakeCluster {
    world: Arc<Mutex<World>>,
}

impl Default for FakeCluster {
    fn default() -> Self {
        FakeCluster::new()
    }
}

impl FakeCluster {
    /// An empty cluster with an id, whose broker is set as Kafka's own defaults say.
    pub fn new() -> Self {
        let cluster = FakeCluster {
            world: Arc::default(),
        };
        cluster.set_cluster_id(Some("fakeClusterId000000001"));
        cluster.set_broker("offsets.retention.minutes", "10080");
        cluster.set_broker("transaction.max.timeout.ms", "900000");
        cluster
    }

    /// The cluster's id, read past the port.
    pub fn id(&self) -> Option<ClusterId> {
        self.lock().cluster_id.clone()
    }

    /// Sets the cluster's id; `None` for brokers that give none.
    pub fn set_cluster_id(&self, id: Option<&str>) {
        self.lock().cluster_id = id.map(|id| ClusterId(id.to_owned()));
    }

    /// Makes its brokers too old for `OffsetSpec::MaxTimestamp` (before Kafka 3.0).
    pub fn forget_max_timestamp(&self) {
        self.lock().lacks_max_timestamp = true;
    }

    /// Makes its brokers too old to tell of pending commits (before Kafka 2.5).
    pub fn hide_pending(&self) {
        self.lock().hides_pending = true;
    }

    /// Sets the brokers' setting of this name.
    pub fn set_broker(&self, name: &str, value: &str) {
        let settings = &mut self.lock().settings;
        settings.insert(name.to_owned(), value.to_owned());
    }

    /// Has the broker tell its settings to nobody.
    pub fn hide_settings(&self) {
        self.lock().hides_settings = true;
    }

    /// Begins to say what shall happen at a call.
    pub fn at(&self, call: Call) -> Script<'_> {
        Script {
            cluster: self,
            call,
            skip: 0,
            times: usize::MAX,
        }
    }

    /// All calls so far, in their order.
    pub fn calls(&self) -> Vec<CallMade> {
        self.lock().calls.clone()
    }

    /// The sizes of all calls of one kind so far, in their order.
    pub fn sizes(&self, call: Call) -> Vec<usize> {
        let calls = self.calls();
        let of_kind = calls.iter().filter(|made| made.call == call);
        of_kind.map(|made| made.size).collect()
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, World> {
        // A test that panicked beside this one says its own failure better than a poisoned lock does.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers one call: hooks before, the deadline, a scripted failure or the answer, hooks after. Hooks
    /// run without the lock, since they use the cluster.
    pub(super) fn serve<T>(
        &self,
        call: Call,
        size: usize,
        deadline: Option<&Deadline>,
        answer: impl FnOnce(&mut World, &Turn) -> Result<T, KafkaError>,
    ) -> Result<T, KafkaError> {
        let turn = self.lock().begin(call, size);
        turn.before.iter().for_each(|hook| hook(self));
        let in_time = deadline.map_or(Ok(()), |deadline| deadline.request().map(drop));
        let sent = in_time.map_err(|error| {
            if call.changes() {
                KafkaError::new(ErrorCode::PURGED_IN_QUEUE, error.message)
            } else {
                error
            }
        });
        let result = sent.and_then(|()| match &turn.failure {
            Some(failure) => Err(failure.clone()),
            None => answer(&mut self.lock(), &turn),
        });
        turn.after.iter().for_each(|hook| hook(self));
        result
    }
}

/// An error in words that tell it from a real broker's, where users are not shown that one's words.
pub(super) fn broker_error(code: ErrorCode) -> KafkaError {
    let message = match code {
        ErrorCode::UNSTABLE_OFFSET_COMMIT => PENDING_COMMIT.to_owned(),
        _ => format!("the fake cluster answered error {}", code.0),
    };
    KafkaError::new(code, message)
}
