mod files;
mod groups;
mod partial;
mod position;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::Parser;

use super::*;
use crate::commands::captured::{Captured, Stage, now};
use crate::document::read_snapshot;
use crate::exit::ExitStatus;
use crate::kafka::fake::{Call, FakeCluster};
use crate::model::{
    CommittedOffset, GroupId, GroupState, GroupType, Offset, SavedOffset, Snapshot, TopicPartition,
};
use crate::ui::Answer;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    snapshot: SnapshotArgs,
}

/// Runs `koffset snapshot` with these words; stderr holds the error too, as it is printed at the end.
fn snapshot(cluster: &FakeCluster, words: &str) -> Captured {
    snapshot_until(cluster, Arc::default(), words)
}

/// As [`snapshot`], with Ctrl-C once `cancelled` is set.
fn snapshot_until(cluster: &FakeCluster, cancelled: Arc<AtomicBool>, words: &str) -> Captured {
    let words = std::iter::once("snapshot").chain(words.split_whitespace());
    let args = Cli::try_parse_from(words).unwrap().snapshot;
    let stage = Stage {
        cancelled,
        ..Stage::answering(Answer::Nobody)
    };
    stage.run(cluster, |session| {
        let result = match &args.command {
            Some(SnapshotCommand::Show(args)) => show(args, session.deadline.clock(), session.ui),
            None => run(&args, session),
        };
        result.inspect_err(|error| session.ui.error(error))
    })
}

/// orders with 3 partitions that hold 100 to 200; billing committed in the first two.
fn cluster() -> FakeCluster {
    let cluster = FakeCluster::new();
    cluster.create_topic("orders", 3);
    cluster.set_topic_id("orders", Some("ordersId"));
    for partition in 0..3 {
        cluster.fill("orders", partition, 100, 200, now());
    }
    cluster.create_group("billing", GroupType::Classic);
    let committed = CommittedOffset {
        offset: Offset::new(150).unwrap(),
        leader_epoch: Some(2),
        metadata: Some("noted".to_owned()),
    };
    cluster.commit_value("billing", "orders", 0, committed);
    cluster.commit_offset("billing", "orders", 1, 160);
    cluster
}

fn taken(ended: &Captured) -> Snapshot {
    assert_eq!(ended.status(), ExitStatus::Done, "{}", ended.err);
    read_snapshot(ended.out.as_bytes()).unwrap()
}

fn saved<'a>(snapshot: &'a Snapshot, group: &str, topic: &str, partition: i32) -> &'a SavedOffset {
    let group = &snapshot.groups[&GroupId::new(group)];
    &group.offsets[&TopicPartition::new(topic, partition)]
}

/// The partitions of a group, as `topic:partition=offset`.
fn positions(snapshot: &Snapshot, group: &str) -> Vec<String> {
    let offsets = &snapshot.groups[&GroupId::new(group)].offsets;
    let position = |saved: &SavedOffset| match &saved.committed {
        Ok(Some(committed)) => committed.offset.to_string(),
        Ok(None) => "none".to_owned(),
        Err(why) => why.clone(),
    };
    offsets
        .iter()
        .map(|(at, saved)| format!("{at}={}", position(saved)))
        .collect()
}

fn refused(ended: &Captured, says: &str) {
    assert_eq!(ended.status(), ExitStatus::Refused, "{}", ended.err);
    assert_eq!(ended.err, says);
    assert_eq!(ended.out, "");
}
