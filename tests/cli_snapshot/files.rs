use std::fs::{self, File, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

/// Saves the group to a file of the scene.
fn save(scene: &Scene, name: &str, options: &[&str]) -> Run {
    let file = scene.file(name);
    let group = scene.name("billing");
    let args = [&group, "--output", file.to_str().unwrap()];
    snapshot(&[&args[..], options].concat())
}

#[test]
fn a_file_holds_the_same_whatever_packs_it() {
    let scene = scene();
    let mut seen = Vec::new();
    for (name, first) in [
        ("a.json", &b"{"[..]),
        ("a.json.gz", b"\x1f\x8b"),
        ("a.json.zst", b"\x28\xb5\x2f\xfd"),
    ] {
        save(&scene, name, &[])
            .exits(0)
            .prints_nothing()
            .says("snapshot of 1 group, 2 partitions written to ");
        assert!(
            fs::read(scene.file(name)).unwrap().starts_with(first),
            "{name}"
        );
        let shown = show(&scene.file(name), &["--format", "json"])
            .with_status(0)
            .json();
        seen.push(shown["groups"].clone());
    }
    let printed = snapshot(&[&scene.name("billing"), "--output", "-"])
        .with_status(0)
        .json();
    seen.push(printed["groups"].clone());
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{seen:#?}");
}

#[test]
fn a_file_is_replaced_only_by_force() {
    let scene = scene();
    fs::write(scene.file("mine.json"), "mine").unwrap();
    save(&scene, "mine.json", &[])
        .exits(3)
        .says("exists already")
        .says("hint: write --force");
    assert_eq!(fs::read(scene.file("mine.json")).unwrap(), b"mine");
    save(&scene, "mine.json", &["--force"]).exits(0);
    show(&scene.file("mine.json"), &[]).exits(0);
}

#[test]
fn a_path_that_cannot_be_written_is_named_with_the_reason_and_leaves_nothing_behind() {
    let scene = scene();
    fs::write(scene.file("file"), "").unwrap();
    save(&scene, "missing/a.json", &[])
        .exits(1)
        .says("missing/a.json: the folder ")
        .says("missing does not exist");
    save(&scene, "file/a.json", &[])
        .exits(1)
        .says("file is no folder");
    save(&scene, ".", &["--force"]).exits(1).says("is a folder");
    let group = scene.name("billing");
    snapshot(&[&group, "--output", "/proc/a.json"])
        .exits(1)
        .says("/proc/a.json: ")
        .never_says("does not exist");
    snapshot(&[&group, "--output", "/dev/full", "--force"])
        .exits(1)
        .says("/dev/full: No space left on device");
    let left: Vec<_> = fs::read_dir(scene.file(".")).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn a_snapshot_that_fails_leaves_an_older_file_as_it_was() {
    let scene = scene();
    fs::write(scene.file("old.json"), "old").unwrap();
    let file = scene.file("old.json");
    let absent = scene.name("absent");
    snapshot(&[&absent, "--output", file.to_str().unwrap(), "--force"]).exits(3);
    assert_eq!(fs::read(file).unwrap(), b"old");
    assert_eq!(fs::read_dir(scene.file(".")).unwrap().count(), 1);
}

#[test]
fn a_file_is_shown_as_a_table_without_a_cluster() {
    let scene = scene();
    save(&scene, "shown.json.gz", &[]).exits(0);
    let shown = show(&scene.file("shown.json.gz"), &[]).with_status(0);
    shown
        .says_nothing()
        .prints(&format!("cluster  {}\n", scene.checker.cluster_id()))
        .prints("groups   1, 2 partitions\n")
        .prints(&format!("{} (simple, empty)\n", scene.name("billing")));
    let rows: Vec<Vec<&str>> = shown
        .stdout
        .lines()
        .filter(|line| line.starts_with(&scene.name("orders")))
        .map(|line| line.split_whitespace().skip(1).collect())
        .collect();
    assert_eq!(
        rows,
        [["0", "0", "5", "10", "10"], ["1", "0", "-", "10", "10"]]
    );
}

#[test]
fn a_snapshot_is_read_from_stdin_where_the_file_is_a_dash() {
    let scene = scene();
    save(&scene, "piped.json.gz", &[]).exits(0);
    let piped = |args: &[&str], file: &Path| {
        let stdin = File::open(file).unwrap();
        let mut call = command();
        call.args(["-b", kafka::bootstrap()]).args(args);
        Run::from(call.stdin(stdin).output().unwrap())
    };
    let file = scene.file("piped.json.gz");
    let billing = scene.name("billing");
    piped(&["snapshot", "show", "-"], &file)
        .exits(0)
        .prints(&format!("{billing} (simple, empty)"));
    scene.commit("billing", "orders", &[Some(9), None]);
    piped(&["reset", &billing, "--to-snapshot", "-"], &file)
        .exits(6)
        .says("nobody can be asked");
    piped(&["reset", &billing, "--to-snapshot", "-", "--yes"], &file).exits(0);
    assert_eq!(scene.offsets("billing", "orders"), [(0, 5)]);
    piped(&["snapshot", "show", "-"], Path::new("/dev/null"))
        .exits(1)
        .says("error: -: is empty");
}

#[test]
fn a_file_that_holds_more_than_may_be_read_is_refused_until_more_is_allowed() {
    let scene = scene();
    save(&scene, "a.json.zst", &[]).exits(0);
    let file = scene.file("a.json.zst").display().to_string();
    let shown = snapshot(&["show", &file, "--max-unpacked", "100B"]);
    shown
        .exits(3)
        .prints_nothing()
        .says("a.json.zst: holds more than 100B once it is unpacked\n")
        .says("hint: --max-unpacked SIZE reads more\n");
    snapshot(&["show", &file, "--max-unpacked", "1MiB"]).exits(0);
    snapshot(&["show", &file, "--max-unpacked", "1"])
        .exits(2)
        .says("expected a number with its unit, such as 512MiB or 4GiB");
    // Not in the file of a pipe that never ends either.
    snapshot(&["show", "/dev/zero", "--max-unpacked", "1MiB"])
        .exits(3)
        .says("/dev/zero: holds more than 1MiB once it is unpacked\n");
}

#[test]
fn too_little_memory_is_told_as_that() {
    let scene = Scene::new();
    let file = scene.file("large.json.gz");
    let mut packer = GzEncoder::new(File::create(&file).unwrap(), Compression::fast());
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..512 {
        packer.write_all(&spaces).unwrap();
    }
    packer.finish().unwrap();
    let koffset = env!("CARGO_BIN_EXE_koffset");
    let line = format!(
        "ulimit -v 524288; exec {koffset} snapshot show {}",
        file.display()
    );
    let output = Command::new("sh").args(["-c", &line]).output().unwrap();
    Run::from(output)
        .exits(1)
        .says("large.json.gz: not enough memory to read all of it\n");
}

#[test]
fn a_file_that_is_replaced_keeps_its_mode_and_a_pipe_needs_to_be_meant() {
    let scene = scene();
    save(&scene, "a.json", &[]).exits(0);
    let file = scene.file("a.json");
    fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
    save(&scene, "a.json", &["--force"]).exits(0);
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o640
    );
    let group = scene.name("billing");
    snapshot(&[&group, "--output", "/dev/null"])
        .exits(3)
        .says("error: /dev/null: is a device, and no file\n")
        .says("hint: write --force to write to it, or choose another name\n");
    snapshot(&[&group, "--output", "/dev/stdout"])
        .exits(0)
        .prints("\"koffset.snapshot\"");
}

#[test]
fn what_a_shell_has_opened_is_written_on_also_where_messages_go_to_the_same_file() {
    let scene = Scene::with_orders(&[9], &[Some(5)]);
    let group = scene.name("billing");
    for (output, options) in [
        ("/dev/stdout", &[][..]),
        ("/dev/fd/1", &["--force"]),
        ("/proc/self/fd/1", &[]),
    ] {
        let path = scene.file("log");
        let mut log = File::create(&path).unwrap();
        log.write_all(b"before\n").unwrap();
        let mut process = command();
        process.args(["snapshot", "-b", kafka::bootstrap(), &group]);
        process.args(["--output", output]).args(options);
        process.stderr(log.try_clone().unwrap()).stdout(log);
        assert!(process.status().unwrap().success());
        let log = fs::read_to_string(&path).unwrap();
        let text = log.strip_prefix("before\n").expect(&log);
        let (start, end) = (text.find('{').expect(&log), text.rfind('}').expect(&log));
        let document: Value = serde_json::from_str(&text[start..=end]).expect(&log);
        assert_eq!(document["schema"], "koffset.snapshot");
        assert!(text.contains("snapshot"), "{log}");
    }
}
