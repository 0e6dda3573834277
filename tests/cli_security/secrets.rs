use std::fs;
use std::path::{Path, PathBuf};

use crate::support::koffset::{Run, journal};
use crate::support::scene::Scene;
use crate::support::secured::{self, WAYS, Way};

/// Fails where one of the secrets stands in the text.
#[track_caller]
pub fn holds_none(text: &str, secrets: &[String], of: &str) {
    for secret in secrets {
        assert!(
            !text.contains(secret.as_str()),
            "a secret stands in {of}:\n{text}"
        );
    }
}

#[track_caller]
pub fn says_none(run: &Run, secrets: &[String]) {
    holds_none(&run.text(), secrets, "the output");
}

/// Looks through every file of a folder, and returns how many there are.
#[track_caller]
pub fn search(folder: &Path, secrets: &[String]) -> usize {
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files += search(&path, secrets);
        } else {
            files += 1;
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            holds_none(&text, secrets, &path.display().to_string());
        }
    }
    files
}

/// Looks through the files with which groups are locked, and returns how many there are.
#[track_caller]
pub fn search_locks(secrets: &[String]) -> usize {
    let folders = ["/run/lock", "/tmp"]
        .into_iter()
        .filter_map(|folder| fs::read_dir(folder).ok());
    let names = folders.flatten().map(|file| file.unwrap().path());
    let is_lock = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("koffset-") && name.ends_with(".lock")
    };
    let locks: Vec<PathBuf> = names.filter(is_lock).collect();
    for lock in &locks {
        holds_none(&fs::read_to_string(lock).unwrap(), secrets, "a lock");
    }
    locks.len()
}

/// A snapshot, a saved plan, a change, its undo and the journal, all as talkative as can be.
fn write_everything(scene: &Scene, options: &str) -> Vec<Run> {
    let lines = [
        "snapshot {}billing --output taken.json",
        "reset {}billing --topic {}orders --to-earliest --save-plan plan.json",
        "apply plan.json --yes",
        "reset {}billing --to-snapshot taken.json --yes --format json",
        "seek {}billing {}orders:0=999 --yes",
        "lag {}billing",
        "range {}gone",
    ];
    let run = |line: &str| scene.koffset(&format!("-v {options} {line}"));
    let mut runs: Vec<Run> = lines.into_iter().map(run).collect();
    let ids = runs.iter().filter_map(|run| {
        let document: serde_json::Value = serde_json::from_str(&run.stdout).ok()?;
        Some(document["journal_id"].as_str()?.to_owned())
    });
    let ids: Vec<String> = ids.collect();
    assert_eq!(ids.len(), 1, "one change tells its entry");
    runs.push(run(&format!("undo {} --yes", ids[0])));
    runs.push(run(&format!("journal show {}", ids[0])));
    runs.push(run(&format!("journal show {} --format json", ids[0])));
    runs
}

#[test]
fn no_secret_is_written_by_what_works_however_the_user_logs_in() {
    let cluster = secured::cluster();
    let secrets = cluster.secrets("operator");
    for way in WAYS {
        let scene = cluster.scene(way);
        scene.orders(&[10], &[Some(4)]);
        let options = cluster.options(way, "operator");
        let runs = write_everything(&scene, &options);
        let done = runs.iter().filter(|run| run.status == 0).count();
        assert_eq!(done, 8, "{way:?} {runs:#?}");
        runs.iter().for_each(|run| says_none(run, &secrets));
        for file in ["taken.json", "plan.json"] {
            let text = fs::read_to_string(scene.file(file)).unwrap();
            holds_none(&text, &secrets, file);
        }
    }
    assert!(search(&journal(), &secrets) >= 3 * WAYS.len());
}

#[test]
fn the_journal_tells_the_command_line_without_the_secret() {
    let cluster = secured::cluster();
    let way = Way::Password("SCRAM-SHA-512");
    let scene = cluster.scene(way);
    scene.orders(&[10], &[Some(4)]);
    let options = cluster.options(way, "operator");
    let reset = "reset {}billing --topic {}orders --to-earliest --yes --format json";
    let run = scene.koffset(&format!("{options} {reset}")).with_status(0);
    let id = run.json()["journal_id"].as_str().unwrap().to_owned();
    let shown = scene.koffset(&format!("journal show {id} --format json"));
    shown
        .exits(0)
        .prints("sasl.password=…")
        .prints("--to-earliest");
    says_none(&shown, &cluster.secrets("operator"));
}

#[test]
fn no_secret_is_told_where_it_is_refused() {
    let cluster = secured::cluster();
    let secret = "the-wrong-secret";
    let secrets = [secret.to_owned()];
    let endpoint = cluster.said("token_endpoint");
    for (listener, options) in [
        (
            "scram-acl",
            cluster.with_password("SCRAM-SHA-256", "reader", secret),
        ),
        (
            "scram-acl",
            cluster.with_password("PLAIN", "reader", secret),
        ),
        ("oauth", cluster.with_password("PLAIN", "reader", secret)),
        ("tls", cluster.with_password("PLAIN", "reader", secret)),
        ("oauth", cluster.with_token(endpoint, "reader", secret)),
        (
            "oauth",
            cluster.with_token("http://127.0.0.1:1/token", "reader", secret),
        ),
        (
            "mtls",
            format!("{} -X ssl.key.pem={secret}", cluster.trusting()),
        ),
        (
            "mtls",
            format!("{} -X ssl.key.password={secret}", cluster.trusting()),
        ),
        (
            "tls",
            format!("{} -X sasl.pasword={secret}", cluster.trusting()),
        ),
    ] {
        let run = cluster
            .scene_on(listener)
            .koffset(&format!("-v {options} range"));
        assert!([1, 2].contains(&run.status), "{options} {}", run.text());
        says_none(&run, &secrets);
    }
}
