//! Words on open transactions, and the commands of Kafka's own tool that look at them. None ends one: a marker for
//! a transaction whose producer is alive tears it apart.

use chrono::TimeDelta;

use super::grouped;
use crate::model::{LagRow, PENDING_COMMIT, TopicPartition, TransactionLimit, shell_word};

/// Stands where the addresses of brokers are not known.
const SOMEWHERE: &str = "HOST:PORT";

/// What transactions hold in a partition, and how long the first of them has been open where that is known.
pub fn in_transactions(row: &LagRow) -> impl Iterator<Item = String> {
    let above = row.lag.above_last_stable().filter(|above| *above > 0);
    let age = row
        .open
        .map(|open| format!(", for {}", super::signed_span(open.age)));
    let above = above.map(|above| above_last_stable(above) + &age.unwrap_or_default());
    above.into_iter().chain(pending(row.pending == Some(true)))
}

/// Says how many offsets a `read_committed` consumer cannot reach yet.
pub fn above_last_stable(offsets: u64) -> String {
    format!("{} above the last stable offset", grouped(offsets))
}

/// Says that a commit is pending, where one is.
pub fn pending(is_pending: bool) -> Option<String> {
    is_pending.then(|| PENDING_COMMIT.to_owned())
}

/// The commands that find what holds back the last stable offset of a partition, and change nothing.
pub fn finding_commands(
    bootstrap_servers: Option<&str>,
    at: &TopicPartition,
    limit: &TransactionLimit,
) -> [String; 2] {
    let servers = shell_word(bootstrap_servers.unwrap_or(SOMEWHERE)).into_owned();
    let tool = format!("kafka-transactions.sh --bootstrap-server {servers}");
    let place = format!(
        "--topic {} --partition {}",
        shell_word(&at.topic),
        at.partition
    );
    // The tool takes whole minutes.
    let minutes = limit.at_most + TimeDelta::milliseconds(59_999);
    let minutes = minutes.num_minutes().max(1);
    [
        format!("{tool} find-hanging {place} --max-transaction-timeout {minutes}"),
        format!("{tool} describe-producers {place}"),
    ]
}
