use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::error::{Error, ErrorKind};
use crate::model::Size;

fn store(path: &Path, text: &str, overwrite: bool) -> Result<(), Error> {
    Target::open(path, overwrite)?.write(|out| out.write_all(text.as_bytes()))
}

fn names(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// What is said of a file, without the folder's name.
fn said(folder: &TempDir, error: &Error) -> String {
    let folder = folder.path().display().to_string();
    error.to_string().replace(&folder, "DIR")
}

#[test]
fn each_packing_is_read_back_as_it_was_written() {
    let folder = TempDir::new().unwrap();
    for (name, begins) in [
        ("a.json", &b"text"[..]),
        ("a.json.gz", &[0x1f, 0x8b]),
        ("a.json.zst", &[0x28, 0xb5, 0x2f, 0xfd]),
    ] {
        let path = folder.path().join(name);
        store(&path, "text\n", false).unwrap();
        assert!(fs::read(&path).unwrap().starts_with(begins), "{name}");
        assert_eq!(load(&path, MOST_READ).unwrap(), b"text\n", "{name}");
        let renamed = folder.path().join("renamed");
        fs::rename(&path, &renamed).unwrap();
        assert_eq!(load(&renamed, MOST_READ).unwrap(), b"text\n", "{name}");
        fs::remove_file(renamed).unwrap();
    }
    assert!(names(&folder).is_empty());
}

#[test]
fn packed_bytes_that_are_cut_off_or_damaged_are_refused() {
    let folder = TempDir::new().unwrap();
    let text: String = (0..1000).map(|line| format!("line {line}\n")).collect();
    for (name, format) in [("a.gz", "gzip"), ("a.zst", "zstandard")] {
        let path = folder.path().join(name);
        store(&path, &text, false).unwrap();
        let whole = fs::read(&path).unwrap();
        for length in (1..whole.len()).step_by(97).chain([whole.len() - 1]) {
            fs::write(&path, &whole[..length]).unwrap();
            let error = said(&folder, &load(&path, MOST_READ).unwrap_err());
            assert_eq!(
                error,
                format!("DIR/{name}: the {format} data is cut off"),
                "{length}"
            );
        }
        let mut damaged = whole.clone();
        damaged[whole.len() / 2] ^= 0x55;
        fs::write(&path, damaged).unwrap();
        let error = said(&folder, &load(&path, MOST_READ).unwrap_err());
        let expected = format!("DIR/{name}: the {format} data is damaged: ");
        assert!(error.starts_with(&expected), "{error}");
        fs::write(&path, [&whole[..], b"more"].concat()).unwrap();
        let error = said(&folder, &load(&path, MOST_READ).unwrap_err());
        assert!(
            error.starts_with(&format!("DIR/{name}: the {format} data is ")),
            "{error}"
        );
    }
}

#[test]
fn a_file_that_exists_is_only_replaced_when_that_was_asked_for() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.json");
    store(&path, "first", false).unwrap();
    let error = store(&path, "second", false).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
    assert_eq!(said(&folder, &error), "DIR/a.json: exists already");
    assert_eq!(load(&path, MOST_READ).unwrap(), b"first");
    store(&path, "second", true).unwrap();
    assert_eq!(load(&path, MOST_READ).unwrap(), b"second");
    assert_eq!(names(&folder), ["a.json"]);
}

#[test]
fn a_file_that_appears_before_the_end_is_not_overwritten() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.json");
    let target = Target::open(&path, false).unwrap();
    fs::write(&path, "theirs").unwrap();
    let error = target.write(|out| out.write_all(b"ours")).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
    assert_eq!(load(&path, MOST_READ).unwrap(), b"theirs");
    assert_eq!(names(&folder), ["a.json"]);
}

#[test]
fn what_fails_half_way_leaves_the_old_file_and_no_other() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.json");
    store(&path, "old", false).unwrap();
    let target = Target::open(&path, true).unwrap();
    let failed = target.write(|out| {
        out.write_all(b"ne")?;
        Err(io::Error::other("no more"))
    });
    assert_eq!(said(&folder, &failed.unwrap_err()), "DIR/a.json: no more");
    drop(Target::open(&path, true).unwrap());
    assert_eq!(load(&path, MOST_READ).unwrap(), b"old");
    assert_eq!(names(&folder), ["a.json"]);
}

#[test]
fn a_path_that_cannot_be_written_is_known_before_anything_is_written() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let opened = |name: &str| {
        let opened = Target::open(&folder.path().join(name), true);
        said(&folder, &opened.err().unwrap())
    };
    assert_eq!(
        opened("gone/a.json"),
        "DIR/gone/a.json: the folder DIR/gone does not exist"
    );
    assert_eq!(
        opened("file/a.json"),
        "DIR/file/a.json: DIR/file is no folder"
    );
    assert_eq!(opened(""), "DIR/: is a folder");
}

#[test]
fn a_file_has_the_permissions_of_any_new_file() {
    let folder = TempDir::new().unwrap();
    let (ours, any) = (folder.path().join("ours"), folder.path().join("any"));
    store(&ours, "", false).unwrap();
    fs::write(&any, "").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&ours), mode(&any));
}

#[test]
fn a_file_that_is_replaced_keeps_its_mode() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.json");
    for mode in [0o600, 0o640, 0o444, 0o666] {
        fs::write(&path, "old").ok();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let target = Target::open(&path, true).unwrap();
        for unfinished in fs::read_dir(folder.path()).unwrap() {
            let found = unfinished.unwrap().metadata().unwrap().permissions();
            assert_eq!(found.mode() & 0o777 & !mode, 0, "no more than {mode:o}");
        }
        target.write(|out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        let kept = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(kept, mode, "{kept:o}");
    }
}

#[test]
fn a_pipe_by_its_name_or_a_device_is_only_written_to_when_that_was_asked_for() {
    let folder = TempDir::new().unwrap();
    let fifo = folder.path().join("fifo");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &fifo,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
        0,
    )
    .unwrap();
    let error = store(&fifo, "text", false).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
    assert_eq!(said(&folder, &error), "DIR/fifo: is a FIFO, and no file");
    let null = Path::new("/dev/null");
    let error = store(null, "text", false).unwrap_err();
    assert_eq!(error.to_string(), "/dev/null: is a device, and no file");
    store(null, "text", true).unwrap();
    let reads = std::thread::spawn({
        let fifo = fifo.clone();
        move || fs::read_to_string(fifo).unwrap()
    });
    store(&fifo, "text", true).unwrap();
    assert_eq!(reads.join().unwrap(), "text");
}

#[test]
fn what_a_killed_koffset_left_unfinished_is_deleted_when_a_file_is_written_beside_it() {
    let folder = TempDir::new().unwrap();
    let old = std::time::SystemTime::UNIX_EPOCH;
    for (name, is_old) in [
        (".koffset-old.unfinished", true),
        (".koffset-new.unfinished", false),
        ("koffset-old.unfinished", true),
        (".koffset-old.json", true),
    ] {
        let file = File::create(folder.path().join(name)).unwrap();
        if is_old {
            file.set_modified(old).unwrap();
        }
    }
    store(&folder.path().join("a.json"), "text", false).unwrap();
    assert_eq!(
        names(&folder),
        [
            ".koffset-new.unfinished",
            ".koffset-old.json",
            "a.json",
            "koffset-old.unfinished"
        ]
    );
}

#[test]
fn more_than_may_be_read_is_refused_packed_or_not() {
    let folder = TempDir::new().unwrap();
    let text = "x".repeat(2000);
    for name in ["a", "a.gz", "a.zst"] {
        let path = folder.path().join(name);
        store(&path, &text, false).unwrap();
        let all = load(&path, Size::of_bytes(2000)).unwrap();
        assert_eq!(all, text.as_bytes());
        let error = load(&path, Size::of_bytes(1999)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Refused);
        let expected = format!("DIR/{name}: holds more than 1999B once it is unpacked");
        assert_eq!(said(&folder, &error), expected);
        assert_eq!(error.hints, ["--max-unpacked SIZE reads more"]);
    }
}

#[test]
fn a_link_stays_and_what_it_points_to_is_replaced() {
    let folder = TempDir::new().unwrap();
    let (file, link) = (folder.path().join("file"), folder.path().join("link"));
    fs::write(&file, "old").unwrap();
    symlink(&file, &link).unwrap();
    store(&link, "new", true).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(load(&file, MOST_READ).unwrap(), b"new");
}

#[test]
fn a_pipe_is_written_to_and_not_replaced() {
    let (mut reader, writer) = io::pipe().unwrap();
    let descriptor = std::os::fd::AsRawFd::as_raw_fd(&writer);
    store(Path::new(&format!("/dev/fd/{descriptor}")), "text", false).unwrap();
    drop(writer);
    let mut read = String::new();
    reader.read_to_string(&mut read).unwrap();
    assert_eq!(read, "text");
}

#[test]
fn a_file_that_a_shell_has_opened_is_written_on_and_not_replaced() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("file");
    let mut file = File::create(&path).unwrap();
    file.write_all(b"before ").unwrap();
    let descriptor = std::os::fd::AsRawFd::as_raw_fd(&file);
    for overwrite in [false, true] {
        let own = format!("/dev/fd/{descriptor}");
        store(Path::new(&own), "text ", overwrite).unwrap();
    }
    assert_eq!(fs::read(&path).unwrap(), b"before text text ");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = TempDir::new().unwrap();
    let loaded = |name: &str| {
        said(
            &folder,
            &load(&folder.path().join(name), MOST_READ).unwrap_err(),
        )
    };
    assert_eq!(loaded("gone"), "DIR/gone: does not exist");
    assert_eq!(loaded(""), "DIR/: is a folder");
    fs::write(folder.path().join("text.gz"), "text").unwrap();
    assert!(loaded("text.gz").starts_with("DIR/text.gz: the gzip data is "));
}
