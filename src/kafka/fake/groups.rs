//! What a test does to groups.

use std::collections::BTreeMap;

use crate::model::{
    CommittedOffset, GroupId, GroupState, GroupType, Member, NegativeOffset, Offset, StoredCommit,
    TopicPartition,
};

use super::cluster::FakeCluster;
use super::group::Group;

/// A member on 127.0.0.1 to whom these partitions are assigned.
pub fn member(id: &str, assignment: &[(&str, i32)]) -> Member {
    Member {
        id: id.to_owned(),
        client_id: format!("client-of-{id}"),
        host: "127.0.0.1".to_owned(),
        instance_id: None,
        assignment: assignment
            .iter()
            .map(|&(topic, partition)| TopicPartition::new(topic, partition))
            .collect(),
    }
}

/// What happens to groups.
///
/// # Panics
/// Where a test names a group that is not there, or a negative offset.
impl FakeCluster {
    /// Makes a group of this type; one that is there keeps its commits, as at a broker.
    pub fn create_group(&self, group: &str, group_type: GroupType) {
        let mut world = self.lock();
        let group = world.group_or_simple(&GroupId::new(group));
        group.group_type = group_type;
        group.foreign_protocol = None;
    }

    /// As [`FakeCluster::create_group`], but not a consumer's: such as `share`, `streams` or `connect`. The
    /// port tells its state and members of no such group, and the protocol not of all.
    pub fn create_foreign_group(&self, group: &str, protocol: &str) {
        let mut world = self.lock();
        let group = world.group_or_simple(&GroupId::new(group));
        group.group_type = GroupType::Unknown;
        group.foreign_protocol = Some(protocol.to_owned());
    }

    /// Makes a group absent.
    pub fn remove_group(&self, group: &str) {
        self.lock().groups.remove(&GroupId::new(group));
    }

    /// Lets a member join; the group is stable then, and a classic one where it was absent or simple.
    pub fn join(&self, group: &str, member: Member) {
        let mut world = self.lock();
        let group = world.group_or_simple(&GroupId::new(group));
        if group.group_type == GroupType::Simple {
            group.group_type = GroupType::Classic;
        }
        group.members.push(member);
    }

    /// Lets all members leave.
    pub fn leave_all(&self, group: &str) {
        self.change_group(group, |group| group.members.clear());
    }

    /// Makes the coordinator say a state that does not follow from the members; `None` ends it.
    pub fn set_state(&self, group: &str, state: Option<GroupState>) {
        self.change_group(group, |group| group.state = state);
    }

    /// Commits as a member or an `assign()` consumer does, whatever the group's state; an absent group
    /// becomes a simple one.
    pub fn commit_offset(&self, group: &str, topic: &str, partition: i32, offset: i64) {
        let offset = Offset::new(offset).expect("an offset is not negative");
        self.commit_value(group, topic, partition, CommittedOffset::at(offset));
    }

    /// As [`FakeCluster::commit_offset`], with a leader epoch and metadata.
    pub fn commit_value(&self, group: &str, topic: &str, partition: i32, value: CommittedOffset) {
        let at = TopicPartition::new(topic, partition);
        let mut world = self.lock();
        let group = world.group_or_simple(&GroupId::new(group));
        group.commit(&at, &value).expect("the metadata fits");
    }

    /// Commits a number below zero, which brokers take and some clients send.
    pub fn commit_negative(&self, group: &str, topic: &str, partition: i32, number: i64) {
        let negative = NegativeOffset::new(number).expect("a number below zero");
        let at = TopicPartition::new(topic, partition);
        let mut world = self.lock();
        let group = world.group_or_simple(&GroupId::new(group));
        group.store(&at, StoredCommit::Negative(negative));
    }

    /// What a group has committed, read past the port: no call is noted and no fault strikes.
    pub fn committed(&self, group: &str) -> BTreeMap<TopicPartition, CommittedOffset> {
        let world = self.lock();
        let found = world.groups.get(&GroupId::new(group));
        found.map(Group::committed).unwrap_or_default()
    }

    /// Removes a commit, as expiry does.
    pub fn expire_commit(&self, group: &str, topic: &str, partition: i32) {
        let at = TopicPartition::new(topic, partition);
        self.change_group(group, |group| group.forget(&at));
    }

    /// Commits inside a transaction that stays open.
    pub fn commit_in_transaction(&self, group: &str, topic: &str, partition: i32, offset: i64) {
        let offset = Offset::new(offset).expect("an offset is not negative");
        let at = TopicPartition::new(topic, partition);
        let mut world = self.lock();
        let group = world.group_or_simple(&GroupId::new(group));
        group.pend(at, CommittedOffset::at(offset));
    }

    /// Ends the transaction of [`FakeCluster::commit_in_transaction`]; a commit made since then stays, and a
    /// group that was removed does not come back.
    pub fn end_group_transaction(&self, group: &str, committed: bool) {
        if let Some(group) = self.lock().groups.get_mut(&GroupId::new(group)) {
            group.end_transaction(committed);
        }
    }

    fn change_group(&self, group: &str, change: impl FnOnce(&mut Group)) {
        let mut world = self.lock();
        let found = world.groups.get_mut(&GroupId::new(group));
        change(found.unwrap_or_else(|| panic!("group {group} does not exist")));
    }
}
