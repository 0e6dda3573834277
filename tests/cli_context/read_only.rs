//! A context on whose cluster nothing may be changed.

use super::*;
use crate::support::scene::Scene;

#[test]
fn a_read_only_context_refuses_every_change_and_still_shows_and_saves_plans() {
    let scene = Scene::with_orders(&[10], &[Some(5)]);
    let config = format!(
        "current = \"prod\"\n{}",
        on_cluster("prod", "read_only = true")
    );
    let home = Home::with(&config);
    let (group, topic) = (scene.name("billing"), scene.name("orders"));
    let plan = scene.file("plan.json");
    let plan = plan.display();
    let seek = format!("seek {group} {topic}:0=2");
    home.koffset(&format!("{seek} --dry-run")).exits(0);
    home.koffset(&format!("{seek} --save-plan {plan}")).exits(0);
    home.koffset(&format!("apply {plan} --dry-run")).exits(0);
    let made = home.call(&format!(
        "{seek} --yes -b {} --format json",
        kafka::bootstrap()
    ));
    let id = made.run().with_status(0).json()["journal_id"]
        .as_str()
        .unwrap()
        .to_owned();
    scene.commit("billing", "orders", &[Some(2)]);
    for command in [
        format!("seek {group} {topic}:0=3"),
        format!("reset {group} -t {topic} --to-earliest"),
        format!("copy {group} {group}-copied --create-group --all-topics"),
        format!("delete-offsets {group} -t {topic}"),
        format!("group delete {group}"),
        format!("undo {id}"),
    ] {
        let run = home.koffset(&format!("{command} --yes"));
        run.exits(3)
            .says("context  prod (read-only)\n")
            .says("error: context prod is read-only\n")
            .says("hint: --dry-run only shows what would change\n")
            .says("nothing was changed\n");
    }
    let run = home.koffset(&format!("{seek} --yes --no-journal --wait-empty 1s"));
    run.exits(0).never_says("read-only\n");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 2)]);
    let copied = format!("{group}-copied");
    home.koffset(&format!("lag {copied}")).exits(3);
}

#[test]
fn a_read_only_context_is_written_shown_and_listed_as_such() {
    let home = Home::with("");
    home.koffset("context add prod -b a:1 --read-only").exits(0);
    assert!(home.text().contains("read_only = true"), "{}", home.text());
    home.koffset("context list").exits(0).prints("read-only");
    home.koffset("context show prod")
        .exits(0)
        .prints("read_only");
    let list = home.koffset("context list --format json").json();
    assert_eq!(list["contexts"][0]["read_only"], true);
}
