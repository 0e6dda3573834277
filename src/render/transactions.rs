//! Words on open transactions, and the commands of Kafka's own tool that look at them. None ends one: a marker for
//! a transaction whose producer is alive tears it apart.

use std::path::Path;

use chrono::TimeDelta;

use super::{grouped, signed_span};
use crate::model::{
    LagRow, OpenTransaction, PENDING_COMMIT, TimestampType, TopicPartition, TransactionLimit,
    instant, option_word, path_word,
};

/// Stands where the addresses of brokers are not known.
const SOMEWHERE: &str = "HOST:PORT";

/// What transactions hold in a partition, and how old the first of them seems to be where its record was read.
pub fn in_transactions(row: &LagRow) -> impl Iterator<Item = String> {
    let above = row.lag.above_last_stable().filter(|above| *above > 0);
    let dated = above.and(row.open.as_ref()).map(dated);
    let above = above.map(above_last_stable).into_iter().chain(dated);
    above.chain(pending(row.pending == Some(true)))
}

/// Says how many offsets a `read_committed` consumer cannot reach yet.
pub fn above_last_stable(offsets: u64) -> String {
    format!("{} above the last stable offset", grouped(offsets))
}

/// Says what timestamp the first record of an open transaction has. How long the transaction has been open, that
/// does not tell: a producer may write any time.
pub fn dated(open: &OpenTransaction) -> String {
    let (at, since) = (open.last_stable, instant(open.since));
    let clock = match open.clock {
        TimestampType::CreateTime => " by the producer's clock",
        TimestampType::LogAppendTime => "",
    };
    let side = if open.age < TimeDelta::zero() {
        "ahead"
    } else {
        "ago"
    };
    let age = signed_span(open.age.abs());
    format!("the record at the last stable offset {at} is dated {since}{clock}, {age} {side}")
}

/// Says that a commit is pending, where one is.
pub fn pending(is_pending: bool) -> Option<String> {
    is_pending.then(|| PENDING_COMMIT.to_owned())
}

/// Kafka's tool for transactions with the options that reach one cluster. Its commands here change nothing.
pub struct TransactionsTool(String);

impl TransactionsTool {
    pub fn new(bootstrap_servers: Option<&str>, command_config: Option<&Path>) -> Self {
        let servers = option_word("--bootstrap-server", bootstrap_servers.unwrap_or(SOMEWHERE));
        let config = command_config.map_or_else(String::new, |file| {
            format!(" --command-config {}", path_word(&file.to_string_lossy()))
        });
        TransactionsTool(format!("kafka-transactions.sh {servers}{config}"))
    }

    /// The commands that find what holds back the last stable offset of a partition.
    pub fn finding(&self, at: &TopicPartition, limit: &TransactionLimit) -> [String; 2] {
        let TransactionsTool(tool) = self;
        let topic = option_word("--topic", &at.topic);
        let place = format!("{topic} --partition {}", at.partition);
        // The tool takes whole minutes.
        let minutes = limit.at_most + TimeDelta::milliseconds(59_999);
        let minutes = minutes.num_minutes().max(1);
        [
            format!("{tool} find-hanging {place} --max-transaction-timeout {minutes}"),
            format!("{tool} describe-producers {place}"),
        ]
    }

    /// The command that finds a transaction which keeps a commit pending for ever.
    pub fn finding_pending(&self) -> String {
        format!("{} find-hanging --topic __consumer_offsets", self.0)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::model::Offset;

    #[test]
    fn a_record_is_dated_by_its_clock_also_by_one_that_is_ahead() {
        let written = |clock, minutes| {
            dated(&OpenTransaction {
                last_stable: Offset::new(7).unwrap(),
                since: DateTime::UNIX_EPOCH,
                clock,
                age: TimeDelta::minutes(minutes),
            })
        };
        let record = "the record at the last stable offset 7 is dated 1970-01-01T00:00:00.000Z";
        assert_eq!(
            written(TimestampType::LogAppendTime, 16),
            format!("{record}, 16 min ago")
        );
        assert_eq!(
            written(TimestampType::CreateTime, -5),
            format!("{record} by the producer's clock, 5 min ahead")
        );
    }

    #[test]
    fn a_shell_and_the_tool_take_names_and_files_for_themselves() {
        let tool = TransactionsTool::new(Some("a:1,b:2"), Some(Path::new("-my file")));
        let begin =
            "kafka-transactions.sh --bootstrap-server a:1,b:2 --command-config './-my file'";
        let at = TopicPartition::new("-x", 3);
        let [find, producers] = tool.finding(&at, &TransactionLimit::DEFAULT);
        assert_eq!(
            find,
            format!("{begin} find-hanging --topic=-x --partition 3 --max-transaction-timeout 15")
        );
        assert_eq!(
            producers,
            format!("{begin} describe-producers --topic=-x --partition 3")
        );
        assert_eq!(
            tool.finding_pending(),
            format!("{begin} find-hanging --topic __consumer_offsets")
        );
    }
}
