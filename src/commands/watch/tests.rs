mod browsing;
mod conditions;
mod going_on;

use clap::Parser;
use std::time::Duration;

use super::*;
use crate::commands::captured::{Captured, Stage, now};
use crate::exit::ExitStatus;
use crate::kafka::fake::{Call, FakeCluster, member};
use crate::model::{ErrorCode, GroupType};
use crate::ui::Answer;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    watch: WatchArgs,
}

/// Runs `koffset watch` with these words for so many seconds of its clock.
fn watch_for(seconds: u64, cluster: &FakeCluster, words: &str) -> Captured {
    let words = std::iter::once("watch").chain(words.split_whitespace());
    let args = Cli::try_parse_from(words).unwrap().watch;
    let stage = Stage {
        whole: Some(Duration::from_secs(seconds)),
        ..Stage::answering(Answer::Nobody)
    };
    stage.run(cluster, |session| {
        let ended = run(&args, session);
        ended.inspect_err(|error| session.ui.error(error))
    })
}

/// orders with 2 partitions that hold 100 to 200; billing has one member, and stands at 150 and 180.
fn cluster() -> FakeCluster {
    let cluster = FakeCluster::new();
    cluster.create_topic("orders", 2);
    for partition in 0..2 {
        cluster.fill("orders", partition, 100, 200, now());
    }
    cluster.create_group("billing", GroupType::Classic);
    cluster.commit_offset("billing", "orders", 0, 150);
    cluster.commit_offset("billing", "orders", 1, 180);
    cluster.join(
        "billing",
        member("billing-1", &[("orders", 0), ("orders", 1)]),
    );
    cluster
}

/// Lets something happen right before the n-th reading, counted from 1.
fn before_reading(
    n: usize,
    cluster: &FakeCluster,
    happen: impl Fn(&FakeCluster) + Send + Sync + 'static,
) {
    cluster.at(Call::DescribeGroups).nth(n).before(happen);
}
