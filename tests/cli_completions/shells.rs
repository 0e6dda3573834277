//! What a shell makes of what is typed.

use std::fs;

use super::learn_names;
use super::shell::{Kind, Shell, built};
use crate::support::kafka;
use crate::support::scene::Scene;

fn shell(kind: Kind) -> Shell {
    let scene = Scene::with_orders(&[3], &[Some(1)]);
    fs::write(scene.file("saved-snapshot.txt"), "").unwrap();
    fs::write(scene.file("config.toml"), "[contexts.far-away]\n").unwrap();
    learn_names(&scene);
    Shell::start(kind, scene, built())
}

fn completes_all(kind: Kind) {
    let mut shell = shell(kind);
    let bootstrap = kafka::bootstrap();
    shell.completes("koffset reset X --to-ear", "koffset reset X --to-earliest");
    shell.completes("koffset grou", "koffset group");
    shell.completes("koffset lag {}bil", "koffset lag {}billing");
    shell.completes("koffset reset X -t {}or", "koffset reset X -t {}orders");
    shell.completes("koffset range {}or", "koffset range {}orders");
    shell.completes("koffset lag --format openm", "--format openmetrics");
    shell.completes("koffset lag --format=openm", "--format=openmetrics");
    shell.completes(
        &format!("koffset -b {bootstrap} reset X --topic={{}}or"),
        "--topic={}orders",
    );
    shell.completes(
        "koffset snapshot show saved-",
        "koffset snapshot show saved-snapshot.txt",
    );
    shell.completes("koffset context use far", "koffset context use far-away");
    shell.completes("koffset --context=far", "koffset --context=far-away");
}

#[test]
fn bash_completes_commands_options_files_groups_topics_and_contexts() {
    completes_all(Kind::Bash);
}

#[test]
fn zsh_completes_commands_options_files_groups_topics_and_contexts() {
    completes_all(Kind::Zsh);
}

#[test]
fn fish_completes_commands_options_files_groups_topics_and_contexts() {
    completes_all(Kind::Fish);
}
