//! How a test says what shall happen at a call.

use std::sync::Arc;

use crate::model::{ErrorCode, GroupId, KafkaError, TopicPartition};

use super::broker::broker_error;
use super::cluster::{Call, Effect, FakeCluster, Fault};
use super::world::Written;

impl FakeCluster {
    /// Begins to say what shall happen at a call.
    pub fn at(&self, call: Call) -> Script<'_> {
        Script {
            cluster: self,
            call,
            skip: 0,
            times: usize::MAX,
        }
    }
}

/// Says what shall happen at a call; made by [`FakeCluster::at`], it strikes every call from now on
/// unless it is told which.
#[must_use]
pub struct Script<'a> {
    cluster: &'a FakeCluster,
    call: Call,
    skip: usize,
    times: usize,
}

impl Script<'_> {
    /// Strikes only the n-th call from now on, counted from 1.
    pub fn nth(self, n: usize) -> Self {
        Script {
            skip: n - 1,
            times: 1,
            ..self
        }
    }

    /// Strikes only the next calls.
    pub fn times(self, times: usize) -> Self {
        Script { times, ..self }
    }

    /// Fails as a whole, and a change is not carried out. A reading call has then tried again in vain.
    pub fn fail(self, code: ErrorCode) {
        self.add(Effect::Fail(broker_error(code)));
    }

    /// Fails a change with a code that leaves open whether it was carried out.
    pub fn lose_answer(self, code: ErrorCode, written: Written) {
        self.add(Effect::LoseAnswer(broker_error(code), written));
    }

    /// Fails a reading of commits when this many groups have been answered, the last of their names first.
    pub fn cut_off(self, answered: usize, code: ErrorCode) {
        self.add(Effect::CutOff(answered, broker_error(code)));
    }

    /// Answers with an error at one partition, which a change leaves as it was.
    pub fn fail_partition(self, topic: &str, partition: i32, code: ErrorCode) {
        let partition = TopicPartition::new(topic, partition);
        self.add(Effect::AtPartition(partition, broker_error(code)));
    }

    /// Answers with an error at one group.
    pub fn fail_group(self, group: &str, code: ErrorCode) {
        self.add(Effect::AtGroup(GroupId::new(group), broker_error(code)));
    }

    /// Answers with an error of these words at one group.
    pub fn say_of_group(self, group: &str, message: &str) {
        let error = KafkaError::new(ErrorCode::FAILED, message);
        self.add(Effect::AtGroup(GroupId::new(group), error));
    }

    /// Answers `topics` or `may_delete_commits` with an error at one topic.
    pub fn fail_topic(self, topic: &str, code: ErrorCode) {
        self.add(Effect::AtTopic(topic.to_owned(), broker_error(code)));
    }

    /// Makes the listing of groups incomplete.
    pub fn gap(self, why: &str) {
        self.add(Effect::Gap(why.to_owned()));
    }

    /// Runs when the call begins, before its deadline is looked at: the place to let a member join, or
    /// to press Ctrl-C.
    pub fn before(self, hook: impl Fn(&FakeCluster) + Send + Sync + 'static) {
        self.add(Effect::Before(Arc::new(hook)));
    }

    /// Runs when the answer stands, before the caller has it.
    pub fn after(self, hook: impl Fn(&FakeCluster) + Send + Sync + 'static) {
        self.add(Effect::After(Arc::new(hook)));
    }

    fn add(self, effect: Effect) {
        self.cluster.add(Fault {
            call: self.call,
            skip: self.skip,
            times: self.times,
            effect,
        });
    }
}
