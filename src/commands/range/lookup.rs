use super::scope::Scope;
use crate::commands::Session;
use crate::error::Error;
use crate::kafka::OffsetQuery;
use crate::model::{
    ErrorCode, Isolation, KafkaError, ListedOffset, Offset, OffsetSpec, PerPartition, RangeRow,
    Ranges, TopicPartition,
};

type Answer = PerPartition<Option<ListedOffset>>;

/// Looks everything up at once: both ends, the last stable offset, and what else is asked for.
///
/// # Errors
/// Where nothing could be learnt; what concerns one partition stands in its row.
pub(super) fn ranges(
    scope: &Scope,
    specs: Vec<OffsetSpec>,
    session: &Session<'_>,
) -> Result<Ranges, Error> {
    let query = |spec, isolation| OffsetQuery {
        spec,
        isolation,
        partitions: &scope.partitions,
    };
    let ends = [
        query(OffsetSpec::Earliest, Isolation::ReadUncommitted),
        query(OffsetSpec::Latest, Isolation::ReadUncommitted),
        query(OffsetSpec::Latest, Isolation::ReadCommitted),
    ];
    let others = specs
        .iter()
        .map(|spec| query(*spec, Isolation::ReadUncommitted));
    let queries: Vec<_> = ends.into_iter().chain(others).collect();
    let mut answers = match scope.partitions.is_empty() {
        true => Vec::new(),
        false => session.cluster.list_offsets(&queries, session.deadline)?,
    };
    answers.resize_with(queries.len(), Answer::new);
    let mut rows: Vec<RangeRow> = scope
        .partitions
        .iter()
        .map(|partition| row(partition, &mut answers))
        .collect();
    let missing = scope.missing.iter();
    rows.extend(missing.map(|(partition, error)| {
        RangeRow::unreadable(partition.clone(), specs.len(), error.clone())
    }));
    rows.sort_by(|a, b| a.partition.cmp(&b.partition));
    Ok(Ranges { specs, rows })
}

/// What each query answered for one partition.
fn row(partition: &TopicPartition, answers: &mut [Answer]) -> RangeRow {
    let queries = answers.len();
    let mut answer = |query: usize| {
        let found = answers[query].remove(partition);
        found.unwrap_or_else(|| Err(no_answer()))
    };
    RangeRow {
        partition: partition.clone(),
        earliest: end(answer(0)),
        latest: end(answer(1)),
        last_stable: end(answer(2)),
        at: (3..queries).map(answer).collect(),
    }
}

/// A log always has its ends.
fn end(found: Result<Option<ListedOffset>, KafkaError>) -> Result<Offset, KafkaError> {
    found?.map(|found| found.offset).ok_or_else(no_answer)
}

fn no_answer() -> KafkaError {
    KafkaError::new(ErrorCode::BAD_MESSAGE, "the broker gave no offset")
}
