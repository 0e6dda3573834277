use super::*;

#[test]
fn limits_that_are_passed_end_with_4_and_are_named() {
    let scene = Scene::with_orders(&[100, 100], &[Some(10), Some(60)]);
    scene.delete_records("orders", 0, 40);
    scene
        .koffset("lag {}billing --fail-if-lag 50")
        .exits(4)
        .says("--fail-if-lag: billing orders:0 lags by 90, and 50 is the limit")
        .prints("billing orders 1 0 60 100 40 0 60 60.0% -");
    scene.koffset("lag {}billing --fail-if-lag 90").exits(0);
    scene
        .koffset("lag {}billing --fail-if-lost")
        .exits(4)
        .says("--fail-if-lost: billing orders:0 lost 30 offsets");
    scene
        .koffset("lag {}billing -t {}orders:1 --fail-if-lost")
        .exits(0);
    scene
        .koffset("lag {}billing -t {}orders:1 --fail-if-headroom-below 61")
        .exits(4)
        .says("billing orders:1 has 60.0% headroom, and 61% is the limit");
}

#[test]
fn no_commit_in_a_log_that_holds_more_than_the_limit_cannot_be_judged() {
    let scene = Scene::with_orders(&[5, 5], &[Some(5), None]);
    scene
        .koffset("lag {}billing --fail-if-lag 4")
        .exits(1)
        .says(
            "billing orders:1: no commit, and 5 offsets in the log: --fail-if-lag cannot be judged",
        );
    scene.koffset("lag {}billing --fail-if-lag 5").exits(0);
}
