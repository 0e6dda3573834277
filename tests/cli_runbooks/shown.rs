//! Names that a terminal would obey or not show, as the runbooks write them.

use super::{Service, run};
use crate::support::scene::{Scene, time_of};

/// What a runbook says of an option with this in its name, which there is not.
fn is_shown_as(name: &str, shown: &str) {
    let option = format!("--{name}|");
    run(&Scene::new(), "blue-green.sh", &[&option])
        .exits(2)
        .says(&format!(": --{shown}|: there is no such option"));
}

#[test]
fn what_cannot_be_seen_is_its_escape_as_koffset_writes_it() {
    for c in "\t\n\r\u{1b}\u{7f}\u{85}\u{a0}\u{34f}\u{115f}\u{1680}\u{17b4}\u{180b}\u{200b}\u{202e}\u{2028}\u{2800}\
              \u{3000}\u{3164}\u{e000}\u{fe0f}\u{feff}\u{ffa0}\u{e0041}\u{e0100}"
        .chars()
    {
        is_shown_as(&c.to_string(), &c.escape_default().to_string());
    }
    is_shown_as("zähler 订单 e\u{301}", "zähler 订单 e\u{301}");
}

#[test]
fn a_backslash_is_doubled_only_where_it_would_begin_an_escape() {
    for (name, shown) in [
        (r"a\nb", r"a\\nb"),
        (r"a\u{1b}", r"a\\u{1b}"),
        ("a\\\nb", r"a\\\nb"),
        (r"a\\", r"a\\\"),
        (r"DOMAIN\bob", r"DOMAIN\bob"),
    ] {
        is_shown_as(name, shown);
    }
}

#[test]
fn a_name_in_a_message_of_koffset_is_escaped_once() {
    const GROUP: &str = r"{}a\nb";
    let scene = Scene::new();
    scene.topic("orders", &[10]);
    let _service = Service::running(&scene, GROUP);
    let time = time_of(2).to_string();
    let run = run(
        &scene,
        "after-bad-deploy.sh",
        &[GROUP, "--deploy-time", &time],
    );
    run.exits(0).prints(r"a\\nb has active members");
}
