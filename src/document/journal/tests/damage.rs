use serde_json::json;

use super::*;

/// What the listing says of a file that tells of no change, while the other change is listed.
fn gap(harm: impl FnOnce(&Path)) -> String {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let [harmed, other] = [1, 2].map(|time| begun_at(&journal, &plan(), time));
    let path = entry_file(&journal, &harmed);
    harm(&path);
    assert_eq!(ids(&journal), [other.id()]);
    let error = journal.entry(harmed.id()).unwrap_err();
    let [gap] = journal.entries().unwrap().gaps.try_into().unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let reason = gap.strip_prefix(&format!("{name}: ")).unwrap();
    assert_eq!(error.to_string(), format!("{}: {reason}", path.display()));
    reason.to_owned()
}

#[test]
fn a_damaged_file_hides_no_other_and_is_listed_by_its_name() {
    let cut_off = gap(|path| {
        let text = fs::read(path).unwrap();
        fs::write(path, &text[..text.len() / 2]).unwrap();
    });
    assert!(cut_off.starts_with("is cut off at line"), "{cut_off}");
    assert_eq!(gap(|path| fs::write(path, "").unwrap()), "is empty");
    let newer = gap(|path| edit(path, |document| document["version"] = json!(2)));
    assert!(
        newer.starts_with("is version 2 of koffset.journal"),
        "{newer}"
    );
    let newer = gap(|path| edit(path, |document| document["plan"]["version"] = json!(2)));
    assert!(
        newer.starts_with("plan: is version 2 of koffset.plan"),
        "{newer}"
    );
    let other = gap(|path| edit(path, |document| document["plan"]["schema"] = json!("a")));
    assert_eq!(
        other,
        "plan: is no koffset.plan document: it is a a document"
    );
}

#[test]
fn a_change_that_was_edited_is_not_believed() {
    for (place, value) in [
        ("/plan/groups/0/changes/0/before/offset", json!(1)),
        ("/plan/cluster_id", json!("elsewhere")),
        ("/host", json!("ops-2")),
        ("/observed_at", json!("2026-11-20T20:00:00.000Z")),
        ("/process", json!(1)),
        ("/sequence", json!(9)),
        ("/id", json!("20231114T221320Z-0000")),
    ] {
        let reason = gap(|path| {
            edit(path, |document| {
                *document.pointer_mut(place).unwrap() = value
            });
        });
        assert!(reason.contains("was edited"), "{place}: {reason}");
    }
    let renamed = gap_of_renamed();
    assert!(renamed.contains("its name is not its id"), "{renamed}");
}

fn gap_of_renamed() -> String {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let begun = begun(&journal);
    fs::rename(entry_file(&journal, &begun), journal.folder.join("x.json")).unwrap();
    journal.entries().unwrap().gaps.remove(0)
}

#[test]
fn an_entry_that_bears_another_number_than_it_holds_is_not_believed() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let begun = begun(&journal);
    let path = entry_file(&journal, &begun);
    let name = format!("{}.1.json", begun.id());
    assert_eq!(path.file_name().unwrap(), &*name);
    for other in ["2.json", "01.json", "json"] {
        let renamed = journal.folder.join(format!("{}.{other}", begun.id()));
        fs::rename(&path, &renamed).unwrap();
        let gap = journal.entries().unwrap().gaps.remove(0);
        assert!(
            gap.ends_with(&format!("its name is not its id, {name}")),
            "{gap}"
        );
        fs::rename(&renamed, &path).unwrap();
    }
}

#[test]
fn a_pipe_or_a_link_in_place_of_an_entry_is_named_and_not_waited_for() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    let pipe = gap(|path| {
        fs::remove_file(path).unwrap();
        mknodat(CWD, path, FileType::Fifo, Mode::RUSR, 0).unwrap();
    });
    assert_eq!(pipe, "is no file");
    let link = gap(|path| {
        let aside = path.with_extension("aside");
        fs::rename(path, path.parent().unwrap().join("../aside")).unwrap();
        std::os::unix::fs::symlink("../aside", path).unwrap();
        assert!(!aside.exists());
    });
    assert!(link.contains("symbolic links"), "{link}");
}

#[test]
fn a_missing_key_is_damage() {
    for key in [
        "id",
        "user",
        "host",
        "process",
        "koffset",
        "command_line",
        "plan",
    ] {
        let reason = gap(|path| {
            edit(path, |document| {
                document.as_object_mut().unwrap().remove(key);
            });
        });
        let expected = format!("missing field `{key}`");
        assert!(reason.starts_with(&expected), "{reason}");
    }
}

#[test]
fn a_key_of_a_later_koffset_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let begun = begun(&journal);
    edit(&entry_file(&journal, &begun), |document| {
        document["reason"] = json!("deploy")
    });
    assert_eq!(ids(&journal), [begun.id()]);
}

#[test]
fn what_is_no_file_of_the_journal_is_listed_by_its_name() {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let begun = begun(&journal);
    for name in ["notes.txt", "gone.outcome.json", ".koffset-a.unfinished"] {
        fs::write(journal.folder.join(name), "").unwrap();
    }
    let listing = journal.entries().unwrap();
    assert_eq!(ids(&journal), [begun.id()]);
    assert_eq!(
        listing.gaps,
        [
            "gone.outcome.json: is the outcome of a change that is not here",
            "notes.txt: is no file of the journal"
        ]
    );
}

/// What is said of a change whose outcome was harmed.
fn ended(harm: impl FnOnce(&Path)) -> Ended {
    let folder = TempDir::new().unwrap();
    let journal = journal(&folder);
    let begun = begun(&journal);
    begun
        .complete(&Outcome::nothing_to_do(&plan()), noon())
        .unwrap();
    harm(&outcome_file(&journal, &begun));
    journal.entry(begun.id()).unwrap().ended
}

#[test]
fn a_damaged_outcome_is_neither_an_outcome_nor_an_interruption() {
    type Harm = fn(&mut Value);
    let harms: [(&str, Harm); 6] = [
        ("another change", |document| {
            document["plan_id"] = json!("20231114T221320Z-00000000");
        }),
        ("another change", |document| {
            document["journal_id"] = json!("20231114T221320Z-0000")
        }),
        ("another change", |document| document["groups"] = json!([])),
        ("its rows come to unchanged", |document| {
            document["result"] = json!("applied")
        }),
        ("version 2", |document| document["version"] = json!(2)),
        ("missing field `result`", |document| {
            document.as_object_mut().unwrap().remove("result");
        }),
    ];
    for (says, harm) in harms {
        match ended(|path| edit(path, harm)) {
            Ended::Damaged(reason) => assert!(reason.contains(says), "{reason}"),
            ended => panic!("{says}: {ended:?}"),
        }
    }
    let empty = ended(|path| fs::write(path, "").unwrap());
    assert!(matches!(empty, Ended::Damaged(_)), "{empty:?}");
    let gone = ended(|path| fs::remove_file(path).unwrap());
    assert!(matches!(gone, Ended::Interrupted), "{gone:?}");
}
