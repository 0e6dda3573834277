//! Command lines that make no sense, and who may answer the question.

use crate::support::scene::Scene;

#[test]
fn what_cannot_be_meant_is_a_usage_error_that_names_it() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let refused = |rest: &str, why: &str| {
        let run = scene.koffset(&format!("reset {rest} --yes"));
        assert_eq!(run.status, 2, "{rest}\n{}", run.text());
        run.says(why).prints_nothing();
    };
    refused("{}billing -t {}orders", "--to-earliest|--to-latest");
    refused(
        "{}billing -t {}orders --to-earliest --to-latest",
        "'--to-earliest' cannot be used with '--to-latest'",
    );
    refused(
        "{}billing -t {}orders --to-offset 1 --to-offset 2",
        "'--to-offset <N>' cannot be used multiple times",
    );
    refused("-t {}orders --to-earliest", "which group is not said");
    refused(
        "{}billing --to-earliest",
        "hint: name them with --topic, or write --all-topics",
    );
    refused(
        "{}billing --all-topics -t {}orders --to-earliest",
        "'--all-topics' cannot be used with '--topic <TOPIC[:PARTITIONS]>'",
    );
    for line in [
        "-t {}orders --committed-only --to-earliest",
        "--to-snapshot a.json --committed-only",
    ] {
        let why = "--committed-only belongs to --all-topics";
        refused(&format!("{{}}billing {line}"), why);
    }
    refused(
        "{}billing -t {}orders --exact --to-earliest",
        "--exact belongs to --to-snapshot",
    );
    refused(
        "{}billing -g {}billing -t {}orders --to-earliest",
        "group billing is named twice",
    );
    refused(
        "{}billing -t {}orders -t {}orders --to-earliest",
        "topic orders is named twice",
    );
    refused(
        "{}billing -t {}orders:0 -t {}orders:0 --to-earliest",
        "orders:0 is named twice",
    );
    refused(
        "{}billing -t {}orders:0,0 --to-earliest",
        "partition 0 is named twice",
    );
    for target in [
        "--to-earliest",
        "--to-offset 1",
        "--by-duration 1h",
        "--shift-by 1",
    ] {
        let line = format!("{{}}billing -t {{}}orders {target} --zone UTC");
        refused(&line, "--zone belongs to --to-timestamp");
    }
    for target in ["--to-latest", "--to-current", "--to-file a.csv"] {
        let line = format!("{{}}billing -t {{}}orders {target} --no-record-after skip");
        refused(
            &line,
            "--no-record-after belongs to --to-timestamp and --by-duration",
        );
    }
    refused(
        "{}billing -t {}orders --to-latest --wait-empty -1s",
        "\"-1s\": a duration is not negative",
    );
    refused(
        "{}billing -t {}or,ders --to-latest",
        "no topic's name has ',' in it",
    );
    refused(
        "{}billing -t {}orders:a --to-earliest",
        "\"a\" is no partition",
    );
    refused(
        "{}billing -t {}orders --to-offset -1",
        "--to-offset -1: an offset is a whole number from 0 to 9223372036854775807",
    );
    refused(
        "{}billing -t {}orders --to-offset 9223372036854775808",
        "--to-offset 9223372036854775808: an offset is a whole number",
    );
    refused(
        "{}billing -t {}orders --to-offset 1.5",
        "--to-offset 1.5: an offset is a whole number",
    );
    for shift in ["0", "+0", "two", "--1", "1e3", "9223372036854775808"] {
        let why =
            format!("--shift-by {shift}: a shift is +N or -N, of 1 to 9223372036854775807 offsets");
        refused(
            &format!("{{}}billing -t {{}}orders --shift-by {shift}"),
            &why,
        );
    }
    refused(
        "{}billing --topics-matching ( --to-earliest",
        "--topics-matching",
    );
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn a_hint_about_shifts_is_only_given_where_one_may_be_meant() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("reset {}billing -t {}orders --to-offset -1 --yes")
        .says("hint: for a distance from the commit, write --shift-by");
    scene
        .koffset("reset {}billing -t {}orders --to-offset 9223372036854775808 --yes")
        .never_says("hint:");
}

#[test]
fn a_topic_or_partition_that_is_not_there_is_refused() {
    let scene = Scene::with_orders(&[10, 10], &[Some(4), Some(4)]);
    scene
        .koffset("reset {}billing -t {}order --to-earliest --yes")
        .exits(3)
        .says("error: topic order is not known to this cluster")
        .says("hint: did you mean orders?");
    scene
        .koffset("reset {}billing -t {}orders:1,2 --to-earliest --yes")
        .exits(3)
        .says("error: orders:2 is not there: the topic's partitions are 0 to 1");
    scene
        .koffset("reset {}billing --topics-matching {}nothing.* --to-earliest --yes")
        .exits(3)
        .says("error: no topic matches nothing.*");
    scene
        .koffset("reset --groups-matching {}nobody.* -t {}orders --to-earliest --yes")
        .exits(3)
        .says("error: no consumer group matches nobody.*");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 4)]);
}

#[test]
fn without_a_terminal_and_without_yes_nobody_can_be_asked() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("reset {}billing -t {}orders --to-earliest")
        .exits(6)
        .prints_nothing()
        .says("~ orders 0 0 4 0 -4 4 0 10")
        .says("At most 4 records will be replayed and 0 skipped, in 1 partition of 1 topic.")
        .says("error: nobody can be asked: stdin and stderr are not both a terminal")
        .says("hint: --yes changes without asking, --dry-run only shows")
        .says("nothing was changed");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn nobody_is_asked_where_nothing_would_change() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("reset {}billing -t {}orders --to-offset 4")
        .exits(0)
        .prints("nothing to do\n");
}

#[test]
fn execute_is_another_word_for_yes() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("reset --group {}billing --topic {}orders --to-earliest --execute")
        .exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 0)]);
}

#[test]
fn a_dry_run_and_yes_contradict_each_other() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    scene
        .koffset("reset {}billing -t {}orders --to-earliest --yes --dry-run")
        .exits(2);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn a_value_that_cannot_be_read_is_told_with_its_option() {
    for (option, value) in [
        ("--by-duration", "5"),
        ("--to-timestamp", "tomorrow"),
        ("--to-offset", "ten"),
        ("--shift-by", "x"),
    ] {
        crate::support::koffset::Run::of([
            "reset",
            "billing",
            "-t",
            "orders",
            option,
            value,
            "-b",
            "127.0.0.1:9",
        ])
        .exits(2)
        .says(option)
        .says(value);
    }
}
