//! `koffset __complete` itself: quick, silent, and with a memory of a minute.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use super::{learn_names, told};
use crate::support::kafka;
use crate::support::koffset::Run;
use crate::support::scene::Scene;

fn values(run: &Run) -> Vec<&str> {
    let lines = run.stdout.lines();
    lines.filter_map(|line| line.split('\t').next()).collect()
}

#[test]
fn groups_and_topics_stand_where_each_is_expected() {
    let scene = Scene::with_orders(&[1], &[Some(1)]);
    learn_names(&scene);
    let (group, topic) = (scene.name("billing"), scene.name("orders"));
    let name = scene.name("");
    for words in [
        &["lag", &name][..],
        &["snapshot", &name],
        &["reset", &name],
        &["reset", "X", "--from-group", &name],
        &["copy", "X", &name],
        &["group", "delete", &name],
    ] {
        let run = told(&scene, kafka::bootstrap(), words).with_status(0);
        assert_eq!(values(&run), [&group], "{words:?}");
    }
    for words in [
        &["range", &name][..],
        &["count", &name],
        &["lag", "X", "--topic", &name],
        &["delete-offsets", "X", "-t", &name],
    ] {
        let run = told(&scene, kafka::bootstrap(), words).with_status(0);
        assert_eq!(values(&run), [&topic], "{words:?}");
    }
}

#[test]
fn contexts_of_the_file_stand_where_one_is_named() {
    let scene = Scene::new();
    let file = scene.file("config.toml");
    fs::write(
        &file,
        "[contexts.prod-eu]\n[contexts.prod-us]\n[contexts.test]\n",
    )
    .unwrap();
    let file = file.to_str().unwrap();
    let of = |words: &[&str]| told(&scene, "", &[&["--config", file], words].concat());
    for words in [
        &["--context", "prod-"][..],
        &["context", "use", "prod-"],
        &["context", "show", "prod-"],
        &["context", "check", "prod-"],
        &["lag", "billing", "--context", "prod-"],
    ] {
        let run = of(words).with_status(0);
        assert_eq!(values(&run), ["prod-eu", "prod-us"], "{words:?}");
    }
    // A new one has a name of its own.
    of(&["context", "add", "prod-"]).prints_nothing();
}

#[test]
fn a_file_of_contexts_that_cannot_be_read_completes_nothing_silently() {
    let scene = Scene::new();
    let broken = scene.file("config.toml");
    fs::write(&broken, "contexts = 1").unwrap();
    for file in [broken, scene.file("missing.toml")] {
        let words = ["--config", file.to_str().unwrap(), "context", "use", ""];
        let run = told(&scene, "", &words).with_status(0);
        run.prints_nothing().says_nothing();
    }
}

#[test]
fn kafkas_own_topics_are_for_who_types_an_underscore() {
    let scene = Scene::with_orders(&[1], &[Some(1)]);
    learn_names(&scene);
    let of = |typed| told(&scene, kafka::bootstrap(), &["range", typed]);
    assert!(values(&of("__")).contains(&"__consumer_offsets"));
    assert!(!values(&of("")).contains(&"__consumer_offsets"));
}

#[test]
fn names_are_offered_as_brokers_hold_them_and_those_that_cannot_be_typed_are_not() {
    let scene = Scene::with_orders(&[1], &[Some(1)]);
    for name in [
        "as\\nit-is",
        "line\nbreak",
        "\u{1b}[1mloud",
        "right-to-left\u{202e}",
        "no\u{200b}width",
        "not-utf8\u{fffd}",
    ] {
        scene.commit(name, "orders", &[Some(1)]);
    }
    learn_names(&scene);
    let run = told(&scene, kafka::bootstrap(), &["lag", &scene.name("")]);
    assert_eq!(
        values(&run),
        [scene.name("as\\nit-is"), scene.name("billing")]
    );
}

#[test]
fn no_name_is_offered_that_would_be_an_option() {
    let scene = Scene::new();
    let file = scene.file("config.toml");
    fs::write(&file, "[contexts.--yes]\n[contexts.a--yes]\n").unwrap();
    let words = ["--config", file.to_str().unwrap(), "context", "use"];
    for (typed, offered) in [("", &["a--yes"][..]), ("--y", &[])] {
        let run = told(&scene, "", &[&words[..], &[typed]].concat());
        assert_eq!(values(&run), offered, "{typed}");
    }
}

#[test]
fn names_are_remembered_in_files_of_their_owner_alone() {
    let scene = Scene::with_orders(&[1], &[Some(1)]);
    let group = scene.name("");
    let of = |servers| told(&scene, servers, &["lag", &group]).with_status(0);
    learn_names(&scene);
    assert_eq!(values(&of(kafka::bootstrap())).len(), 1);
    scene.commit("later", "orders", &[Some(1)]);
    assert_eq!(values(&of(kafka::bootstrap())).len(), 1);
    let folder = scene.file("cache").join("koffset").join("names");
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let old = fs::File::options().write(true).open(&path).unwrap();
        let past = std::time::SystemTime::now() - Duration::from_secs(61);
        old.set_modified(past).unwrap();
    }
    learn_names(&scene);
    assert_eq!(values(&of(kafka::bootstrap())).len(), 2);
    // Another cluster has other names.
    of("127.0.0.1:1").prints_nothing();
}

#[test]
fn a_cluster_that_does_not_answer_completes_nothing_soon_and_silently() {
    let scene = Scene::new();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = silent.local_addr().unwrap().to_string();
    for servers in [
        &silent,
        "127.0.0.1:1",
        "no-such-host.invalid:9092",
        "no address",
    ] {
        let began = Instant::now();
        let run = told(&scene, servers, &["lag", ""]).with_status(0);
        run.prints_nothing().says_nothing();
        assert!(began.elapsed() < Duration::from_secs(10), "{servers}");
    }
    told(&scene, &silent, &["lag", "--format", "tab"]).prints("table");
}

#[test]
fn options_are_offered_where_a_dash_is_typed() {
    let scene = Scene::new();
    let run = told(&scene, "", &["reset", "X", "--to-"]).with_status(0);
    run.prints("--to-earliest\t").prints("--to-timestamp\t");
    told(&scene, "", &["reset", "X", ""]).never_says("--to");
}

#[test]
fn only_the_shells_that_there_are_have_a_script() {
    Run::of(["completions", "csh"])
        .exits(2)
        .says("bash, zsh, fish");
    Run::of(["--help"]).exits(0).never_says("__complete");
}
