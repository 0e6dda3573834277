use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;

use super::*;
use crate::model::ErrorCode;

#[test]
fn nothing_is_written_when_a_commit_cannot_be_read() {
    let cluster = cluster();
    cluster.commit_in_transaction("billing", "orders", 1, 170);
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("a.json");
    let ended = snapshot(&cluster, &format!("billing --output {}", file.display()));
    assert_eq!(ended.status(), ExitStatus::Failed);
    assert_eq!(
        ended.err,
        "warning: group billing: orders:1: a commit is pending in a transaction\n\
         error: not everything could be read: nothing was written\n  \
         hint: write --allow-partial to save the rest, with the errors in it\n"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);

    let ended = snapshot(&cluster, "billing --allow-partial");
    let taken = taken(&ended);
    assert!(taken.is_partial());
    assert_eq!(taken.incomplete.len(), 1);
    assert_eq!(
        positions(&taken, "billing"),
        [
            "orders:0=150",
            "orders:1=a commit is pending in a transaction",
            "orders:2=none"
        ]
    );
}

#[test]
fn a_group_that_cannot_be_read_is_in_a_partial_snapshot_with_its_error() {
    let cluster = cluster();
    cluster.create_group("shipping", GroupType::Consumer);
    let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    cluster.at(Call::Commits).fail_group("shipping", code);
    assert_eq!(
        snapshot(&cluster, "--all-groups").status(),
        ExitStatus::Failed
    );
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("a.json").display().to_string();
    let words = format!("--all-groups --allow-partial --output {file}");
    let written = snapshot(&cluster, &words).err;
    let says = "snapshot of 2 groups, 3+? partitions written to ";
    assert!(written.contains(says), "{written}");
    let shown = snapshot(&cluster, &format!("show {file}")).out;
    assert!(shown.contains("groups   2, 3+? partitions\n"), "{shown}");
    let taken = taken(&snapshot(&cluster, "--all-groups --allow-partial"));
    let error = taken.groups[&GroupId::new("shipping")].error.as_deref();
    assert_eq!(error, Some("the fake cluster answered error 30"));
    assert_eq!(positions(&taken, "billing").len(), 3);
}

#[test]
fn a_listing_with_a_gap_is_partial() {
    let cluster = cluster();
    cluster.at(Call::Groups).gap("broker 2 did not answer");
    assert_eq!(
        snapshot(&cluster, "--all-groups").status(),
        ExitStatus::Failed
    );
    let partial = taken(&snapshot(&cluster, "--all-groups --allow-partial"));
    assert_eq!(partial.incomplete, ["broker 2 did not answer"]);
    assert!(partial.is_partial());
    assert!(!taken(&snapshot(&cluster, "billing")).is_partial());
}

#[test]
fn a_description_that_cannot_be_read_is_a_gap_and_hides_no_commit() {
    let cluster = cluster();
    let code = ErrorCode::GROUP_AUTHORIZATION_FAILED;
    cluster.at(Call::DescribeGroups).fail_group("billing", code);
    assert_eq!(snapshot(&cluster, "billing").status(), ExitStatus::Failed);
    let taken = taken(&snapshot(&cluster, "billing --allow-partial"));
    assert_eq!(
        taken.groups[&GroupId::new("billing")].group_type,
        GroupType::Unknown
    );
    assert_eq!(positions(&taken, "billing")[0], "orders:0=150");
}

#[test]
fn an_interrupt_writes_nothing_even_where_a_partial_snapshot_may_be() {
    let cluster = cluster();
    let cancelled = Arc::new(AtomicBool::new(false));
    let interrupt = cancelled.clone();
    let code = ErrorCode::INTERRUPTED;
    cluster.at(Call::Commits).fail_group("billing", code);
    cluster
        .at(Call::Commits)
        .after(move |_| interrupt.store(true, Ordering::SeqCst));
    let ended = snapshot_until(&cluster, cancelled, "billing --allow-partial");
    assert_eq!(ended.status(), ExitStatus::Interrupted);
    assert_eq!(ended.out, "");
}
