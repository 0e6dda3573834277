mod asking;
mod doubt;
mod permission;
mod recheck;
mod reporting;
mod sending;
mod trying_again;
mod waiting;
mod window;

use std::io;
use std::sync::Arc;

use serde_json::Value;

use super::{ApplyArgs, ChangeArgs, ChangeFormat, carry_out};
use crate::commands::apply::Applier;
use crate::commands::captured::{Captured, Stage, now, unrecorded};
use crate::commands::journal_folder::JournalDirArgs;
use crate::commands::record::RecordArgs;
use crate::error::ErrorKind;
use crate::exit::ExitStatus;
use crate::kafka::fake::{Call, FakeCluster};
use crate::model::{ChangedGroupSelection, GroupId, GroupType, Offset, TopicPartition};
use crate::plan::{self, Ask, AskedPositions, Policy, Request, Target, Wanted};
use crate::ui::Answer;

const ASKING: ChangeArgs = change(false, false, ChangeFormat::Table);
const YES: ChangeArgs = change(false, true, ChangeFormat::Table);
const YES_JSON: ChangeArgs = change(false, true, ChangeFormat::Json);
const DRY_RUN: ChangeArgs = change(true, false, ChangeFormat::Table);

const fn change(dry_run: bool, yes: bool, format: ChangeFormat) -> ChangeArgs {
    ChangeArgs {
        apply: ApplyArgs {
            dry_run,
            yes,
            confirm: Vec::new(),
            max_replay: None,
            max_skip: None,
            cluster_id: None,
            record: RecordArgs {
                dir: JournalDirArgs { journal_dir: None },
                no_journal: true,
            },
            format,
        },
        save_plan: None,
        wait_empty: None,
    }
}

/// orders with 2 partitions that hold 100 to 200; audit, billing and shipping stand at 150 in both.
fn cluster() -> FakeCluster {
    let cluster = FakeCluster::new();
    cluster.create_topic("orders", 2);
    for partition in 0..2 {
        cluster.fill("orders", partition, 100, 200, now());
    }
    for group in ["audit", "billing", "shipping"] {
        cluster.create_group(group, GroupType::Classic);
        for partition in 0..2 {
            cluster.commit_offset(group, "orders", partition, 150);
        }
    }
    cluster
}

/// Where groups are to go in the partitions of orders: an offset, or no commit at all.
fn to(groups: &[&str], targets: &[Option<i64>]) -> Request {
    let wanted = |target: &Option<i64>| match target {
        Some(offset) => Wanted::Target(Target::Exact(Offset::new(*offset).unwrap())),
        None => Wanted::NoCommit { topic_id: None },
    };
    let rows = (0..).zip(targets);
    let rows = rows.map(|(p, target)| (TopicPartition::new("orders", p), wanted(target)));
    Request {
        command: "seek",
        remove_groups: false,
        undoes: None,
        description: "as the test says".to_owned(),
        as_of: None,
        source: plan::Source::Operator,
        groups: groups
            .iter()
            .map(|group| (GroupId::new(*group), rows.clone().collect()))
            .collect(),
        policy: Policy::default(),
        gaps: Vec::new(),
        left_out: Vec::new(),
    }
}

/// billing goes to 120 in partition 0 and to 170 in partition 1.
fn billing() -> Request {
    to(&["billing"], &[Some(120), Some(170)])
}

/// What a request asks for, partition by partition.
fn asked(request: &Request) -> Ask {
    let positions = if request.remove_groups {
        AskedPositions::NoGroups
    } else {
        AskedPositions::Given {
            wants: request.groups.clone(),
            source: request.source.clone(),
        }
    };
    Ask {
        command: request.command,
        description: request.description.clone(),
        as_of: request.as_of,
        groups: ChangedGroupSelection::named(request.groups.keys().cloned()),
        positions,
        policy: request.policy,
        undoes: request.undoes.clone(),
        gaps: request.gaps.clone(),
    }
}

fn carried_out(cluster: &FakeCluster, request: &Request, args: &ChangeArgs) -> Captured {
    on(Stage::answering(Answer::Nobody), cluster, request, args)
}

/// Carries a change out; stderr holds the error too, as it is printed at the end.
fn on(stage: Stage, cluster: &FakeCluster, request: &Request, args: &ChangeArgs) -> Captured {
    carried_out_ask(stage, cluster, &asked(request), args)
}

fn carried_out_ask(stage: Stage, cluster: &FakeCluster, ask: &Ask, args: &ChangeArgs) -> Captured {
    let applier = Applier::new(Arc::new(cluster.clone()), unrecorded(), || {});
    stage.run(cluster, |session| {
        carry_out(ask, args, session, applier).inspect_err(|error| session.ui.error(error))
    })
}

/// Every call that could change the cluster, with its size.
fn changes(cluster: &FakeCluster) -> Vec<(Call, usize)> {
    let calls = cluster.calls();
    let changes = calls.iter().filter(|made| made.call.changes());
    changes.map(|made| (made.call, made.size)).collect()
}

/// The offsets of a group in the partitions of orders in which it has a commit.
fn offsets(cluster: &FakeCluster, group: &str) -> Vec<i64> {
    let committed = cluster.committed(group);
    committed.values().map(|value| value.offset.get()).collect()
}

fn untouched(cluster: &FakeCluster) {
    assert_eq!(changes(cluster), []);
}

/// Each row of an outcome document: group, partition, status.
fn statuses(ended: &Captured) -> Vec<String> {
    let document: Value = serde_json::from_str(&ended.out).unwrap();
    let mut rows = Vec::new();
    for group in document["groups"].as_array().unwrap() {
        for row in group["partitions"].as_array().unwrap() {
            let words = [&group["group_id"], &row["partition"], &row["status"]];
            rows.push(
                words
                    .map(|word| word.to_string().replace('"', ""))
                    .join(" "),
            );
        }
    }
    rows
}

/// The outcome document's word for the whole.
fn result(ended: &Captured) -> String {
    let document: Value = serde_json::from_str(&ended.out).unwrap();
    document["result"].as_str().unwrap().to_owned()
}
