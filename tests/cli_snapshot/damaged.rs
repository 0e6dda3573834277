use std::fs;

use super::*;

/// What `snapshot show` and `reset --to-snapshot` both say of a file, and that neither goes on.
fn refused(scene: &Scene, name: &str, says: &[&str]) {
    let file = scene.file(name);
    let group = scene.name("billing");
    let path = file.to_str().unwrap();
    let restore = ["reset", &group, "--to-snapshot", path, "--yes"];
    for run in [show(&file, &[]), koffset(kafka::bootstrap(), &restore)] {
        run.exits(1)
            .prints_nothing()
            .says(&format!("error: {path}: "));
        for text in says {
            run.says(text);
        }
    }
    assert_eq!(scene.offsets("billing", "orders"), [(0, 5)]);
}

/// A scene with a whole snapshot of the group in a file of this name.
fn saved(name: &str) -> Scene {
    let scene = scene();
    let file = scene.file(name);
    snapshot(&[&scene.name("billing"), "--output", file.to_str().unwrap()]).exits(0);
    scene
}

fn halve(scene: &Scene, name: &str) {
    let bytes = fs::read(scene.file(name)).unwrap();
    fs::write(scene.file(name), &bytes[..bytes.len() / 2]).unwrap();
}

#[test]
fn a_file_that_is_not_there_or_empty_or_a_folder_is_called_so() {
    let scene = scene();
    refused(&scene, "absent.json", &["does not exist"]);
    fs::write(scene.file("empty.json"), "").unwrap();
    refused(&scene, "empty.json", &["is empty"]);
    fs::write(scene.file("empty.json.gz"), "").unwrap();
    refused(&scene, "empty.json.gz", &["is empty"]);
    fs::create_dir(scene.file("folder.json")).unwrap();
    refused(&scene, "folder.json", &["is a folder"]);
}

#[test]
fn a_truncated_file_is_called_cut_off_with_the_place() {
    let scene = saved("cut.json");
    halve(&scene, "cut.json");
    refused(
        &scene,
        "cut.json",
        &["is cut off at line ", "not copied whole"],
    );
    let scene = saved("cut.json.gz");
    halve(&scene, "cut.json.gz");
    refused(&scene, "cut.json.gz", &["the gzip data is cut off"]);
    let scene = saved("cut.json.zst");
    halve(&scene, "cut.json.zst");
    refused(&scene, "cut.json.zst", &["the zstandard data is cut off"]);
}

#[test]
fn a_damaged_packing_is_noticed() {
    let scene = saved("broken.json.zst");
    let mut bytes = fs::read(scene.file("broken.json.zst")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    fs::write(scene.file("broken.json.zst"), bytes).unwrap();
    refused(
        &scene,
        "broken.json.zst",
        &["the zstandard data is damaged"],
    );
}

#[test]
fn a_value_that_cannot_be_is_named_with_its_place() {
    let scene = saved("edited.json");
    scene.edit("edited.json", |document| {
        document["groups"][0]["offsets"][0]["committed"]["offset"] = json!(-5);
    });
    refused(
        &scene,
        "edited.json",
        &["groups[0].offsets[0].committed.offset", "-5"],
    );
}

#[test]
fn a_row_that_stands_twice_is_no_choice_that_koffset_makes() {
    let scene = saved("twice.json");
    scene.edit("twice.json", |document| {
        let rows = document["groups"][0]["offsets"].as_array_mut().unwrap();
        rows.push(rows[0].clone());
    });
    refused(&scene, "twice.json", &["twice"]);
}

#[test]
fn a_newer_version_is_left_to_a_newer_koffset() {
    let scene = saved("newer.json");
    scene.edit("newer.json", |document| document["version"] = json!(2));
    refused(
        &scene,
        "newer.json",
        &[
            "is version 2 of koffset.snapshot",
            "hint: a newer koffset wrote it",
        ],
    );
}

#[test]
fn a_foreign_file_is_called_by_its_kind() {
    let scene = scene();
    fs::write(scene.file("export.csv.json"), "\"orders\",0,5\n").unwrap();
    refused(
        &scene,
        "export.csv.json",
        &[
            "is Kafka's CSV of one group, and no koffset.snapshot",
            "hint: koffset reset reads it with --to-file",
        ],
    );
    fs::write(scene.file("list.json"), "[{\"topic\": \"t\"}]").unwrap();
    refused(&scene, "list.json", &["is a JSON array"]);
    let range = json!({"schema": "koffset.range", "version": 1}).to_string();
    fs::write(scene.file("range.json"), range).unwrap();
    refused(&scene, "range.json", &["is a koffset.range document"]);
    fs::write(scene.file("other.json"), "{\"a\": 1}").unwrap();
    refused(&scene, "other.json", &["without a schema"]);
}
