//! What open transactions hold, and how long brokers let them be open.

use std::collections::BTreeSet;

use super::commits::settle;
use super::{Observer, logs};
use crate::error::Error;
use crate::model::{
    ErrorCode, InTransactions, ObservedGroup, OffsetRange, PerGroup, PerPartition,
    TransactionLimit, by_reason,
};

/// What open transactions hold of groups, and why that could not be read everywhere.
#[derive(Default)]
pub struct Held {
    pub by_group: InTransactions,
    pub unread: Vec<String>,
}

/// Looks for what open transactions hold in the partitions that groups have committed. Of commits that were read
/// with those marked that are pending, what is committed until then takes the place.
///
/// # Errors
/// Interrupted, or the time is over.
pub fn look_into(
    groups: &mut PerGroup<ObservedGroup>,
    observer: Observer<'_>,
) -> Result<Held, Error> {
    let readable = groups.iter_mut();
    let readable = readable.filter_map(|(id, group)| Some((id, &mut group.as_mut().ok()?.commits)));
    let pending = settle(observer, readable)?;
    let mut held = Held::default();
    for (id, at) in pending
        .iter()
        .flat_map(|(id, partitions)| partitions.iter().map(move |at| (id, at)))
    {
        let of_group = held.by_group.entry(id.clone()).or_default();
        of_group.entry(at.clone()).or_default().pending = true;
    }
    let ranges = read_ranges(groups, observer, &mut held.unread)?;
    for (id, group) in groups {
        for at in group.iter().flat_map(|group| group.commits.keys()) {
            if let Some(Ok(range)) = ranges.get(at) {
                let of_group = held.by_group.entry(id.clone()).or_default();
                of_group.entry(at.clone()).or_default().above_last_stable = Some(range.open());
            }
        }
    }
    for of_group in held.by_group.values_mut() {
        of_group.retain(|_, held| {
            held.pending || held.above_last_stable.is_some_and(|above| above > 0)
        });
    }
    Ok(held)
}

/// The logs in which groups have commits; a topic that is gone has none.
fn read_ranges(
    groups: &PerGroup<ObservedGroup>,
    observer: Observer<'_>,
    unread: &mut Vec<String>,
) -> Result<PerPartition<OffsetRange>, Error> {
    let groups = groups.values().flatten();
    let committed: BTreeSet<_> = groups
        .flat_map(|group| group.commits.keys().cloned())
        .collect();
    if committed.is_empty() {
        return Ok(PerPartition::new());
    }
    let ranges = logs::ranges(observer, &committed);
    observer.deadline.check()?;
    let ranges = ranges.unwrap_or_else(|error| {
        let failed = committed.iter().map(|at| (at.clone(), Err(error.clone())));
        failed.collect()
    });
    let failed = ranges.iter().filter_map(|(at, range)| {
        let error = range.as_ref().err()?;
        let is_gone = error.code == ErrorCode::UNKNOWN_TOPIC_OR_PARTITION;
        (!is_gone).then(|| (format!("last stable offset of {at}"), error.to_string()))
    });
    unread.extend(by_reason(failed));
    Ok(ranges)
}

/// How long a transaction may stay open on this cluster: a request for each broker, so only for who has seen one
/// that is open. Kafka's default stands in where no broker tells.
pub fn transaction_limit(observer: Observer<'_>) -> TransactionLimit {
    let told = observer
        .cluster
        .every_brokers_setting(TransactionLimit::SETTING, observer.deadline);
    let values = told.into_iter().flatten();
    TransactionLimit::of(values.filter_map(|(_, value)| value.ok()?))
}
