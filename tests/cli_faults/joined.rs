use super::written::only_change;
use super::*;
use crate::support::version;

/// Lets a consumer join the group past the proxy.
fn join(group: &Group, protocol: &str) -> String {
    let handle = unique("member");
    let fields = json!({
        "handle": handle,
        "group": group.id,
        "topics": [group.topic],
        "protocol": protocol,
    });
    group.checker.ask("start_consumer", fields);
    handle
}

#[test]
fn a_member_that_joins_before_the_commit_arrives_keeps_the_group_where_it_is() {
    let cluster = faulty::cluster();
    for &protocol in version::consumer_protocols() {
        let group = Group::on(&cluster);
        cluster.proxy().spoil(OFFSET_COMMIT, &[Fault::Hold]);
        let running = group.start_rewind(PATIENT);
        cluster.proxy().await_met(OFFSET_COMMIT, 1);
        let member = join(&group, protocol);
        cluster.proxy().release();
        let run = running.ended();
        group
            .checker
            .ask("stop_consumer", json!({ "handle": member }));
        run.exits(3)
            .says("a member has joined")
            .says("nothing was changed");
        assert_eq!(run.json()["result"], "unchanged");
        assert_eq!(statuses(&run), ["failed", "failed"]);
        assert_eq!(group.stands_at(), [5, 5], "{protocol}");
        only_change(&group.id).holds("unchanged", &[(Some(5), "failed"); 2]);
    }
}

#[test]
fn a_member_that_joins_after_a_doubtful_first_try_leaves_the_outcome_to_the_read_back() {
    let cluster = faulty::cluster();
    let group = Group::on(&cluster);
    // The first try is lost on the way and the second is refused: what the first one did is not known.
    let script = [Fault::CutBefore, Fault::Hold];
    cluster.proxy().spoil(OFFSET_COMMIT, &script);
    let running = group.start_rewind(PATIENT);
    cluster.proxy().await_met(OFFSET_COMMIT, 2);
    let member = join(&group, "classic");
    cluster.proxy().release();
    let run = running.ended();
    group
        .checker
        .ask("stop_consumer", json!({ "handle": member }));
    run.exits(5).says("not known");
    assert_eq!(statuses(&run), ["unknown", "unknown"]);
    assert_eq!(group.stands_at(), [5, 5]);
    only_change(&group.id).holds("unknown", &[(Some(5), "unknown"); 2]);
}
