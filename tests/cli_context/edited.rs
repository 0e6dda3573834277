//! `context list`, `add`, `use` and `check`.

use std::os::unix::fs::symlink;

use super::*;

#[test]
fn the_first_context_makes_a_file_for_its_owner_alone() {
    let home = Home::with("");
    fs::remove_file(home.config()).unwrap();
    let call = home.call("context add prod -b a:1 --production --protect pay-.* --max-skip 0 --zone UTC --cluster-id x");
    call.env("KOFFSET_CONFIG", home.path("new/config.toml"))
        .run()
        .exits(0)
        .prints_nothing()
        .says("to make it the current one: koffset context use prod\n");
    assert_eq!(home.mode("new"), 0o700);
    assert_eq!(home.mode("new/config.toml"), 0o600);
    let list = home.call("context list --format json");
    let list = list.env("KOFFSET_CONFIG", home.path("new/config.toml"));
    let document = list.run().json();
    assert_eq!(document["schema"], "koffset.contexts");
    let prod = &document["contexts"][0];
    assert_eq!(prod["name"], "prod");
    assert_eq!(prod["production"], true);
    assert_eq!(prod["protected_groups"][0], "pay-.*");
    assert_eq!(prod["max_skip"], 0);
    assert!(prod["max_replay"].is_null());
    assert_eq!(prod["expected_cluster_id"], "x");
}

#[test]
fn adding_and_using_keep_comments_and_what_a_link_points_to() {
    let home = Home::with(
        "# mine\ncurrent = \"a\" # for now\n\n[contexts.a] # the first\nbootstrap_servers = \"a:1\"\n",
    );
    let before = home.text();
    home.set_mode("config.toml", 0o644);
    symlink(home.config(), home.path("link.toml")).unwrap();
    let on_link = |line: &str| {
        let call = home.call(line);
        call.env("KOFFSET_CONFIG", home.path("link.toml"))
            .run()
            .with_status(0)
    };
    on_link("context add b -b b:1 -X client.id=x");
    on_link("context use b");
    let link = fs::symlink_metadata(home.path("link.toml")).unwrap();
    assert!(link.file_type().is_symlink());
    assert_eq!(home.mode("config.toml"), 0o600);
    let expected = before.replace("\"a\"", "\"b\"");
    assert!(home.text().starts_with(&expected), "{}", home.text());
    let run = home.koffset("context list").with_status(0);
    let marked: Vec<&str> = run
        .stdout
        .lines()
        .filter(|line| line.starts_with('*'))
        .collect();
    assert_eq!(marked.len(), 1);
    assert!(marked[0].starts_with("* b  "), "{marked:?}");
}

#[test]
fn paths_that_are_added_stand_in_full_since_they_would_start_elsewhere_there() {
    let home = Home::with("");
    home.koffset("context add prod --command-config c.properties -X ssl.ca.location=ca.pem -X sasl.password=file:pw")
        .exits(0);
    let here = std::env::current_dir().unwrap();
    for path in ["c.properties", "ca.pem", "pw"] {
        let full = here.join(path).display().to_string();
        assert!(home.text().contains(&full), "{}", home.text());
    }
}

#[test]
fn what_cannot_be_added_leaves_the_file_as_it_is() {
    let home = Home::with(&on_nothing("prod"));
    let before = home.text();
    for (line, status, message) in [
        ("prod -b a:1", 3, "context prod is in "),
        ("new", 2, "which cluster is not said"),
        ("new -b a:x", 2, "port \"x\""),
        (
            "new -b a:1 -X security.protcol=ssl",
            2,
            "error: -X: no such configuration property: \"security.protcol\"; did you mean security.protocol?",
        ),
        ("new -b a:1 -X security.protocol=tls", 2, "\"tls\""),
        ("new -b a:1 -X sasll.password=x", 2, "\"sasll.password\""),
        ("new -b a:1 -X =x", 2, "error: -X: expected key=value"),
        ("new -b a:1 --protect a(", 2, "a("),
        ("new -b a:1 --zone CST", 2, "UTC, local, or a place"),
        (
            "new -b a:1 -X group.id=x",
            2,
            "koffset sets this property itself",
        ),
    ] {
        home.koffset(&format!("context add {line}"))
            .exits(status)
            .says(message);
    }
    let call = Call::new(&["context", "add", "new", "-b", "a:1", "--cluster-id", ""]);
    let call = call.env("KOFFSET_CONFIG", home.config());
    call.run().exits(2).says("'--cluster-id <ID>'");
    let call = home.call("context add new");
    call.env("KOFFSET_BOOTSTRAP_SERVER", "a:1").run().exits(2);
    home.koffset("context use new").exits(3);
    assert_eq!(home.text(), before);
}

#[test]
fn a_check_says_which_cluster_answers_and_fails_where_none_does() {
    let home = Home::with(&format!("{}{}", on_cluster("prod", ""), on_nothing("gone")));
    let id = crate::support::checker::Checker::of(kafka::bootstrap()).cluster_id();
    home.koffset("context check prod").exits(0).prints(&format!(
        "cluster  {id}; cluster_id = \"{id}\" in the context"
    ));
    let text = home.text().replace(
        "[contexts.gone]",
        &format!("cluster_id = \"{id}\"\n[contexts.gone]"),
    );
    home.write("config.toml", &text);
    home.koffset("context check prod")
        .exits(0)
        .prints(&format!("cluster  {id}, as the context says\n"));
    home.koffset("context check gone").exits(1).says(NOBODY);
}

#[test]
fn a_check_as_json_tells_a_script_all_that_the_text_does() {
    let home = Home::with(&on_cluster("prod", ""));
    let id = crate::support::checker::Checker::of(kafka::bootstrap()).cluster_id();
    home.koffset("context check prod")
        .exits(0)
        .prints("brokers  1\n");
    let checked = home
        .koffset("context check prod --format json")
        .with_status(0);
    let document = checked.json();
    assert_eq!(document["schema"], "koffset.context_check");
    assert_eq!(document["cluster_id"], id);
    assert_eq!(document["context"], "prod");
    assert!(document["expected_cluster_id"].is_null());
    assert_eq!(document["brokers"], 1);
    assert!(document["topics"].is_u64() && document["took_ms"].is_i64());
}
