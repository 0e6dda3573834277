//! A cluster that has never seen a group: its first requests find neither `__consumer_offsets` nor coordinators.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use koffset::clock::{Deadline, SystemClock};
use koffset::kafka::{ChangeGroups, Client, CommitsOf, ReadCluster, Stability};
use koffset::model::{CommittedOffset, GroupId, Offset, TopicPartition};
use koffset::settings::Connection;

use crate::support::alone;
use crate::support::checker::Checker;
use crate::support::kafka::Kafka;
use crate::support::wait;

const GROUPS: usize = 20;

#[test]
fn many_groups_at_once_are_the_first_that_a_cluster_hears_of() {
    let _alone = alone::now();
    // Kafka's own number of partitions: the more, the longer some are without a coordinator.
    let kafka = Kafka::up(&["--cold", "--config", "offsets.topic.num.partitions=50"]).unwrap();
    let checker = Checker::of(kafka.bootstrap());
    checker.create_topic("orders", 1);
    let connection = Connection::to(kafka.bootstrap());
    let client = Client::connect(&connection).unwrap();
    let groups: BTreeSet<_> = (0..GROUPS)
        .map(|number| GroupId::new(format!("billing-{number}")))
        .collect();
    thread::scope(|scope| {
        let reading = scope.spawn(|| answered(&client, &groups));
        for group in &groups {
            scope.spawn(|| commit(&client, group));
        }
        assert_eq!(reading.join().unwrap(), groups);
    });
    for group in &groups {
        let expected = BTreeMap::from([(at(), position())]);
        assert_eq!(checker.committed(group.as_str()), expected, "{group}");
    }
}

/// The groups of which a reading call says anything.
fn answered(client: &Client, groups: &BTreeSet<GroupId>) -> BTreeSet<GroupId> {
    let mut answered = BTreeSet::new();
    let mut note = |group, _| answered.extend([group]);
    let of = CommitsOf::Groups(groups);
    client
        .commits(of, Stability::Required, &deadline(), &mut note)
        .unwrap();
    answered
}

/// Commits until the commit is taken.
fn commit(client: &Client, group: &GroupId) {
    let offsets = BTreeMap::from([(at(), position())]);
    let commit = || {
        let outcome = client.commit(group, &offsets, &deadline());
        assert_eq!(outcome.len(), 1, "{group} got an answer");
        outcome
    };
    wait::until("a commit", commit, |outcome| outcome[&at()].is_ok());
}

fn at() -> TopicPartition {
    TopicPartition::new("orders", 0)
}

fn position() -> CommittedOffset {
    CommittedOffset {
        offset: Offset::new(0).unwrap(),
        leader_epoch: None,
        metadata: None,
    }
}

fn deadline() -> Deadline {
    Deadline::new(
        Arc::new(SystemClock),
        Duration::from_secs(10),
        None,
        Arc::default(),
    )
}
