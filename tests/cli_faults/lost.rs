use super::stage::PROBES;
use super::written::only_change;
use super::*;

#[test]
fn an_answer_that_is_cut_off_is_asked_for_again_and_the_change_is_done() {
    let cluster = faulty::cluster();
    let group = Group::on(&cluster);
    cluster.proxy().spoil(OFFSET_COMMIT, &[Fault::CutAnswer]);
    let run = group.rewound(PATIENT).with_status(0);
    assert_eq!(cluster.proxy().met(OFFSET_COMMIT), 1);
    assert_eq!(statuses(&run), ["applied", "applied"]);
    assert_eq!(group.stands_at(), [0, 0]);
    only_change(&group.id).holds("applied", &[(Some(5), "applied"); 2]);
}

#[test]
fn a_change_of_which_no_answer_arrives_is_proved_by_reading_it_back() {
    let cluster = faulty::cluster();
    let group = Group::on(&cluster);
    for fault in [Fault::CutAnswer, Fault::LoseAnswer] {
        group.commit(&[5, 5]);
        cluster.proxy().spoil_all(OFFSET_COMMIT, fault);
        let run = group.rewound(HASTY).with_status(0);
        assert!(cluster.proxy().met(OFFSET_COMMIT) > 0);
        assert_eq!(statuses(&run), ["applied", "applied"], "{fault:?}");
        assert_eq!(group.stands_at(), [0, 0]);
    }
}

#[test]
fn a_change_that_never_reaches_the_broker_is_never_called_applied() {
    let cluster = faulty::cluster();
    let group = Group::on(&cluster);
    cluster.proxy().spoil_all(OFFSET_COMMIT, Fault::CutBefore);
    let run = group.rewound(HASTY).with_status(5);
    run.says("what became of the change is not known");
    assert_eq!(run.json()["result"], "unknown");
    assert_eq!(statuses(&run), ["unknown", "unknown"]);
    let row = &run.json()["groups"][0]["partitions"][0];
    assert_eq!(row["read_back"]["offset"], 5);
    assert_eq!(group.stands_at(), [5, 5]);
    only_change(&group.id).holds("unknown", &[(Some(5), "unknown"); 2]);
}

#[test]
fn a_request_that_was_cut_once_is_sent_again() {
    let cluster = faulty::cluster();
    let group = Group::on(&cluster);
    cluster.proxy().spoil(OFFSET_COMMIT, &[Fault::CutBefore]);
    group.rewound(PATIENT).with_status(0);
    assert_eq!(cluster.proxy().met(OFFSET_COMMIT), 1);
    assert_eq!(group.stands_at(), [0, 0]);
}

#[test]
fn a_change_that_can_neither_be_answered_nor_read_back_is_unknown() {
    let cluster = faulty::cluster();
    let group = Group::on(&cluster);
    cluster.proxy().spoil(OFFSET_COMMIT, &[Fault::Hold]);
    let running = group.start_rewind(HASTY);
    cluster.proxy().await_met(OFFSET_COMMIT, 1);
    cluster.proxy().spoil_all(OFFSET_FETCH, Fault::CutBefore);
    cluster.proxy().release();
    let run = running.ended().with_status(5);
    assert_eq!(statuses(&run), ["unknown", "unknown"]);
    run.says("not known");
    let row = &run.json()["groups"][0]["partitions"][0];
    assert!(row["read_back"].is_null(), "{row}");
    assert!(
        row["error"]
            .as_str()
            .unwrap()
            .contains("reading it back failed"),
        "{row}"
    );
    assert_eq!(group.stands_at(), [0, 0]);
}

#[test]
fn removed_commits_whose_answer_is_lost_are_proved_by_reading_them_back_since_kafka_2_4() {
    let cluster = faulty::cluster();
    let group = Group::on(&cluster);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("before.json");
    let file = file.to_str().unwrap();
    let ask = |args: &[&str]| {
        Call::new(&[&["-b", &group.bootstrap, "--timeout", HASTY], args].concat()).run()
    };
    let partitions = json!([{"topic": group.topic, "partition": 1}]);
    let fields = json!({"group": group.id, "partitions": partitions});
    group.checker.ask("delete_group_offsets", fields);
    ask(&["snapshot", &group.id, "--output", file]).with_status(0);
    let restore = [
        "reset",
        &group.id,
        "--to-snapshot",
        file,
        "--exact",
        "--yes",
        "--format",
        "json",
    ];

    group.commit(&[5, 5]);
    cluster
        .proxy()
        .spoil_after(OFFSET_DELETE, PROBES, Fault::CutAnswer);
    let run = ask(&restore).with_status(0);
    assert!(cluster.proxy().met(OFFSET_DELETE) > 0);
    assert_eq!(statuses(&run), ["unchanged", "applied"]);
    assert_eq!(group.stands_at(), [5]);

    group.commit(&[5, 5]);
    cluster
        .proxy()
        .spoil_after(OFFSET_DELETE, PROBES, Fault::CutBefore);
    let run = ask(&restore).with_status(5);
    assert_eq!(statuses(&run), ["unchanged", "unknown"]);
    assert_eq!(group.stands_at(), [5, 5]);
}
