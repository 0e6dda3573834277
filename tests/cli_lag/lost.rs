use super::*;

#[test]
fn a_log_start_beyond_the_commit_is_a_loss_and_below_it_is_headroom() {
    let scene = Scene::with_orders(&[100, 100], &[Some(10), Some(60)]);
    scene.delete_records("orders", 0, 40);
    scene.delete_records("orders", 1, 40);
    let run = scene.koffset("lag {}billing");
    run.exits(0).prints(
        "billing orders 0 40 10 100 90 30 0 0.0% -\n\
         billing orders 1 40 60 100 40 0 20 33.3% -\n",
    );
    run.says("warning: orders:0: 30 offsets were deleted before billing committed past them\n");
    let told = described(&scene, &["billing"]);
    assert_eq!(told["billing orders:0"], ["10", "100", "90"]);
    let lost = scene
        .koffset("lag {}billing --only lost --format csv")
        .with_status(0);
    assert_eq!(lost.stdout.lines().count(), 2, "\n{}", lost.text());
}

#[test]
fn an_open_transaction_lags_to_the_end_and_not_to_the_last_stable_offset() {
    let scene = Scene::with_orders(&[5], &[Some(5)]);
    let handle = unique("open");
    scene.checker.ask("txn_begin", json!({ "handle": handle }));
    scene
        .checker
        .produce_in_transaction(&handle, &scene.name("orders"), 0, &[1, 2, 3]);
    let end = scene
        .koffset("lag {}billing --format json")
        .with_status(0)
        .json();
    let stable = scene.koffset("lag {}billing --lag-basis last-stable --format json");
    scene.checker.ask("txn_abort", json!({ "handle": handle }));
    let stable = stable.with_status(0).json();
    assert_eq!(partitions(&end)[0]["lag"], 3);
    assert_eq!(partitions(&stable)[0]["lag"], 0);
    for document in [end, stable] {
        let row = &partitions(&document)[0];
        assert_eq!((&row["end"], &row["last_stable"]), (&json!(8), &json!(5)));
    }
}

#[test]
fn a_commit_that_is_pending_in_a_transaction_leaves_the_one_before_in_view_since_kafka_2_5() {
    let scene = Scene::with_orders(&[9], &[Some(4)]);
    let handle = unique("pending");
    scene.checker.ask("txn_begin", json!({ "handle": handle }));
    let pending = json!([{"topic": scene.name("orders"), "partition": 0, "offset": 8}]);
    let fields = json!({"handle": handle, "group": scene.name("billing"), "offsets": pending});
    scene.checker.ask("txn_send_offsets", fields);
    let run = scene.koffset("lag {}billing");
    scene.checker.ask("txn_abort", json!({ "handle": handle }));
    run.exits(0)
        .prints("billing orders 0 0 4 9 5 0 4 44.4% - a commit is pending in a transaction\n");
}

#[test]
fn a_topic_that_was_made_anew_may_end_before_the_commit() {
    let scene = Scene::with_orders(&[3], &[Some(99)]);
    let run = scene.koffset("lag {}billing");
    run.exits(0).prints(
        "billing orders 0 0 99 3 ? ? ? ? - the commit 99 is beyond the end of the log (3)\n",
    );
}

/// A broker takes the commits of a deleted topic away, in a moment that no client is told: whatever is still
/// there is shown with the reason, and the other topics with their numbers.
#[test]
fn a_deleted_topic_is_a_row_with_a_reason_or_gone_with_its_commits() {
    let scene = Scene::with_orders(&[3], &[Some(1)]);
    scene.topic("gone", &[2]);
    scene.commit("billing", "gone", &[Some(1)]);
    scene.delete_topic("gone");
    let run = scene.koffset("lag {}billing --format csv").with_status(0);
    run.prints("billing,simple,empty,orders,0,0,1,3,");
    let gone = run.stdout.lines().find(|line| line.contains(",gone,"));
    if let Some(row) = gone {
        assert!(
            row.ends_with(",gone,0,,1,,,,,,,,the topic does not exist,,false"),
            "{row}"
        );
    }
}
