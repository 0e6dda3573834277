//! `koffset convert`, which needs no cluster.

use std::io::Write;
use std::process::Stdio;

use super::*;
use crate::support::koffset::{Run, command};

/// Runs `koffset convert`, on what stdin gives.
fn piped(input: &str, args: &[&str]) -> Run {
    let mut child = command()
        .args(["convert", "-", "--to"])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    Run::from(child.wait_with_output().unwrap())
}

const CSV: &str = "\"orders\",0,4\n\"orders\",1,7\n";
const RPK: &str = "orders 0 4\norders 1 7\n";
const GROUPS: &str = "\"audit\",\"orders\",1,2\n\"billing\",\"orders\",0,4\n";

#[test]
fn whatever_is_read_is_written_as_whatever_is_asked_for() {
    let formats = ["kafka-csv", "rpk", "kcl", "delete-records"];
    for from in formats {
        let source = piped(RPK, &[from]).with_status(0).stdout;
        for to in formats {
            let there = piped(&source, &[to]).with_status(0);
            there.says_nothing();
            let back = piped(&there.stdout, &[from]).with_status(0);
            assert_eq!(back.stdout, source, "{from} to {to}");
        }
    }
    let ends = piped("orders:0:4\norders:1:7\n", &["kafka-csv"]).with_status(0);
    assert_eq!(ends.stdout, CSV);
}

#[test]
fn one_of_several_groups_is_chosen_by_its_name() {
    let run = piped(GROUPS, &["rpk", "--group", "billing"]).with_status(0);
    assert_eq!(run.stdout, "orders 0 4\n");
    assert_eq!(
        run.stderr,
        "warning: rpk's text leaves out the group's name\n"
    );
    assert_eq!(piped(GROUPS, &["kafka-csv"]).with_status(0).stdout, GROUPS);
    piped(GROUPS, &["rpk"])
        .exits(2)
        .prints_nothing()
        .says("error: rpk's text cannot hold 2 groups")
        .says("hint: choose one group");
    piped(GROUPS, &["rpk", "-g", "absent"])
        .exits(3)
        .says("error: the file does not hold group absent")
        .says("hint: it holds audit, billing");
    piped(RPK, &["kafka-csv", "-g", "billing"])
        .exits(2)
        .says("--group billing: the file is rpk's text, which names no group");
}

#[test]
fn a_dash_is_stdin() {
    piped("", &["rpk"]).exits(1).says("error: -: is empty");
    piped("orders 0 x", &["rpk"])
        .exits(1)
        .prints_nothing()
        .says("error: -: line 1: \"x\" is no offset");
}

#[test]
fn what_was_never_known_is_not_made_up() {
    piped(RPK, &["koffset"])
        .exits(3)
        .prints_nothing()
        .says("rpk's text tells neither cluster nor time nor topic ids, so that no koffset.snapshot can be made")
        .says("hint: koffset reset reads it as it is, with --to-file")
        .never_says("nothing was changed");
}

#[test]
fn a_snapshot_is_converted_and_a_group_of_it_taken_out() {
    let scene = scene();
    scene
        .koffset(&format!(
            "snapshot {{}}billing {{}}{QUOTED} --output all.json"
        ))
        .exits(0);
    let run = scene
        .koffset("convert all.json --to rpk -g {}billing")
        .with_status(0);
    assert_eq!(run.stdout, RPK);
    run.says("warning: rpk's text leaves out the group's name, topic ids,");
    scene
        .koffset("convert all.json --to koffset -g {}billing --output one.json")
        .exits(0);
    move_away(&scene);
    scene.koffset("reset --to-snapshot one.json --yes").exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4), (1, 7)]);
    assert_eq!(scene.offsets(QUOTED, "orders"), [(1, 10)]);
    scene
        .koffset("convert all.json --to kafka-csv --output all.csv.json")
        .exits(0)
        .says("Kafka's CSV of several groups leaves out 1 partition without a commit,");
    scene.koffset("reset --to-file all.csv.json --yes").exits(0);
    assert_eq!(scene.offsets(QUOTED, "orders"), [(1, 2)]);
}

#[test]
fn a_file_is_replaced_only_by_force() {
    let scene = scene();
    write(&scene, "in.json", RPK);
    write(&scene, "out.json", "mine");
    scene
        .koffset("convert in.json --to kafka-csv --output out.json")
        .exits(3)
        .says("exists already");
    assert_eq!(text_of(&scene, "out.json"), "mine");
    scene
        .koffset("convert in.json --to kafka-csv --output out.json --force")
        .exits(0)
        .prints_nothing();
    assert_eq!(text_of(&scene, "out.json"), CSV);
    scene
        .koffset("convert bad.json --to rpk --output new.json")
        .exits(1)
        .says("error: bad.json: does not exist");
    assert!(!scene.file("new.json").exists());
}
