//! A handle on the cluster, and what the script holds for its calls.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::Deadline;
use crate::model::{
    ClusterId, ErrorCode, GroupId, KafkaError, Operation, PerPartition, Resource, Right,
    TopicPartition,
};

use super::world::{Change, World, Written};

/// A method of the port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    ClusterId,
    Brokers,
    BrokerSettings,
    TopicNames,
    Topics,
    ListOffsets,
    Groups,
    DescribeGroups,
    Commits,
    HidesPending,
    Rights,
    Fresh,
    MakeReady,
    Commit,
    DeleteCommits,
    DeleteGroups,
    MayDeleteCommits,
    ReadRecords,
    FirstRecords,
}

impl Call {
    /// Whether it can change the cluster.
    pub fn changes(self) -> bool {
        matches!(
            self,
            Call::Commit | Call::DeleteCommits | Call::DeleteGroups
        )
    }
}

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
    calls: Arc<Mutex<Calls>>,
}

/// The calls so far, and what shall happen at those to come.
#[derive(Default)]
struct Calls {
    made: Vec<CallMade>,
    faults: Vec<Fault>,
}

impl Calls {
    /// Notes a call and takes what is meant for it.
    fn begin(&mut self, call: Call, size: usize) -> Turn {
        self.made.push(CallMade { call, size });
        let mut turn = Turn::default();
        for fault in self.faults.iter_mut().filter(|fault| fault.call == call) {
            if let Some(effect) = fault.strike() {
                turn.add(effect);
            }
        }
        turn
    }
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
            calls: Arc::default(),
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
        self.lock().broker.lacks_max_timestamp = true;
    }

    /// Makes its brokers too old to tell of pending commits (before Kafka 2.5).
    pub fn hide_pending(&self) {
        self.lock().broker.hides_pending = true;
    }

    /// Sets the brokers' setting of this name.
    pub fn set_broker(&self, name: &str, value: &str) {
        let settings = &mut self.lock().broker.settings;
        settings.insert(name.to_owned(), value.to_owned());
    }

    /// Has the broker tell its settings to nobody.
    pub fn hide_settings(&self) {
        self.lock().broker.hides_settings = true;
    }

    /// Forbids the user one thing: without, everything is allowed. Only what tells of rights, and the listing of
    /// groups, looks at it; elsewhere a test scripts the refusal itself.
    pub fn forbid(&self, operation: Operation, resource: Resource) {
        self.lock().broker.forbidden.insert(Right {
            resource,
            operation,
        });
    }

    /// Makes its brokers too old to tell of rights (before Kafka 2.3).
    pub fn tell_no_rights(&self) {
        self.lock().broker.tells_no_rights = true;
    }

    /// All calls so far, in their order.
    pub fn calls(&self) -> Vec<CallMade> {
        self.lock_calls().made.clone()
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

    fn lock_calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has something happen at calls from now on.
    pub(super) fn add(&self, fault: Fault) {
        self.lock_calls().faults.push(fault);
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
        let turn = self.lock_calls().begin(call, size);
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

pub(super) type Hook = Arc<dyn Fn(&FakeCluster) + Send + Sync>;

#[derive(Clone)]
pub(super) enum Effect {
    Fail(KafkaError),
    LoseAnswer(KafkaError, Written),
    CutOff(usize, KafkaError),
    AtPartition(TopicPartition, KafkaError),
    AtGroup(GroupId, KafkaError),
    AtTopic(String, KafkaError),
    Gap(String),
    Before(Hook),
    After(Hook),
}

/// Something that happens at certain calls.
pub(super) struct Fault {
    pub(super) call: Call,
    /// Calls to let pass first.
    pub(super) skip: usize,
    /// Calls to strike then.
    pub(super) times: usize,
    pub(super) effect: Effect,
}

impl Fault {
    /// Counts one call of its kind; the effect where the fault strikes it.
    pub(super) fn strike(&mut self) -> Option<Effect> {
        if self.skip > 0 {
            self.skip -= 1;
            return None;
        }
        self.times = self.times.checked_sub(1)?;
        Some(self.effect.clone())
    }
}

/// All that the script holds for one call.
#[derive(Default)]
pub(super) struct Turn {
    pub(super) before: Vec<Hook>,
    pub(super) after: Vec<Hook>,
    pub(super) failure: Option<KafkaError>,
    pub(super) lost: Option<(KafkaError, Written)>,
    pub(super) cut_off: Option<(usize, KafkaError)>,
    pub(super) gaps: Vec<String>,
    partitions: Vec<(TopicPartition, KafkaError)>,
    groups: Vec<(GroupId, KafkaError)>,
    topics: Vec<(String, KafkaError)>,
}

impl Turn {
    pub(super) fn add(&mut self, effect: Effect) {
        match effect {
            Effect::Fail(error) => self.failure = Some(error),
            Effect::LoseAnswer(error, written) => self.lost = Some((error, written)),
            Effect::CutOff(answered, error) => self.cut_off = Some((answered, error)),
            Effect::AtPartition(partition, error) => self.partitions.push((partition, error)),
            Effect::AtGroup(group, error) => self.groups.push((group, error)),
            Effect::AtTopic(topic, error) => self.topics.push((topic, error)),
            Effect::Gap(why) => self.gaps.push(why),
            Effect::Before(hook) => self.before.push(hook),
            Effect::After(hook) => self.after.push(hook),
        }
    }

    pub(super) fn at_partition(&self, partition: &TopicPartition) -> Result<(), KafkaError> {
        scripted(&self.partitions, |at| at == partition)
    }

    pub(super) fn at_group(&self, group: &GroupId) -> Result<(), KafkaError> {
        scripted(&self.groups, |at| at == group)
    }

    pub(super) fn at_topic(&self, topic: &str) -> Result<(), KafkaError> {
        scripted(&self.topics, |at| at == topic)
    }

    /// Splits a change into what the script lets pass and the errors at the rest.
    pub(super) fn let_pass(&self, change: &Change) -> (Change, PerPartition<()>) {
        let asked = change.partitions().into_iter();
        let failed: PerPartition<()> = asked
            .map(|at| (at.clone(), self.at_partition(&at)))
            .filter(|(_, answer)| answer.is_err())
            .collect();
        (change.without(&failed), failed)
    }

    /// Puts the scripted errors over those of the answer's partitions that they name.
    pub(super) fn overlay<T>(&self, answer: &mut PerPartition<T>) {
        for (partition, error) in &self.partitions {
            if let Some(value) = answer.get_mut(partition) {
                *value = Err(error.clone());
            }
        }
    }
}

fn scripted<K>(
    errors: &[(K, KafkaError)],
    is_asked: impl Fn(&K) -> bool,
) -> Result<(), KafkaError> {
    match errors.iter().find(|(at, _)| is_asked(at)) {
        Some((_, error)) => Err(error.clone()),
        None => Ok(()),
    }
}
