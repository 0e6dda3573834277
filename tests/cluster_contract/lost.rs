//! What the port says of a removed group whose request or answer is lost, and that it is sent once.

use std::collections::BTreeSet;
use std::time::Duration;

use koffset::kafka::{ChangeGroups, Client};
use koffset::model::{ErrorCode, GroupId, PerTopic, TopicName};
use koffset::settings::Connection;

use super::world::{code, no_limit, within};
use crate::support::faulty::{self, Faulty};
use crate::support::proxy::{DELETE_GROUPS, FIND_COORDINATOR, Fault, OFFSET_DELETE};
use crate::support::scene::Scene;

const SHORT: Duration = Duration::from_secs(2);

struct Stage {
    cluster: Faulty,
    scene: Scene,
    client: Client,
}

impl Stage {
    /// A cluster behind a proxy, with two groups on it.
    fn new() -> Self {
        let cluster = faulty::cluster();
        let scene = cluster.scene();
        scene.orders(&[10], &[Some(4)]);
        scene.commit("payments", "orders", &[Some(4)]);
        let connection = Connection::to(&cluster.bootstrap());
        Stage {
            cluster,
            scene,
            client: Client::connect(&connection).unwrap(),
        }
    }

    fn remove(&self, group: &str, request: Duration) -> Option<ErrorCode> {
        let group = GroupId::new(self.scene.name(group));
        let asked = BTreeSet::from([group.clone()]);
        code(&self.client.delete_groups(&asked, &within(request))[&group])
    }

    /// Another group can be removed by the same client, as the one request after so many.
    fn goes_on_after(&self, sent: usize) {
        self.cluster.proxy().spoil(DELETE_GROUPS, &[]);
        assert_eq!(self.remove("payments", Duration::from_secs(30)), None);
        assert_eq!(self.cluster.proxy().count(DELETE_GROUPS), sent + 1);
        assert!(!self.scene.knows_group("payments"));
    }
}

#[test]
fn a_removal_whose_answer_is_cut_off_is_done_and_in_doubt() {
    let stage = Stage::new();
    stage
        .cluster
        .proxy()
        .spoil_all(DELETE_GROUPS, Fault::CutAnswer);
    let answer = stage.remove("billing", Duration::from_secs(30));
    assert_eq!(answer, Some(ErrorCode::TRANSPORT));
    assert!(!stage.scene.knows_group("billing"));
    stage.goes_on_after(1);
}

#[test]
fn a_removal_that_is_cut_off_on_its_way_is_not_done_and_in_doubt() {
    let stage = Stage::new();
    stage
        .cluster
        .proxy()
        .spoil_all(DELETE_GROUPS, Fault::CutBefore);
    let answer = stage.remove("billing", Duration::from_secs(30));
    assert_eq!(answer, Some(ErrorCode::TRANSPORT));
    assert!(stage.scene.knows_group("billing"));
    stage.goes_on_after(1);
}

#[test]
fn a_removal_whose_answer_never_comes_is_given_up_in_time() {
    let stage = Stage::new();
    stage
        .cluster
        .proxy()
        .spoil_all(DELETE_GROUPS, Fault::LoseAnswer);
    let answer = stage.remove("billing", SHORT);
    assert_eq!(answer, Some(ErrorCode::TIMED_OUT));
    assert!(!stage.scene.knows_group("billing"));
    stage.goes_on_after(1);
}

#[test]
fn a_removal_that_was_given_up_while_its_coordinator_was_looked_for_is_never_sent() {
    let stage = Stage::new();
    stage
        .cluster
        .proxy()
        .spoil_all(FIND_COORDINATOR, Fault::Hold);
    let answer = stage.remove("billing", SHORT);
    assert_eq!(answer, Some(ErrorCode::TIMED_OUT));
    stage.cluster.proxy().behave();
    stage.goes_on_after(0);
    assert!(stage.scene.knows_group("billing"));
}

#[test]
fn permission_is_asked_again_where_the_connection_is_lost_since_kafka_2_4() {
    let stage = Stage::new();
    let proxy = stage.cluster.proxy();
    proxy.spoil(OFFSET_DELETE, &[Fault::CutAnswer]);
    let group = GroupId::new(stage.scene.name("billing"));
    let topic: TopicName = stage.scene.name("orders").into();
    let topics = BTreeSet::from([topic.clone()]);
    let answer = stage
        .client
        .may_delete_commits(&group, &topics, &no_limit());
    assert_eq!(answer, Ok(PerTopic::from([(topic, Ok(()))])));
    assert_eq!(proxy.count(OFFSET_DELETE), 2);
    assert_eq!(stage.scene.offsets("billing", "orders"), [(0, 4)]);
}
