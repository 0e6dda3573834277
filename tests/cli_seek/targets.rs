//! Every target of seek, by where the group stands afterwards.

use crate::support::scene::{Scene, time_of};

#[test]
fn each_partition_goes_to_its_own_target() {
    let scene = Scene::with_orders(&[20; 9], &[Some(10); 9]);
    scene.delete_records("orders", 1, 4);
    let line = format!(
        "seek {{}}billing {{}}orders:0=earliest {{}}orders:1=earliest+3 {{}}orders:2=latest \
         {{}}orders:3=latest-2 {{}}orders:4=13 {{}}orders:5=+1 {{}}orders:6=-7 \
         {{}}orders:7=@{} {{}}orders:8=current --yes",
        time_of(15)
    );
    scene
        .koffset(&line)
        .exits(0)
        .prints("moved 8 of 8 partitions");
    let expected = [0, 7, 20, 18, 13, 11, 3, 15, 10];
    assert!(
        scene
            .offsets("billing", "orders")
            .into_iter()
            .eq((0..).zip(expected))
    );
}

#[test]
fn one_target_may_be_for_several_partitions_and_for_whole_topics() {
    let scene = Scene::with_orders(&[10; 5], &[Some(5); 5]);
    scene.topic("payments", &[3, 3]);
    scene
        .koffset("seek {}billing {}orders:0,2-3=latest {}payments=earliest --yes")
        .exits(0)
        .says("target orders:0,2-3: latest, payments: earliest\n");
    assert_eq!(
        scene.offsets("billing", "orders"),
        [(0, 10), (1, 5), (2, 10), (3, 10), (4, 5)]
    );
    assert_eq!(scene.offsets("billing", "payments"), [(0, 0), (1, 0)]);
}

#[test]
fn a_time_is_read_with_a_zone_given_beside_it() {
    let scene = Scene::with_orders(&[10], &[Some(9)]);
    scene
        .koffset("seek {}billing {}orders:0=@2023-11-15T06:16:20 --zone Asia/Shanghai --yes")
        .exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 3)]);
}

#[test]
fn the_group_may_be_named_by_the_option_of_kafkas_tools() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(4)]);
    scene
        .koffset("seek -g {}billing {}orders:0=7 {}orders:1=latest --yes")
        .exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 7), (1, 10)]);
    scene
        .koffset("seek {}orders:0=1 --group {}billing --yes")
        .exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 1), (1, 10)]);
}
