//! What koffset says where the brokers are too old to do or to tell something.

use crate::support::scene::Scene;

fn scene() -> Scene {
    Scene::with_orders(&[10, 10], &[Some(4), Some(7)])
}

#[test]
fn commits_are_not_deleted_and_the_broker_is_named_for_it_before_kafka_2_4() {
    let scene = scene();
    scene
        .koffset("delete-offsets {}billing --topic {}orders --yes")
        .exits(3)
        .says("the broker does not know OffsetDelete, which came with Kafka 2.4\n")
        .says("nothing was changed\n");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 7)]);
}

#[test]
fn a_listing_tells_no_state_before_kafka_2_6() {
    let scene = scene();
    scene
        .koffset("group list --groups-matching {}.*")
        .exits(0)
        .prints("billing simple unknown -\n");
}

#[test]
fn what_the_user_may_do_is_unknown_before_kafka_2_3() {
    let scene = scene();
    scene
        .koffset("access reset -g {}billing -t {}orders")
        .exits(1)
        .prints("unknown ? DESCRIBE, READ: the brokers do not tell what you may do\n");
}
