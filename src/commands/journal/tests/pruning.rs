use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::*;

/// One change of 100 days ago that was carried out and one that was interrupted, and one of yesterday.
fn kept() -> (Kept, [String; 3]) {
    let kept = Kept::new();
    let old = kept.applied(&plan(), days(100));
    let interrupted = kept.begun(&plan(), days(99)).id().to_owned();
    let new = kept.applied(&plan(), days(1));
    (kept, [old, interrupted, new])
}

#[test]
fn only_what_is_old_and_known_is_deleted() {
    let (kept, [_, interrupted, new]) = kept();
    let ended = kept.run("prune --older-than 90d --yes");
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    assert_eq!(kept.ids(), [interrupted, new]);
    assert_eq!(ended.out, "");
    assert!(
        ended.err.contains("1 change of unknown end kept"),
        "{}",
        ended.err
    );
    assert!(
        ended
            .err
            .contains("1 change from before 2026-08-22 20:00:00.000 UTC deleted"),
        "{}",
        ended.err
    );
}

#[test]
fn an_interrupted_change_is_only_deleted_when_that_is_said() {
    let (kept, [_, _, new]) = kept();
    kept.run("prune --older-than 90d --interrupted --yes");
    assert_eq!(kept.ids(), [new]);
}

#[test]
fn a_dry_run_shows_what_would_be_deleted_and_deletes_nothing() {
    let (kept, ids) = kept();
    let ended = kept.run("prune --older-than 90d --dry-run");
    assert_eq!(ended.status(), ExitStatus::Done);
    assert!(
        ended.out.contains(&ids[0]) && !ended.out.contains(&ids[1]),
        "{}",
        ended.out
    );
    assert_eq!(kept.ids(), ids);
}

#[test]
fn nothing_is_deleted_without_a_yes() {
    let (kept, ids) = kept();
    for (answer, status) in [
        (Answer::No, ExitStatus::Declined),
        (Answer::Nobody, ExitStatus::Declined),
        (Answer::Interrupted, ExitStatus::Interrupted),
    ] {
        let ended = kept.answering(answer, "prune --older-than 90d");
        assert_eq!(ended.status(), status);
        assert!(ended.questions[0].starts_with("Delete 1 change from before"));
        assert_eq!(kept.ids(), ids);
    }
    kept.answering(Answer::Yes, "prune --older-than 90d");
    assert_eq!(kept.ids(), ids[1..]);
}

#[test]
fn nothing_old_is_nothing_to_do() {
    let (kept, ids) = kept();
    for older_than in ["200d", "100000000d"] {
        let ended = kept.run(&format!("prune --older-than {older_than}"));
        assert_eq!(ended.status(), ExitStatus::Done);
        assert!(ended.questions.is_empty());
        assert_eq!(kept.ids(), ids);
    }
}

#[test]
fn an_outcome_whose_change_was_pruned_is_deleted() {
    let (kept, ids) = kept();
    let file = |name: &str| kept.folder.path().join(name);
    for (name, ago) in [
        ("a.outcome.json", days(2)),
        ("b.outcome.json", TimeDelta::hours(23)),
    ] {
        let written = File::create(file(name)).unwrap();
        written.set_modified((now() - ago).into()).unwrap();
    }
    let said = kept.run("prune --older-than 200d --dry-run").err;
    assert!(
        said.contains("1 orphaned outcome would be deleted"),
        "{said}"
    );
    let said = kept.run("prune --older-than 200d").err;
    assert!(said.contains("1 orphaned outcome deleted"), "{said}");
    assert!(said.contains("left alone: b.outcome.json: "), "{said}");
    assert!(!said.contains("left alone: a.outcome.json: "), "{said}");
    assert_eq!(
        [file("a.outcome.json"), file("b.outcome.json")].map(|file| file.exists()),
        [false, true]
    );
    assert_eq!(kept.ids(), ids);
}

#[test]
fn files_that_were_never_finished_are_deleted_when_nobody_can_be_at_them() {
    let (kept, ids) = kept();
    let file = |name: &str| kept.folder.path().join(name);
    let write = |name: &str, ago: TimeDelta| {
        let written = File::create(file(name)).unwrap();
        written.set_modified((now() - ago).into()).unwrap();
    };
    write(".koffset-a.unfinished", days(2));
    write(".koffset-b.unfinished", TimeDelta::hours(23));
    write(".mine", days(2));
    let is_there = || {
        [".koffset-a.unfinished", ".koffset-b.unfinished", ".mine"].map(|name| file(name).exists())
    };
    let ended = kept.run("prune --older-than 200d --dry-run");
    assert!(
        ended.err.contains("1 unfinished file would be deleted"),
        "{}",
        ended.err
    );
    kept.answering(Answer::No, "prune --older-than 90d");
    assert_eq!(is_there(), [true; 3]);
    let ended = kept.run("prune --older-than 200d");
    assert!(
        ended.err.contains("1 unfinished file deleted"),
        "{}",
        ended.err
    );
    assert_eq!(is_there(), [false, true, true]);
    assert_eq!(kept.ids(), ids);
}

/// Needs the right to give a file away.
#[test]
fn what_is_another_users_in_a_shared_folder_is_kept_and_the_rest_deleted() {
    let (kept, [old, _, new]) = kept();
    let older = kept.applied(&plan(), days(101));
    let file = |name: &str| kept.folder.path().join(name);
    let theirs = |path: &Path| std::os::unix::fs::chown(path, Some(12345), None);
    let made = |name: &str| {
        let made = File::create(file(name)).unwrap();
        made.set_modified((now() - days(2)).into()).unwrap();
    };
    for name in ["a.outcome.json", ".koffset-a.unfinished", "b.outcome.json"] {
        made(name);
    }
    let entry = format!("{old}.1.json");
    for name in [&*entry, "a.outcome.json", ".koffset-a.unfinished"] {
        if theirs(&file(name)).is_err() {
            return;
        }
    }
    fs::set_permissions(kept.folder.path(), fs::Permissions::from_mode(0o1777)).unwrap();
    let ended = kept.run("prune --older-than 90d --interrupted --yes");
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    for said in [
        "1 change of other users kept: each deletes their own",
        "1 unfinished file of other users kept",
        "1 orphaned outcome of other users kept",
        "1 orphaned outcome deleted",
        "2 changes from before",
    ] {
        assert!(ended.err.contains(said), "{said}\n{}", ended.err);
    }
    assert!(!file("b.outcome.json").exists());
    let mut left = kept.ids();
    left.sort();
    let mut expected = [old, new];
    expected.sort();
    assert_eq!(left, expected);
    assert!(!file(&format!("{older}.4.json")).exists());
}
