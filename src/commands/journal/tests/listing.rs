use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::*;

#[test]
fn an_empty_journal_is_no_error() {
    let kept = Kept::new();
    let ended = kept.run("list");
    assert_eq!((ended.status(), &*ended.out), (ExitStatus::Done, ""));
    assert!(ended.err.contains("holds no such change"), "{}", ended.err);
    let document: Value = serde_json::from_str(&kept.run("list --format json").out).unwrap();
    assert_eq!(document["schema"], "koffset.journal_list");
    assert_eq!(document["entries"], serde_json::json!([]));
}

#[test]
fn each_change_is_a_row_with_what_came_of_it() {
    let kept = Kept::new();
    let [applied, refused, lost, interrupted] =
        [4, 3, 2, 1].map(|ago| kept.begun(&plan(), days(ago)));
    let no = KafkaError::new(ErrorCode::GROUP_AUTHORIZATION_FAILED, "not authorised");
    let mut unread = outcome(&plan(), &doubt());
    for row in unread
        .groups
        .values_mut()
        .flat_map(|group| group.partitions.values_mut())
    {
        row.status = crate::plan::Status::Unknown;
    }
    applied
        .complete(&outcome(&plan(), &Sent::Acknowledged), now())
        .unwrap();
    refused
        .complete(&outcome(&plan(), &Sent::Refused(no)), now())
        .unwrap();
    lost.complete(&unread, now()).unwrap();
    let ended = kept.run("list");
    let rows: Vec<Vec<&str>> = ended
        .out
        .lines()
        .skip(1)
        .map(|line| {
            line.split("  ")
                .map(str::trim)
                .filter(|cell| !cell.is_empty())
                .collect()
        })
        .collect();
    let row = |id: &Begun, time, partitions, result| {
        let id = id.id().to_owned();
        [
            id,
            time,
            "here".into(),
            "reset".into(),
            "billing".into(),
            partitions,
            result,
            "alice".into(),
        ]
        .map(String::from)
    };
    let row = |id, day: &str, partitions: &str, result: &str| {
        row(
            id,
            format!("2026-11-{day} 20:00:00"),
            partitions.to_owned(),
            result.to_owned(),
        )
    };
    assert_eq!(
        rows,
        [
            row(&applied, "16", "1", "applied"),
            row(&refused, "17", "0 of 1", "unchanged"),
            row(&lost, "18", "? of 1", "unknown"),
            row(&interrupted, "19", "? of 1", "interrupted"),
        ]
    );
}

#[test]
fn a_list_is_of_the_groups_and_the_cluster_that_were_asked_for() {
    let kept = Kept::new();
    let ids = [("billing", "a"), ("shipping", "a"), ("billing", "b")]
        .map(|(group, cluster)| kept.applied(&plan_of(group, cluster), days(1)));
    let listed = |words: &str| -> Vec<String> {
        let ended = kept.run(&format!("list --format jsonl {words}"));
        let lines = ended
            .out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        lines
            .map(|row: Value| row["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let all_but = |left_out: usize| -> Vec<String> {
        let mut expected = ids.to_vec();
        expected.remove(left_out);
        expected.sort();
        expected
    };
    assert_eq!(listed("--group billing"), all_but(1));
    assert_eq!(listed("--cluster-id a"), all_but(2));
    assert_eq!(listed("--group shipping --cluster-id a"), [ids[1].clone()]);
    assert_eq!(listed("-g billing -g shipping").len(), 3);
    assert!(listed("--group bill").is_empty());
}

#[test]
fn an_undo_and_what_it_took_back_name_each_other() {
    let kept = Kept::new();
    let changed = kept.applied(&plan(), days(3));
    let mut back = plan();
    back.undoes = Some(changed.clone());
    let refused = kept.begun(&back, days(2));
    refused
        .complete(&Outcome::nothing_to_do(&back), now())
        .unwrap();
    let undo = kept.applied(&back, days(1));
    let document: Value = serde_json::from_str(&kept.run("list --format json").out).unwrap();
    assert_eq!(
        document["entries"][0]["undone_by"],
        serde_json::json!([undo])
    );
    assert_eq!(document["entries"][2]["undoes"], serde_json::json!(changed));
    let ended = kept.run("list");
    assert!(
        ended.out.contains(&format!("undone by {undo}")),
        "{}",
        ended.out
    );
    assert!(
        ended.out.contains(&format!("undo of {changed}")),
        "{}",
        ended.out
    );
}

#[test]
fn what_cannot_be_read_is_named_beside_what_can() {
    let kept = Kept::new();
    let id = kept.applied(&plan(), days(1));
    fs::write(kept.folder.path().join("x.json"), "").unwrap();
    let ended = kept.run("list --format json");
    assert_eq!(ended.err, "warning: x.json: is empty\n");
    let document: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(
        document["incomplete"],
        serde_json::json!(["x.json: is empty"])
    );
    assert_eq!(document["entries"][0]["id"], serde_json::json!(id));
    assert_eq!(document["entries"][0]["applied"], 1);
}

#[test]
fn a_change_of_the_future_is_warned_about_wherever_it_is_shown() {
    let kept = Kept::new();
    let future = kept.applied(&plan(), days(-2));
    kept.applied(&plan(), TimeDelta::seconds(-30));
    let expected = format!("warning: change {future} is dated in the future, ");
    for words in ["list", &format!("show {future}"), "prune --older-than 90d"] {
        let said = without_colours(&kept.run(words).err);
        assert_eq!(
            said.matches("dated in the future").count(),
            1,
            "{words}: {said}"
        );
        assert!(said.contains(&expected), "{words}: {said}");
    }
}

/// Needs the right to give a file away.
#[test]
fn a_change_of_another_user_is_listed_and_shown_as_theirs() {
    let kept = Kept::new();
    let id = kept.applied(&plan(), days(1));
    let file = kept.folder.path().join(format!("{id}.1.json"));
    if std::os::unix::fs::chown(file, Some(12345), None).is_err() {
        return;
    }
    let listed = kept.run("list").out;
    assert!(!listed.contains("of another user"), "{listed}");
    fs::set_permissions(kept.folder.path(), fs::Permissions::from_mode(0o1777)).unwrap();
    let listed = kept.run("list").out;
    assert!(
        listed.contains("of another user: uid 12345, on ops-1"),
        "{listed}"
    );
    let list: Value = serde_json::from_str(&kept.run("list --format json").out).unwrap();
    assert_eq!(list["entries"][0]["owner_uid"], 12345);
    assert_eq!(list["entries"][0]["sequence"], 1);
    let shown = kept.run(&format!("show {id}"));
    assert!(
        shown.out.contains("\nowner    another user: uid 12345\n"),
        "{}",
        shown.out
    );
    let said = without_colours(&shown.err);
    let expected = format!(
        "warning: change {id} belongs to another user: uid 12345; it says that alice made it on ops-1\n"
    );
    assert!(said.contains(&expected), "{said}");
}
