//! Commands as koffset itself tells them, of names that a shell would read as something else.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};

use super::pasted::{FILE, Scratch, WORD};
use crate::support::hints::hints;
use crate::support::kafka;
use crate::support::scene::Scene;

fn said(ended: &Output) -> String {
    String::from_utf8(ended.stderr.clone()).unwrap()
}

#[track_caller]
fn run_with(scratch: &Scratch, properties: &str) -> (Option<i32>, String) {
    scratch.write("client.properties", properties.as_bytes());
    let ended = scratch.koffset(&["--command-config", "client.properties", "range"]);
    (ended.status.code(), said(&ended))
}

/// A key store in Java's own format, with a key of its own.
fn jks() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("me.jks");
    let made = Command::new("keytool")
        .args([
            "-genkeypair",
            "-alias",
            "me",
            "-keyalg",
            "EC",
            "-dname",
            "CN=me",
        ])
        .args([
            "-storetype",
            "JKS",
            "-storepass",
            "changeit",
            "-keypass",
            "changeit",
            "-keystore",
        ])
        .arg(&file)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    fs::read(file).unwrap()
}

#[test]
fn a_line_for_a_store_makes_a_new_file_with_which_koffset_goes_on() {
    let jks = jks();
    let common = "bootstrap.servers=127.0.0.1:1\nsecurity.protocol=SSL\nssl.truststore.password=changeit\n\
                  ssl.keystore.password=changeit\n";
    for (key, name) in [
        ("ssl.truststore", "ca.pem"),
        ("ssl.truststore", "ca.jks"),
        ("ssl.truststore", "a b's $(touch made).jks"),
        ("ssl.truststore", "-ca.jks"),
        ("ssl.keystore", "me.p12"),
        ("ssl.keystore", "a b's $(touch made).jks"),
    ] {
        let scratch = Scratch::new();
        scratch.write(name, &jks);
        // A name that is taken is not told.
        scratch.write("ca.pem", if name == "ca.pem" { &jks } else { b"mine" });
        let text = format!("{common}{key}.location={name}\n");
        let (status, said) = run_with(&scratch, &text);
        assert_eq!(status, Some(2), "{name}: {said}");
        let [line, then] = hints(&said).collect::<Vec<_>>()[..] else {
            panic!("{name}: {said}");
        };
        let before = scratch.contents();
        assert_eq!(scratch.run(line), Some(0), "{line}");
        let mut after = scratch.contents();
        after.retain(|name, _| !before.contains_key(name));
        let (made, _) = after
            .pop_first()
            .unwrap_or_else(|| panic!("{line}: nothing was made"));
        assert_eq!(after.len(), 0, "{line}: {after:?}");
        assert!(then.ends_with(&format!("{key}.location={made}")), "{then}");
        let unchanged = before
            .iter()
            .all(|(name, bytes)| scratch.contents()[name] == *bytes);
        assert!(unchanged, "{line}");
        let lines = then
            .strip_prefix("then write ")
            .unwrap()
            .replace(" and ", "\n");
        let (status, said) = run_with(&scratch, &format!("{common}{lines}\n"));
        assert_eq!(status, Some(1), "{lines}: {said}");
        assert!(
            said.contains("no broker can be reached: 127.0.0.1:1"),
            "{said}"
        );
    }
}

#[test]
fn a_store_in_pem_or_none_at_all_is_called_so_without_a_command() {
    let scratch = Scratch::new();
    let text =
        "bootstrap.servers=127.0.0.1:1\nsecurity.protocol=SSL\nssl.truststore.location=ca.pem\n";
    let (status, said) = run_with(&scratch, text);
    assert_eq!(status, Some(2), "{said}");
    assert!(
        said.contains("ssl.truststore.location: ca.pem does not exist\n"),
        "{said}"
    );
    assert_eq!(hints(&said).count(), 0, "{said}");
    scratch.write("ca.pem", b"-----BEGIN CERTIFICATE-----\n");
    let (status, said) = run_with(&scratch, text);
    assert_eq!(status, Some(2), "{said}");
    assert_eq!(
        hints(&said).collect::<Vec<_>>(),
        ["write ssl.truststore.type=PEM"]
    );
}

#[test]
fn a_file_that_others_may_read_is_closed_to_them_by_its_line() {
    let scratch = Scratch::new();
    let contexts = "[contexts.a]\nbootstrap_servers = \"127.0.0.1:1\"\n[contexts.a.properties]\n\
                    \"sasl.password\" = \"hunter2\"\n";
    scratch.write(FILE, contexts.as_bytes());
    let file = scratch.path().join(FILE);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let list = ["--config", FILE, "context", "list"];
    let ended = scratch.koffset(&list);
    assert_eq!(ended.status.code(), Some(3));
    let line = format!("chmod 600 {WORD}");
    assert_eq!(hints(&said(&ended)).next(), Some(line.as_str()));
    assert_eq!(scratch.run(&line), Some(0));
    assert_eq!(scratch.koffset(&list).status.code(), Some(0));
    assert_eq!(fs::read_to_string(file).unwrap(), contexts);
}

#[test]
fn a_context_is_made_the_current_one_of_the_file_in_which_it_is() {
    let scratch = Scratch::new();
    let add = [
        "--config",
        "my contexts.toml",
        "context",
        "add",
        "it's$(touch-made)",
        "-b",
        "a:1",
    ];
    let ended = scratch.koffset(&add);
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended));
    let said = said(&ended);
    let (_, line) = said
        .trim_end()
        .split_once("to make it the current one: ")
        .unwrap();
    assert_eq!(scratch.run(line), Some(0), "{line}");
    let text = fs::read_to_string(scratch.path().join("my contexts.toml")).unwrap();
    assert!(text.contains("current = \"it's$(touch-made)\""), "{text}");
}

#[test]
fn an_acl_is_of_the_name_itself() {
    for name in ["it's $(touch made)", "-x"] {
        let scratch = Scratch::new();
        let group = format!("--group={name}");
        let recipe = [
            "access",
            "reset",
            "--recipe",
            &group,
            "-t",
            "orders",
            "--principal",
            "User:a b",
        ];
        let ended = scratch.koffset(&recipe);
        assert_eq!(ended.status.code(), Some(0), "{}", said(&ended));
        let lines = String::from_utf8(ended.stdout).unwrap();
        let line = lines.lines().find(|line| line.contains("--group")).unwrap();
        assert_eq!(scratch.run(line), Some(0), "{line}");
        let called = scratch.called_with();
        assert!(called.contains(&"User:a b".to_owned()), "{called:?}");
        let is_named = called.contains(&name.to_owned()) || called.contains(&group);
        assert!(is_named, "{called:?}");
        assert!(!scratch.path().join("made").exists());
    }
}

#[test]
fn what_is_told_after_a_plan_and_after_a_change_does_that() {
    let scene = Scene::with_orders(&[10], &[Some(4)]);
    let scratch = Scratch::new();
    let run = |words: &str, more: &[&str]| {
        let words = words.replace("{}", &scene.name(""));
        let mut args = vec!["-b", kafka::bootstrap()];
        args.extend(words.split(' '));
        args.extend(more);
        args.extend(["--journal-dir", "a b's"]);
        said(&scratch.koffset(&args))
    };
    let told = run(
        "reset {}billing -t {}orders --to-latest --save-plan",
        &["it's $(touch made).json"],
    );
    let (_, apply) = told.trim_end().split_once("To carry it out: ").unwrap();
    let paste = |line: &str| {
        let bootstrap = kafka::bootstrap();
        let status = scratch.run(&format!(
            "export KOFFSET_BOOTSTRAP_SERVER={bootstrap}; {line} --yes"
        ));
        assert_eq!(status, Some(0), "{line}");
    };
    paste(apply);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10)]);
    let told = run("reset {}billing -t {}orders --to-offset 7 --yes", &[]);
    let (_, undo) = told.trim_end().split_once("to take it back: ").unwrap();
    assert!(undo.contains(r"--journal-dir 'a b'\''s'"), "{undo}");
    paste(undo);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 10)]);
    assert!(!scratch.path().join("made").exists());
}
