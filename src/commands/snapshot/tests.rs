mod files;
mod groups;
mod partial;
mod position;

use std::sync::Arc;

use clap::Parser;

use super::*;
use crate::commands::staged::{Ended, now, on, with_ui};
use crate::document::read_snapshot;
use crate::exit::ExitStatus;
use crate::kafka::fake::{Call, FakeCluster};
use crate::model::{
    CommittedOffset, GroupId, GroupState, GroupType, Offset, SavedOffset, Snapshot, TopicPartition,
};

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    snapshot: SnapshotArgs,
}

/// Runs `koffset snapshot` with these words.
fn snapshot(cluster: &FakeCluster, words: &str) -> Ended {
    let words = std::iter::once("snapshot").chain(words.split_whitespace());
    let args = Cli::try_parse_from(words).unwrap().snapshot;
    match &args.command {
        Some(SnapshotCommand::Show(args)) => with_ui(|ui| show(args, ui)),
        None => on(cluster, Arc::default(), |session| run(&args, session)),
    }
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

fn taken(ended: &Ended) -> Snapshot {
    assert_eq!(ended.status, ExitStatus::Done, "{}", ended.err);
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

fn refused(ended: &Ended, says: &str) {
    assert_eq!(ended.status, ExitStatus::Refused, "{}", ended.err);
    assert_eq!(ended.err, says);
    assert_eq!(ended.out, "");
}
