use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::error::{Error, ErrorKind};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// An error that names the folder and what to do next.
fn says_what_to_do(error: &Error, folder: &Path) {
    assert_eq!(error.kind, ErrorKind::Failed, "{error}");
    let expected = format!("the journal in {} cannot be written: ", folder.display());
    assert!(error.to_string().starts_with(&expected), "{error}");
    let [hint] = error.hints.as_slice() else {
        panic!("{:?}", error.hints);
    };
    assert!(
        hint.contains("--journal-dir") && hint.contains("--no-journal"),
        "{hint}"
    );
}

#[test]
fn folder_and_files_are_for_their_owner_alone() {
    let folder = TempDir::new().unwrap();
    let journal = Journal::open(folder.path().join("state/koffset/journal"), me()).unwrap();
    let begun = begun(&journal);
    begun
        .complete(&Outcome::nothing_to_do(&plan()), noon())
        .unwrap();
    for made in ["state", "state/koffset", "state/koffset/journal"] {
        assert_eq!(mode(&folder.path().join(made)), 0o700, "{made}");
    }
    assert_eq!(mode(&entry_file(&journal, &begun)), 0o600);
    assert_eq!(mode(&outcome_file(&journal, &begun)), 0o600);
}

#[test]
fn a_folder_that_is_there_stays_as_it_is() {
    let folder = TempDir::new().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    Journal::open(folder.path().to_owned(), me()).unwrap();
    assert_eq!(mode(folder.path()), 0o755);
}

#[test]
fn a_path_that_is_no_folder_is_told_before_anything_is_changed() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    for path in [file.clone(), file.join("journal")] {
        let error = Journal::open(path.clone(), me()).unwrap_err();
        says_what_to_do(&error, &path);
    }
}

#[test]
fn a_folder_that_goes_away_leaves_nothing_begun() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let at_work = begun(&journal);
    fs::remove_dir_all(&journal.folder).unwrap();
    let plan = plan();
    let entry = Entry {
        plan: &plan,
        written_at: noon(),
        user: "alice",
        host: "ops-1",
        process: 1,
        command_line: &[],
    };
    says_what_to_do(&journal.begin(&entry).unwrap_err(), &journal.folder);
    let error = at_work.complete(&Outcome::nothing_to_do(&plan), noon());
    let error = error.unwrap_err();
    assert!(error.to_string().contains(at_work.id()), "{error}");
}

#[test]
fn a_file_system_that_takes_no_files_is_told() {
    let journal = Journal::open("/proc/self".into(), me()).unwrap();
    let plan = plan();
    let entry = Entry {
        plan: &plan,
        written_at: noon(),
        user: "alice",
        host: "ops-1",
        process: 1,
        command_line: &[],
    };
    says_what_to_do(&journal.begin(&entry).unwrap_err(), Path::new("/proc/self"));
}
