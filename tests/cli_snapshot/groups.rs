use super::*;
use crate::support::transaction::Transaction;
use crate::support::version;

fn ids(document: &Value) -> Vec<String> {
    let groups = document["groups"].as_array().unwrap().iter();
    groups
        .map(|group| group["group_id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn several_groups_make_one_snapshot_by_name_or_by_pattern_since_kafka_2_8() {
    let scene = scene();
    scene.commit("shipping", "orders", &[Some(1)]);
    let (billing, shipping) = (scene.name("billing"), scene.name("shipping"));
    let by_name = snapshot(&[&billing, "-g", &shipping]).with_status(0).json();
    assert_eq!(ids(&by_name), [billing.clone(), shipping.clone()]);
    let pattern = format!("{}(billing|shipping)", scene.name(""));
    let by_pattern = snapshot(&["--groups-matching", &pattern])
        .with_status(0)
        .json();
    assert_eq!(by_pattern["groups"], by_name["groups"]);
}

#[test]
fn all_groups_leave_out_share_groups_and_say_so_since_kafka_4_1() {
    let scene = scene();
    let share = ("start_share_consumer", "stop_share_consumer");
    let member = Member::start(&scene, share, "sharing", "orders", json!({}));
    await_state(&scene, "sharing", "stable");
    // Other tests make and remove groups meanwhile, whose commits may be pending.
    let run = snapshot(&["--all-groups", "--allow-partial"]).with_status(0);
    let named = snapshot(&[&scene.name("sharing")]);
    drop(member);
    let (sharing, billing) = (scene.name("sharing"), scene.name("billing"));
    run.says("left out: ");
    let found = ids(&run.json());
    assert!(
        found.contains(&billing) && !found.contains(&sharing),
        "{found:?}"
    );
    named
        .exits(3)
        .says(&format!(
            "group {sharing} is not a consumer group, and has no commits"
        ))
        .prints_nothing();
}

#[test]
fn a_running_group_is_saved_as_it_stands() {
    let scene = scene();
    scene.empty_topic("clicks", 1);
    for &protocol in version::consumer_protocols() {
        let group = format!("running-{protocol}");
        let member = Member::joins(&scene, &group, "clicks", json!({"protocol": protocol}));
        let row = json!({"topic": scene.name("clicks"), "partition": 0, "offset": 0});
        member.ask("consumer_commit", json!({ "offsets": [row] }));
        let document = snapshot(&[&scene.name(&group)]).with_status(0).json();
        assert_eq!(document["groups"][0]["type"], json!(protocol));
        assert_eq!(document["groups"][0]["state"], "stable");
        assert_eq!(offsets(&document)[0]["committed"]["offset"], 0);
    }
}

#[test]
fn a_group_that_is_not_there_is_refused_and_a_similar_one_is_named() {
    let scene = scene();
    snapshot(&[&scene.name("biling")])
        .exits(3)
        .says(&format!("group {} is not known", scene.name("biling")))
        .says(&format!("did you mean {}?", scene.name("billing")))
        .prints_nothing();
    let pattern = format!("{}nobody.*", scene.name(""));
    snapshot(&["--groups-matching", &pattern])
        .exits(3)
        .says(&format!("no consumer group matches {pattern}"));
    assert!(!scene.knows_group("biling"), "none is created");
}

#[test]
fn which_group_is_never_guessed() {
    snapshot(&[]).exits(2).says("no group is named");
    snapshot(&["billing", "--all-groups"]).exits(2);
    snapshot(&["billing", "-g", "billing"])
        .exits(2)
        .says("group billing is named twice");
}

#[test]
fn a_snapshot_may_be_of_some_topics_or_partitions_only() {
    let scene = scene();
    scene.topic("clicks", &[1]);
    scene.commit("billing", "clicks", &[Some(1)]);
    let billing = scene.name("billing");
    let rows = |args: &[&str]| {
        let document = snapshot(&[&[&*billing], args].concat())
            .with_status(0)
            .json();
        offsets(&document).len()
    };
    assert_eq!(rows(&[]), 3);
    assert_eq!(rows(&["-t", &scene.name("clicks")]), 1);
    assert_eq!(rows(&["-t", &scene.name("orders:1")]), 1);
    assert_eq!(rows(&["--topics-matching", &scene.name("ord.*")]), 2);
    snapshot(&[&billing, "-t", &scene.name("orders:7")])
        .exits(3)
        .says("the topic's partitions are 0 to 1");
    snapshot(&[&billing, "-t", &scene.name("order")])
        .exits(3)
        .says("is not known to this cluster");
}

#[test]
fn a_pending_commit_is_saved_as_unreadable_in_the_words_of_a_change_since_kafka_2_5() {
    let scene = scene();
    let transaction = Transaction::begin(&scene);
    transaction.commit("billing", "orders", 1, 7);
    let run = snapshot(&[&scene.name("billing"), "--allow-partial"]);
    drop(transaction);
    let document = run.exits(0).json();
    let why = "a commit is pending in a transaction";
    run.says(why);
    assert_eq!(offsets(&document)[1]["error"], why);
}
