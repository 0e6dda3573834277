//! Each command is run with exactly the ACLs that its recipe prints, and with one of them taken away.

use crate::support::acls::{KOFFSET, Right, grant, guard, revoke, run_line};
use crate::support::guarded;
use crate::support::koffset::Run;
use crate::support::scene::Scene;

/// A group in the middle of a topic, and another one at the same place; nobody has any right on them.
fn scene() -> Scene {
    let scene = guarded::scene();
    scene.topic("orders", &[10]);
    for group in ["billing", "shipping"] {
        scene.commit(group, "orders", &[Some(4)]);
    }
    guard(
        &scene,
        &[
            ("topic", "orders"),
            ("group", "billing"),
            ("group", "shipping"),
        ],
    );
    scene
}

/// The lines of the recipe for commands on the groups and the topic of the scene.
fn recipe(scene: &Scene, commands: &str, groups: &[&str]) -> Vec<String> {
    let groups: String = groups
        .iter()
        .map(|group| format!(" -g {{}}{group}"))
        .collect();
    let line = format!("access {commands} --recipe --principal {KOFFSET}{groups} -t {{}}orders");
    let run = scene.koffset(&line);
    run.exits(0).says_nothing();
    run.stdout.lines().map(str::to_owned).collect()
}

/// Runs the lines of a recipe, and gives back what they granted.
fn granted<'a>(scene: &Scene, recipe: &'a [String]) -> Vec<Right<'a>> {
    recipe.iter().for_each(|line| run_line(scene, line));
    recipe
        .iter()
        .flat_map(|line| Right::in_line(line))
        .collect()
}

/// Runs a command with one right less, in whose place stands that to look.
fn without(scene: &Scene, right: Right<'_>, command: &str) -> Run {
    let look = Right {
        operation: "DESCRIBE",
        ..right
    };
    let keeps_looking = right != look;
    if keeps_looking {
        grant(scene, look);
    }
    revoke(scene, right);
    let run = scene.koffset(command);
    grant(scene, right);
    if keeps_looking {
        revoke(scene, look);
    }
    run
}

fn names(run: &Run, right: Right<'_>) {
    let Right {
        operation,
        resource,
        name,
    } = right;
    assert_ne!(run.status, 0, "{right:?}\n{}", run.text());
    let line =
        format!(" --add --allow-principal {KOFFSET} --operation {operation} --{resource} {name}\n");
    run.says(&line);
    let lack = format!("needs {operation} on the {resource}");
    assert!(run.text().contains(&lack), "{lack}\n{}", run.text());
}

/// Has each right of a command's recipe missed once, and runs it with all of them.
fn needs_its_recipe(command: &str, groups: &[&str], line: &str) {
    let scene = scene();
    let recipe = recipe(&scene, command, groups);
    let rights = granted(&scene, &recipe);
    for right in &rights {
        names(&without(&scene, *right, line), *right);
    }
    scene.koffset(line).exits(0);
}

#[test]
fn what_looks_at_logs_needs_to_describe_topics() {
    needs_its_recipe("range", &[], "range {}orders");
    needs_its_recipe("count", &[], "count {}orders");
}

#[test]
fn what_reads_records_needs_to_read_topics() {
    needs_its_recipe("count-exact", &[], "count {}orders --exact");
    needs_its_recipe("lag-time", &["billing"], "lag {}billing -t {}orders --time");
}

#[test]
fn what_looks_at_groups_needs_to_describe_them_and_the_topics() {
    needs_its_recipe("lag", &["billing"], "lag {}billing -t {}orders");
    needs_its_recipe("snapshot", &["billing"], "snapshot {}billing -t {}orders");
    let watch = "watch {}billing -t {}orders --until empty";
    needs_its_recipe("watch", &["billing"], watch);
}

#[test]
fn what_moves_commits_needs_to_read_group_and_topic() {
    let reset = "reset {}billing -t {}orders --to-earliest --yes";
    needs_its_recipe("reset", &["billing"], reset);
    needs_its_recipe("seek", &["billing"], "seek {}billing {}orders:0=2 --yes");
}

#[test]
fn what_copies_commits_needs_only_to_describe_the_group_that_is_copied() {
    let copy = "copy {}billing {}shipping -t {}orders --yes";
    let scene = scene();
    let from = recipe(&scene, "copy-from", &["billing"]);
    let to = recipe(&scene, "copy", &["shipping"]);
    let [from, to] = [&from, &to].map(|lines| granted(&scene, lines));
    assert_eq!(from[0], Right::new("DESCRIBE", "group", "billing"));
    scene.commit("shipping", "orders", &[Some(7)]);
    for right in from[..1].iter().chain(&to) {
        names(&without(&scene, *right, copy), *right);
        assert_eq!(scene.offsets("shipping", "orders"), [(0, 7)]);
    }
    scene.koffset(copy).exits(0);
    assert_eq!(scene.offsets("shipping", "orders"), [(0, 4)]);
}

#[test]
fn what_removes_commits_needs_to_delete_the_group_and_read_the_topic_since_kafka_2_4() {
    let line = "delete-offsets {}billing -t {}orders --yes";
    needs_its_recipe("delete-offsets", &["billing"], line);
}

#[test]
fn what_deletes_a_group_needs_to_delete_it() {
    let scene = scene();
    let recipe = recipe(&scene, "group-delete", &["billing"]);
    let line = "group delete {}billing --yes";
    for right in granted(&scene, &recipe) {
        if right.resource == "group" {
            names(&without(&scene, right, line), right);
        }
    }
    scene.koffset(line).exits(0);
    grant(&scene, Right::new("describe", "group", "billing"));
    assert!(!scene.knows_group("billing"));
}

#[test]
fn a_saved_plan_and_an_undo_need_what_they_change_since_kafka_2_4() {
    let scene = scene();
    let recipe = recipe(&scene, "apply undo", &["billing"]);
    let rights = granted(&scene, &recipe);
    assert_eq!(
        rights,
        [
            Right::new("READ", "group", "billing"),
            Right::new("DELETE", "group", "billing"),
            Right::new("READ", "topic", "orders"),
        ]
    );
    let save = "delete-offsets {}billing -t {}orders --save-plan plan.json";
    scene.koffset(save).exits(0);
    let apply = "apply plan.json --yes";
    for right in &rights[1..] {
        names(&without(&scene, *right, apply), *right);
    }
    let applied = scene.koffset(apply).with_status(0);
    let mut said = applied.stderr.lines();
    let id = said.find_map(|line| line.strip_prefix("journal ")).unwrap();
    let undo = format!("undo {id} --yes");
    names(&without(&scene, rights[0], &undo), rights[0]);
    scene.koffset(&undo).exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}

#[test]
fn a_recipe_for_reading_is_enough_to_look_and_for_nothing_else_since_kafka_2_3() {
    let scene = scene();
    let recipe = recipe(&scene, "read", &["billing", "shipping"]);
    let [cluster, groups_and_topic @ ..] = &recipe[..] else {
        panic!("no line for the cluster: {recipe:?}");
    };
    assert!(cluster.ends_with(" --operation DESCRIBE --cluster"));
    granted(&scene, groups_and_topic);
    for line in [
        "range {}orders",
        "count {}orders",
        "lag {}billing",
        "snapshot {}billing",
        "diff {}billing {}shipping",
        "group describe {}billing",
        "group list {}billing --wide",
    ] {
        scene.koffset(line).exits(0);
    }
    let reset = scene.koffset("reset {}billing -t {}orders --to-earliest --yes");
    reset.exits(3);
    names(&reset, Right::new("READ", "group", "billing"));
    assert_eq!(scene.offsets("billing", "orders"), [(0, 4)]);
}
