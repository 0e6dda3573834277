//! A file of contexts that makes no sense, is not there, or that others may read.

use super::*;

const INLINE: &str = "properties = {'sasl.password' = 'hunter2'}";

#[test]
fn an_unknown_key_is_named_with_its_line_and_what_may_be_meant() {
    let home = Home::with("[contexts.prod]\nbootstrap_server = \"a:1\"\n");
    for command in [
        "--context prod range",
        "range",
        "context list",
        "context check prod",
    ] {
        home.koffset(command)
            .exits(2)
            .prints_nothing()
            .says("config.toml:2: bootstrap_server is no key that is known here\n")
            .says("hint: did you mean bootstrap_servers?\n");
    }
}

#[test]
fn a_context_that_is_not_there_is_refused_with_what_may_be_meant() {
    let home = Home::with(&format!("{}current = 'gone'", ""));
    home.koffset("range")
        .exits(3)
        .says("error: context gone is not in ");
    let home = Home::with(&on_nothing("prod"));
    for command in ["--context prd range", "context show prd", "context use prd"] {
        home.koffset(command)
            .exits(3)
            .says("error: context prd is not in ")
            .says("hint: did you mean prod?\n");
    }
    home.koffset("range")
        .exits(2)
        .says("error: which cluster is not said\n");
    home.koffset("context show prod --context other")
        .exits(2)
        .says("error: prod and --context other are two contexts\n");
}

#[test]
fn a_property_that_librdkafka_does_not_take_is_told_with_where_it_stands() {
    let lines = "properties = {'security.protocl' = 'ssl'}";
    let home = Home::with(&on_cluster("prod", lines));
    home.koffset("--context prod range")
        .exits(2)
        .says(&format!(
            "error: {}: context prod: ",
            home.config().display()
        ))
        .says("\"security.protocl\"");
}

#[test]
fn a_file_that_is_named_must_be_there() {
    let home = Home::with("");
    fs::remove_file(home.config()).unwrap();
    for command in ["range", "context list", "--context prod range"] {
        home.koffset(command)
            .exits(1)
            .says("config.toml: does not exist\n");
    }
}

#[test]
fn a_secret_in_a_file_that_others_may_read_is_refused_before_anything_is_asked() {
    let home = Home::with(&format!(
        "{}{}",
        on_cluster("prod", INLINE),
        on_cluster("other", "")
    ));
    for mode in [0o640, 0o604, 0o644] {
        home.set_mode("config.toml", mode);
        for command in ["--context other range", "context list", "context show prod"] {
            home.koffset(command)
                .exits(3)
                .prints_nothing()
                .says("others may read it, and the sasl.password of context prod stands in it\n")
                .says(&format!("hint: chmod 600 {}\n", home.config().display()))
                .never_says("hunter2");
        }
    }
}

#[test]
fn a_secret_in_a_file_for_its_owner_alone_is_taken_with_a_warning_unless_quiet() {
    let home = Home::with(&on_cluster("prod", INLINE));
    let range = "--context prod range __consumer_offsets";
    let run = home.koffset(range);
    run.exits(0)
        .says("warning: the sasl.password of context prod stands in its file; write env:NAME");
    assert_eq!(run.stderr.lines().count(), 1);
    home.koffset(&format!("{range} -q")).exits(0).says_nothing();
}
