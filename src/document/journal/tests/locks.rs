use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};

use super::*;
use crate::document::Worded;
use crate::error::{Error, ErrorKind};
use crate::model::{ClusterId, GroupId};

fn lock(folder: &TempDir, cluster: &str, groups: &[&str]) -> Result<GroupLocks, Error> {
    let cluster = ClusterId(cluster.to_owned());
    let groups: Vec<_> = groups.iter().map(|name| GroupId::new(*name)).collect();
    let holder = Holder {
        process: std::process::id(),
        user: "alice",
        since: noon(),
    };
    GroupLocks::take(folder.path(), Some(&cluster), &groups, holder)
}

fn files(folder: &TempDir) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.path()).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_group_that_is_being_changed_is_refused_at_once_and_free_afterwards() {
    let folder = TempDir::new().unwrap();
    let held = lock(&folder, "a", &["billing"]).unwrap();
    let error = lock(&folder, "a", &["billing"]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
    let [file] = files(&folder).try_into().unwrap();
    assert_eq!(
        error.to_string(),
        format!(
            "another koffset is changing group billing (process {} of alice, since 2023-11-14 22:13:20.000 UTC; \
             its lock is {})",
            std::process::id(),
            file.display()
        )
    );
    drop(held);
    assert_eq!(fs::read(file).unwrap(), b"", "who has gone is not named");
    lock(&folder, "a", &["billing"]).unwrap();
}

#[test]
fn a_lock_that_is_just_looked_at_is_not_taken() {
    use rustix::fs::{FlockOperation, flock};
    let folder = TempDir::new().unwrap();
    drop(lock(&folder, "a", &["billing"]).unwrap());
    let [path] = files(&folder).try_into().unwrap();
    let looking = fs::File::open(path).unwrap();
    flock(&looking, FlockOperation::NonBlockingLockShared).unwrap();
    let looks = thread::spawn(move || {
        thread::yield_now();
        drop(looking);
    });
    lock(&folder, "a", &["billing"]).unwrap();
    looks.join().unwrap();
}

/// Takes the lock of a file that is waited for, which its holder then deletes.
#[test]
fn a_lock_on_a_file_that_was_deleted_meanwhile_is_taken_again_on_the_new_one() {
    let folder = TempDir::new().unwrap();
    let held = lock(&folder, "a", &["billing"]).unwrap();
    let [path] = files(&folder).try_into().unwrap();
    let deletes = thread::spawn(move || {
        thread::yield_now();
        fs::remove_file(path).unwrap();
        drop(held);
    });
    let mine = loop {
        match lock(&folder, "a", &["billing"]) {
            Ok(mine) => break mine,
            Err(error) => assert_eq!(error.kind, ErrorKind::Refused),
        }
    };
    deletes.join().unwrap();
    mine.check().unwrap();
    assert!(lock(&folder, "a", &["billing"]).is_err());
}

#[test]
fn who_holds_a_lock_whose_file_was_deleted_is_told_before_anything_is_sent() {
    let folder = TempDir::new().unwrap();
    let held = lock(&folder, "a", &["billing", "shipping"]).unwrap();
    held.check().unwrap();
    let file = files(&folder).remove(0);
    fs::remove_file(&file).unwrap();
    for _ in 0..2 {
        let error = held.check().unwrap_err();
        assert_eq!(error.kind, ErrorKind::Refused);
        assert!(
            error.to_string().ends_with(&file.display().to_string()),
            "{error}"
        );
        fs::write(&file, "").unwrap();
    }
}

#[test]
fn other_groups_and_other_clusters_do_not_wait_for_each_other() {
    let folder = TempDir::new().unwrap();
    let _held = lock(&folder, "a", &["billing"]).unwrap();
    let _other = lock(&folder, "a", &["shipping"]).unwrap();
    let _elsewhere = lock(&folder, "b", &["billing"]).unwrap();
    assert_eq!(files(&folder).len(), 3);
}

#[test]
fn a_change_of_several_groups_takes_all_or_none() {
    let folder = TempDir::new().unwrap();
    let held = lock(&folder, "a", &["b"]).unwrap();
    let error = lock(&folder, "a", &["c", "b", "a", "a"]).unwrap_err();
    assert!(error.to_string().contains("changing group b "), "{error}");
    lock(&folder, "a", &["a", "c"]).unwrap();
    drop(held);
    lock(&folder, "a", &["c", "b", "a", "a"]).unwrap();
}

#[test]
fn a_process_that_is_killed_holds_no_lock() {
    let folder = TempDir::new().unwrap();
    drop(lock(&folder, "a", &["billing"]).unwrap());
    let [file] = files(&folder).try_into().unwrap();
    let mut other = Command::new("flock")
        .args(["--exclusive", "--nonblock", "--no-fork"])
        .arg(&file)
        .args(["sh", "-c", "echo held; exec sleep 60"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = [0; 4];
    std::io::Read::read_exact(other.stdout.as_mut().unwrap(), &mut said).unwrap();
    let expected = format!(
        "the lock of group billing is held by process {} (sleep) of user {}: {}",
        other.id(),
        rustix::process::geteuid().as_raw(),
        file.display()
    );
    // Also where a koffset that was killed is still named in it.
    for said in [
        "",
        "process 1 of alice, since 2023-11-14 22:13:20.000 UTC\n",
    ] {
        fs::write(&file, said).unwrap();
        let error = lock(&folder, "a", &["billing"]).unwrap_err();
        assert_eq!(error.to_string(), expected, "{said}");
    }
    other.kill().unwrap();
    other.wait().unwrap();
    lock(&folder, "a", &["billing"]).unwrap();
}

#[test]
fn of_what_others_wrote_into_the_file_only_a_line_is_told() {
    let folder = TempDir::new().unwrap();
    let _held = lock(&folder, "a", &["billing"]).unwrap();
    let [file] = files(&folder).try_into().unwrap();
    let one = format!("process {} of one", std::process::id());
    fs::write(&file, format!("{one}\nerror: {}", "x".repeat(1000))).unwrap();
    let error = lock(&folder, "a", &["billing"]).unwrap_err();
    let expected = format!(
        "changing group billing ({one}; its lock is {})",
        file.display()
    );
    assert!(error.to_string().ends_with(&expected), "{error}");
}

#[test]
fn the_file_is_for_all_users_whatever_the_umask() {
    let folder = TempDir::new().unwrap();
    drop(lock(&folder, "a", &["billing"]).unwrap());
    let [file] = files(&folder).try_into().unwrap();
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o666);
}

#[test]
fn nothing_but_a_file_of_its_own_is_opened() {
    let folder = TempDir::new().unwrap();
    drop(lock(&folder, "a", &["billing"]).unwrap());
    let [file] = files(&folder).try_into().unwrap();
    let theirs = folder.path().join("theirs");
    fs::write(&theirs, "precious").unwrap();
    let stand_ins: [fn(&Path, &Path); 2] = [
        |theirs, file| symlink(theirs, file).unwrap(),
        |theirs, file| fs::hard_link(theirs, file).unwrap(),
    ];
    for stand_in in stand_ins {
        fs::remove_file(&file).unwrap();
        stand_in(&theirs, &file);
        let error = lock(&folder, "a", &["billing"]).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Failed, "{error}");
        let expected = format!("group billing cannot be locked: {}: ", file.display());
        assert!(error.to_string().starts_with(&expected), "{error}");
        assert_eq!(error.hints.len(), 1);
        assert_eq!(fs::read(&theirs).unwrap(), b"precious");
    }
}

#[test]
fn a_folder_that_takes_no_lock_is_told() {
    let folder = TempDir::new().unwrap();
    fs::remove_dir(folder.path()).unwrap();
    let error = lock(&folder, "a", &["billing"]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Failed, "{error}");
    assert_eq!(error.hints.len(), 1);
    fs::create_dir(folder.path()).unwrap();
}

#[test]
fn a_change_runs_while_its_process_on_this_host_holds_its_lock() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let id = begun(&journal).id().to_owned();
    let ended = |host: &str| {
        let mut entry = journal.entry(&id).unwrap();
        entry.look_if_running(host, folder.path());
        entry.result().word()
    };
    assert_eq!(ended("ops-1"), "interrupted");
    let plan = plan();
    let take = |process| {
        let holder = Holder {
            process,
            user: "alice",
            since: noon(),
        };
        let ids = [&plan.groups[0].id];
        GroupLocks::take(folder.path(), plan.cluster_id.as_ref(), ids, holder).unwrap()
    };
    let held = take(4711);
    assert_eq!(ended("ops-1"), "running");
    assert_eq!(ended("ops-2"), "interrupted");
    drop(held);
    assert_eq!(ended("ops-1"), "interrupted");
    let _another = take(4712);
    assert_eq!(ended("ops-1"), "interrupted");
}
