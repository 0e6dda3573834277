//! A context on whose cluster nothing may be changed.

use super::*;
use crate::support::scene::Scene;

#[test]
fn a_read_only_context_refuses_every_change_and_still_shows_and_saves_plans() {
    let scene = Scene::with_orders(&[10], &[Some(5)]);
    let config = format!(
        "current = \"prod\"\n{}{}",
        on_cluster("prod", "read_only = true"),
        on_cluster("free", "")
    );
    let home = Home::with(&config);
    let (group, topic) = (scene.name("billing"), scene.name("orders"));
    let plan = scene.file("plan.json");
    let plan = plan.display();
    let seek = format!("seek {group} {topic}:0=2");
    home.koffset(&format!("{seek} --dry-run")).exits(0);
    home.koffset(&format!("{seek} --save-plan {plan}")).exits(0);
    home.koffset(&format!("apply {plan} --dry-run")).exits(0);
    let made = home.call(&format!("{seek} --yes --context free --format json"));
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
    let run = home.koffset("undo --yes");
    run.exits(3).says("error: context prod is read-only\n");
    let run = home.koffset(&format!("{seek} --yes --no-journal --wait-empty 1s"));
    run.exits(0).never_says("read-only\n");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 2)]);
    let copied = format!("{group}-copied");
    home.koffset(&format!("lag {copied}")).exits(3);
}

/// An address of its own is no other cluster, whatever names it.
#[test]
fn a_contexts_safeguards_hold_on_its_own_address_also_where_a_flag_names_that() {
    let scene = Scene::with_orders(&[10], &[Some(5)]);
    let (group, topic) = (scene.name("billing"), scene.name("orders"));
    let broker = kafka::bootstrap();
    for (safeguard, refusal) in [
        (
            "read_only = true",
            "error: context prod is read-only\n".to_owned(),
        ),
        (
            "protected_groups = [\".*\"]",
            format!("error: group {group} is protected by the context"),
        ),
        (
            "max_replay = 2",
            "max_replay of context prod is the limit".to_owned(),
        ),
        (
            "cluster_id = \"other\"",
            "error: context prod is for cluster other".to_owned(),
        ),
    ] {
        // More addresses than are given: one in common makes it the same cluster.
        let servers = format!("bootstrap_servers = \"{broker},{NOBODY}\"");
        let prod = format!("[contexts.prod]\n{servers}\n{safeguard}\n");
        let seek = format!("seek {group} {topic}:0=2 --yes");
        let home = Home::with(&format!("current = \"prod\"\n{prod}"));
        home.write(
            "client.properties",
            &format!("bootstrap.servers={broker}\n"),
        );
        let file = home.path("client.properties");
        let file = file.display();
        for line in [
            format!("{seek} -b {broker}"),
            format!("{seek} --command-config {file}"),
            format!("{seek} -b {broker} --context prod"),
        ] {
            home.koffset(&line).exits(3).says(&refusal);
        }
        home.call(&seek)
            .env("KOFFSET_BOOTSTRAP_SERVER", broker)
            .run()
            .exits(3)
            .says(&refusal);
        home.write("config.toml", &prod);
        home.call(&format!("{seek} -b {broker}"))
            .env("KOFFSET_CONTEXT", "prod")
            .run()
            .exits(3)
            .says("KOFFSET_CONTEXT gives only the safeguards of context prod: --bootstrap-server names the cluster\n")
            .says(&refusal);
        // The servers stand in the context's own file of a Java client.
        home.write(
            "config.toml",
            &format!("current = \"prod\"\n[contexts.prod]\ncommand_config = \"client.properties\"\n{safeguard}\n"),
        );
        home.koffset(&format!("{seek} -b {broker}"))
            .exits(3)
            .says(&refusal);
        assert_eq!(scene.offsets("billing", "orders"), [(0, 5)]);
    }
}

#[test]
fn a_file_of_contexts_stops_no_flag_that_names_another_cluster_unless_it_makes_no_sense() {
    let home = Home::with(&format!("current = \"prod\"\n{}", on_nothing("prod")));
    let range = format!("range __consumer_offsets -b {}", kafka::bootstrap());
    home.set_mode("config.toml", 0o666);
    home.koffset(&range).exits(0).says_nothing();
    home.call(&range)
        .env("KOFFSET_CONFIG", home.path("gone.toml"))
        .run()
        .exits(0)
        .says_nothing();
    home.write("config.toml", "current = \"gone\"\n");
    home.koffset(&range).exits(0).says_nothing();
    home.write("config.toml", "read_only = maybe\n");
    home.koffset(&range).exits(2).says("config.toml:1");
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
