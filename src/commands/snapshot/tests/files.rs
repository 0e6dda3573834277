use std::fs;

use tempfile::TempDir;

use super::*;

#[test]
fn a_file_is_replaced_only_by_force_and_known_before_the_cluster_is_asked() {
    let cluster = cluster();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("a.json.zst");
    let words = format!("billing --output {}", file.display());
    let ended = snapshot(&cluster, &words);
    let written = format!(
        "snapshot of 1 group, 3 partitions written to {}\n",
        file.display()
    );
    assert_eq!((ended.err, ended.out), (written, String::new()));
    let calls = cluster.calls().len();
    let ended = snapshot(&cluster, &words);
    assert_eq!(ended.status(), ExitStatus::Refused);
    assert_eq!(cluster.calls().len(), calls);
    assert_eq!(
        snapshot(&cluster, &format!("{words} --force")).status(),
        ExitStatus::Done
    );
}

#[test]
fn what_is_shown_is_what_was_saved() {
    let cluster = cluster();
    cluster.commit_in_transaction("billing", "orders", 1, 170);
    cluster.create_group("idle", GroupType::Consumer);
    cluster.commit_offset("billing", "gone", 0, 1_234);
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("a.json.gz").display().to_string();
    let words = format!("--all-groups --allow-partial --output {file}");
    assert_eq!(snapshot(&cluster, &words).status(), ExitStatus::Done);
    let shown = snapshot(&cluster, &format!("show {file}"));
    assert_eq!(shown.status(), ExitStatus::Done);
    insta::assert_snapshot!(shown.out, @r"
    created  2026-11-20 20:00:00.000 UTC, just now
    cluster  fakeClusterId000000001
    groups   2, 4 partitions
    ! group billing: orders:1: a commit is pending in a transaction

    billing (classic, empty)
    TOPIC   PARTITION  LOG-START  COMMITTED  END  LAST-STABLE  NOTE
    gone            0          ?      1,234    ?            ?  range: the topic does not exist
    orders          0        100        150  200          200
    orders          1        100          ?  200          200  commit: a commit is pending in a transaction
    orders          2        100          -  200          200

    idle (consumer, empty)
    no commits
    ");
    let json = snapshot(&cluster, &format!("show {file} --format json"));
    assert_eq!(taken(&json).partitions(), 4);
}

#[test]
fn a_file_that_is_no_snapshot_is_named_with_the_reason() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("a.csv");
    fs::write(&file, "\"orders\",0,17\n").unwrap();
    let ended = snapshot(&cluster(), &format!("show {}", file.display()));
    assert_eq!(ended.status(), ExitStatus::Failed);
    let expected = format!(
        "error: {}: is Kafka's CSV of one group, and no koffset.snapshot\n  \
         hint: koffset reset reads it with --to-file\n",
        file.display()
    );
    assert_eq!(ended.err, expected);
}
