//! Command lines of seek that make no sense, or that the cluster has no place for.

use crate::support::scene::Scene;

#[test]
fn what_cannot_be_meant_is_a_usage_error_that_names_it() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(4)]);
    let refused = |rest: &str, why: &str| {
        let run = scene.koffset(&format!("seek {rest} --yes"));
        assert_eq!(run.status, 2, "{rest}\n{}", run.text());
        run.says(why).prints_nothing();
    };
    refused("{}billing", "<TOPIC[:PARTITIONS]=TARGET>");
    refused(
        "{}billing {}orders:0",
        "there is no =TARGET, as in orders:0=42",
    );
    refused("{}billing {}orders:0=", "a target is empty");
    refused("{}billing {}orders:0=end", "\"end\" is no target");
    refused(
        "{}billing {}orders:0=latest+1",
        "latest+1 is outside the log",
    );
    refused(
        "{}billing {}orders:0=earliest-1",
        "earliest-1 is outside the log",
    );
    refused("{}billing {}orders:0=-0", "shifts by nothing");
    refused(
        "{}billing {}orders:0=9223372036854775808",
        "an offset is at most 9223372036854775807",
    );
    refused(
        "{}billing {}orders:0=@1700000000",
        "hint: for seconds, write 1700000000s",
    );
    refused(
        "{}billing {}orders:0=@2023-11-14T22:16:20",
        "--zone UTC reads it as",
    );
    refused(
        "{}billing {}orders:0=1 {}orders:0=2",
        "orders:0 is named twice",
    );
    refused(
        "{}billing {}orders=1 {}orders:0=2",
        "topic orders is named twice",
    );
    refused("-g {}billing", "which partitions are to move is not said");
    refused(
        "-g {}billing {}billing {}orders:0=1",
        "billing: there is no =TARGET, as in orders:0=42",
    );
    refused("{}billing {}orders:0,0=1", "partition 0 is named twice");
    refused("{}billing {}orders:x=1", "\"x\" is no partition");
    for option in ["--zone UTC", "--no-record-after skip"] {
        let line = format!("{{}}billing {{}}orders:0=latest {option}");
        refused(&line, "belongs to a time, such as orders:0=@now-1h");
    }
    refused("{}billing =1", "a topic's name is empty");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 4)]);
}

#[test]
fn a_topic_or_partition_that_is_not_there_is_refused() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("seek {}billing {}order:0=1 --yes")
        .exits(3)
        .says("error: topic order is not known to this cluster")
        .says("hint: did you mean orders?");
    scene
        .koffset("seek {}billing {}orders:3=1 --yes")
        .exits(3)
        .says("error: orders:3 is not there");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}
