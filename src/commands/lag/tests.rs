mod judged;
mod read_in_order;
mod said;
mod shown;
mod timed;
mod transactions;

use clap::Parser;

use super::*;
use crate::commands::captured::{Captured, Stage, now};
use crate::exit::ExitStatus;
use crate::kafka::fake::{Call, FakeCluster, member};
use crate::model::{ErrorCode, GroupType};
use crate::ui::Answer;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    lag: LagArgs,
}

/// Runs `koffset lag` with these words; stderr holds the error too, as it is printed at the end.
fn lag(cluster: &FakeCluster, words: &str) -> Captured {
    lag_on(Stage::answering(Answer::Nobody), cluster, words)
}

fn lag_on(stage: Stage, cluster: &FakeCluster, words: &str) -> Captured {
    let words = std::iter::once("lag").chain(words.split_whitespace());
    let args = Cli::try_parse_from(words).unwrap().lag;
    stage.run(cluster, |session| {
        let checked = args.check();
        let ended = checked.and_then(|()| run(&args, session, cluster));
        ended.inspect_err(|error| session.ui.error(error))
    })
}

/// orders with 3 partitions that hold 100 to 200. billing stands at 150 in the first, at 70 in the second,
/// and has no commit in the third.
fn cluster() -> FakeCluster {
    let cluster = FakeCluster::new();
    cluster.create_topic("orders", 3);
    for partition in 0..3 {
        cluster.fill("orders", partition, 100, 200, now());
    }
    cluster.create_group("billing", GroupType::Classic);
    cluster.commit_offset("billing", "orders", 0, 150);
    cluster.commit_offset("billing", "orders", 1, 70);
    cluster
}

fn json(ended: &Captured) -> serde_json::Value {
    serde_json::from_str(&ended.out).unwrap()
}
