use super::*;

/// A move whose commit waits at the proxy.
fn held(stage: &Stage) -> Running {
    stage.proxy().spoil(OFFSET_COMMIT, &[Fault::Hold]);
    let running = stage.start(MOVE);
    stage.proxy().await_met(OFFSET_COMMIT, 1);
    running
}

#[test]
fn what_a_change_replaces_is_on_disk_before_it_is_sent() {
    let stage = Stage::with_billing();
    let running = held(&stage);
    let change = only_change();
    stage.proxy().release();
    stage.ended(running).exits(0);
    assert_eq!(change["result"], "interrupted");
    assert!(change["applied"].is_null(), "{change}");
    assert_eq!(only_change()["result"], "applied");
    stage.stands_at(&AFTER);
}

#[test]
fn a_koffset_that_is_killed_leaves_what_it_replaced_and_no_word_of_its_end() {
    let stage = Stage::with_billing();
    let running = held(&stage);
    running.signal(Signal::KILL);
    running.ended();
    let change = only_change();
    assert_eq!(change["result"], "interrupted");
    let id = change["id"].as_str().unwrap();
    offline(&["journal", "show", id])
        .exits(0)
        .prints("result   interrupted")
        .prints("2 partitions may stand as before or as planned")
        .prints(&format!("koffset undo {id}"));
    let shown = offline(&["journal", "show", id, "--format", "json"]).json();
    for row in shown["plan"]["groups"][0]["changes"].as_array().unwrap() {
        assert_eq!(row["before"]["offset"], BEFORE[0].1);
    }
    stage.proxy().release();
    stage.koffset(MOVE).exits(0);
    stage.stands_at(&AFTER);
}

#[test]
fn a_second_koffset_on_the_group_is_refused_while_the_first_is_at_it() {
    let stage = Stage::with_billing();
    let running = held(&stage);
    let second = stage.koffset(MOVE);
    stage.proxy().release();
    stage.ended(running).exits(0);
    second
        .exits(3)
        .prints_nothing()
        .says("error: another koffset is changing group billing (process ")
        .says("nothing was changed");
    assert_eq!(only_change()["result"], "applied");
    stage.stands_at(&AFTER);
}
