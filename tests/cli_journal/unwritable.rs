use super::changes::in_shell;
use super::*;

/// A change that was refused since it could not be journalled.
#[track_caller]
fn is_refused(run: &Run, folder: &str, scene: &Scene) {
    run.exits(1)
        .prints_nothing()
        .says(&format!("the journal in {folder} cannot be written: "))
        .says("hint: --journal-dir DIR")
        .says("--no-journal")
        .says("nothing was changed");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 5)]);
}

#[test]
fn without_a_journal_nothing_is_changed_unless_that_was_said() {
    let scene = scene();
    let file = scene.file("file");
    fs::write(&file, "").unwrap();
    for (folder, named) in [
        (file.clone(), "file"),
        (file.join("journal"), "file/journal"),
        ("/proc/self".into(), "/proc/self"),
    ] {
        let reset = format!("{RESET} --journal-dir {}", folder.display());
        is_refused(&scene.koffset(&reset), named, &scene);
    }
    let reset = format!("{RESET} --journal-dir {} --no-journal", file.display());
    scene.koffset(&reset).exits(0).never_says("koffset undo");
    assert_eq!(scene.offsets("billing", "orders"), [(0, 7)]);
}

#[test]
fn a_disk_that_takes_no_more_leaves_no_change_and_no_half_a_file() {
    let scene = scene();
    let reset = RESET.replace("{}", &scene.name(""));
    let koffset = format!("exec \"$0\" -b {} {reset}", kafka::bootstrap());
    // A file may then hold no byte, and to write one fails instead of ending the process.
    let full = in_shell(&format!("trap '' XFSZ; ulimit -f 0; {koffset}"));
    is_refused(&full, journal().to_str().unwrap(), &scene);
    assert!(files(&journal()).is_empty());
}

#[test]
fn a_damaged_file_is_named_and_keeps_nobody_from_changing() {
    let scene = scene();
    scene.koffset(RESET).exits(0);
    fs::write(&files(&journal())[0], "{").unwrap();
    scene.koffset(&RESET.replace('7', "8")).exits(0);
    let run = offline(&["journal", "list", "--format", "json"]).with_status(0);
    run.says("warning: ").says(".json: is cut off at line 1");
    assert_eq!(run.json()["entries"].as_array().unwrap().len(), 1);
    assert_eq!(run.json()["incomplete"].as_array().unwrap().len(), 1);
}
