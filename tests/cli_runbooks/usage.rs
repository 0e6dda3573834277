use super::{files, run};
use crate::support::scene::Scene;

const RUNBOOKS: [&str; 5] = [
    "after-bad-deploy.sh",
    "blue-green.sh",
    "planned-stop.sh",
    "restore-after-wrong-reset.sh",
    "skip-poison-record.sh",
];

#[test]
fn every_runbook_has_help_with_a_worked_example() {
    let scene = Scene::new();
    for runbook in RUNBOOKS {
        run(&scene, runbook, &["--help"])
            .exits(0)
            .says_nothing()
            .prints(&format!("Usage: {runbook}"))
            .prints("Example: ")
            .prints("export KOFFSET_BOOTSTRAP_SERVER=kafka-1:9092")
            .prints("--execute do it; without this, nothing is changed")
            .prints("Exit codes");
    }
}

#[test]
fn what_makes_no_sense_is_told_before_anything_is_done() {
    let scene = Scene::new();
    for (runbook, words, message) in [
        (0, "", "one group is needed"),
        (0, "a b --deploy-time 1700000000000", "one group is needed"),
        (0, "a", "--deploy-time is missing"),
        (0, "a --deploy-time", "--deploy-time: its value is missing"),
        (
            0,
            "a --deploy-time now-1h",
            "would move on while this waits",
        ),
        (
            0,
            "a --deploy-time 1700000000000 --yes",
            "--yes: there is no such option",
        ),
        (
            0,
            "a --deploy-time 1700000000000 --wait-empty 10",
            "--wait-empty 10: a time is a number with s, m or h",
        ),
        (
            0,
            "a --deploy-time 1700000000000 --wait-moving 0s",
            "--wait-moving 0s: a time is",
        ),
        (1, "a", "two groups are needed"),
        (2, "--file f.zst", "before or after is needed"),
        (2, "before a", "--file FILE is needed"),
        (2, "before a --file f.json", "FILE ends in .zst or .gz"),
        (2, "before --file f.zst", "before: a group is needed"),
        (
            2,
            "before a --file f.zst --start-command true",
            "--start-command belongs to after",
        ),
        (2, "after a --file f.zst", "after: the file says the groups"),
        (
            2,
            "after --file f.zst --stop-command true",
            "--stop-command belongs to before",
        ),
        (
            3,
            "a --change 1 --snapshot b",
            "--change or --snapshot, and not both",
        ),
        (3, "a --exact --change 1", "--exact belongs to --snapshot"),
        (
            3,
            "a --discard-progress --snapshot b",
            "--discard-progress belongs to --change",
        ),
        (
            4,
            "a b 0",
            "a group, a topic, a partition and an offset are needed",
        ),
        (4, "a b 0 x", "x is no number"),
        (4, "a b 00 1", "00 is no number"),
    ] {
        let mut words: Vec<&str> = words.split_whitespace().collect();
        words.push("--execute");
        if message.contains("its value") {
            words.pop();
        }
        run(&scene, RUNBOOKS[runbook], &words)
            .exits(2)
            .prints_nothing()
            .says(message)
            .says("--help");
    }
    assert_eq!(files(&scene), [""; 0]);
}

#[test]
fn what_koffset_does_not_understand_ends_it_before_anything_is_stopped() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let stop = ["--stop-command", "touch stopped", "--execute"];
    let args = ["{}billing", "--deploy-time", "yesterday"];
    run(&scene, "after-bad-deploy.sh", &[&args[..], &stop].concat())
        .exits(2)
        .says("yesterday")
        .says("koffset does not take this command line");
    assert!(!scene.file("stopped").exists());
}

#[test]
fn an_unknown_group_is_refused_before_anything_is_stopped() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let stop = ["--stop-command", "touch stopped", "--execute"];
    let args = ["{}shipping", "--deploy-time", "1700000000000"];
    run(&scene, "after-bad-deploy.sh", &[&args[..], &stop].concat())
        .exits(3)
        .says("shipping")
        .says("koffset would refuse this");
    assert!(!scene.file("stopped").exists());
}

#[test]
fn secrets_among_librdkafkas_properties_are_not_told() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let args = [
        "{}billing",
        "--deploy-time",
        "1700000000000",
        "-X",
        "sasl.password=hunter2",
    ];
    run(&scene, "after-bad-deploy.sh", &args)
        .prints("koffset -X sasl.password=… reset --dry-run")
        .never_says("hunter2");
}

#[test]
fn a_folder_that_is_there_already_is_not_written_to() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let args = ["{}billing", "{}orders", "0", "4", "--execute", "--dir", "."];
    run(&scene, "skip-poison-record.sh", &args)
        .exits(1)
        .says("the folder . cannot be made");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}
