use super::*;

#[test]
fn a_change_is_shown_as_it_was_previewed_with_what_came_of_it() {
    let kept = Kept::new();
    let id = kept.applied(&plan(), days(1));
    let ended = kept.run(&format!("show {}", &id[..10]));
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    let preview =
        anstream::adapter::strip_str(crate::render::plan(&plan(), now()).as_str()).to_string();
    for part in [
        &format!("change   {id}\nwritten  2026-11-19 20:00:00.000 UTC\n"),
        "by       alice on ops-1 (process 4711, koffset ",
        "command  koffset reset billing --topics-matching 'o'\\''.* b'\n",
        &preview,
        "result   applied, 2026-11-20 20:00:00.000 UTC\nmoved 1 of 1 partition, read back and equal\n",
    ] {
        assert!(ended.out.contains(part), "{part}\n{}", ended.out);
    }
}

#[test]
fn an_age_is_that_of_the_showing() {
    let kept = Kept::new();
    let mut plan = plan();
    plan.description = "as in the snapshot a.json of 2026-11-20 17:00:00.000 UTC".to_owned();
    plan.as_of = Some(now() - TimeDelta::hours(27));
    let id = kept.applied(&plan, days(1));
    let shown = kept.run(&format!("show {id}")).out;
    assert!(
        shown.contains("2026-11-20 17:00:00.000 UTC, 1 d 3 h ago\n"),
        "{shown}"
    );
}

#[test]
fn of_an_interrupted_change_it_is_said_what_is_not_known() {
    let kept = Kept::new();
    let begun = kept.begun(&plan(), days(1));
    let said = "1 partition may stand as before or as planned";
    let interrupted = kept.run(&format!("show {}", begun.id())).out;
    assert!(
        interrupted.contains("result   interrupted"),
        "{interrupted}"
    );
    assert!(interrupted.contains(said), "{interrupted}");
    assert!(
        interrupted.contains(&format!("koffset undo {}", begun.id())),
        "{interrupted}"
    );
    let outcome = format!("{}.outcome.json", begun.id());
    std::fs::write(kept.folder.path().join(outcome), "{").unwrap();
    let damaged = kept.run(&format!("show {}", begun.id())).out;
    assert!(
        damaged.contains("result   damaged: the outcome is cut off"),
        "{damaged}"
    );
    assert!(damaged.contains(said), "{damaged}");
}

#[test]
fn of_a_change_that_replaced_no_commit_no_way_back_is_told() {
    let kept = Kept::new();
    let mut plan = plan();
    plan.groups[0].remove_group = true;
    plan.groups[0].changes.clear();
    let begun = kept.begun(&plan, days(1));
    let shown = kept.run(&format!("show {}", begun.id())).out;
    assert!(shown.contains("result   interrupted"), "{shown}");
    assert!(!shown.contains("koffset undo"), "{shown}");
}

#[test]
fn the_document_holds_the_change_and_its_outcome() {
    let kept = Kept::new();
    let id = kept.applied(&plan(), days(1));
    let shown = |id: &str| -> Value {
        serde_json::from_str(&kept.run(&format!("show {id} --format json")).out).unwrap()
    };
    let document = shown(&id);
    assert_eq!(document["schema"], "koffset.journal");
    assert_eq!(document["id"], serde_json::json!(id));
    assert_eq!(document["plan"]["schema"], "koffset.plan");
    assert_eq!(
        document["plan"]["groups"][0]["changes"][0]["before"]["offset"],
        1500
    );
    assert_eq!(document["result"], "applied");
    assert_eq!(document["outcome"]["journal_id"], serde_json::json!(id));
    assert_eq!(document["outcome"]["plan_id"], document["plan"]["id"]);
    let interrupted = shown(kept.begun(&plan(), days(2)).id());
    assert_eq!(interrupted["result"], "interrupted");
    assert!(interrupted["outcome"].is_null());
}

#[test]
fn an_id_that_the_journal_does_not_hold_is_refused() {
    let kept = Kept::new();
    let ended = kept.run("show 20231114T221320Z-0000");
    assert_eq!(ended.status(), ExitStatus::Refused);
    assert!(
        ended.err.contains("hint: koffset journal list"),
        "{}",
        ended.err
    );
}
