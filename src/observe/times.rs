//! How old the records are at which groups stand.

use std::collections::BTreeMap;

use super::Observer;
use super::observer::{unanswered, unless_interrupted};
use crate::kafka::{Place, ReadRecords};
use crate::model::{Isolation, KafkaError, LagBasis, LagRow, Offset, OpenTransaction, TimeLag};

/// Adds to rows for how long the oldest record waits. One is read for each place at which a group lags, and
/// none where the lag in offsets tells already that there is nothing to find.
///
/// # Errors
/// `INTERRUPTED`; whatever else fails stands in the rows.
pub fn read_times(
    rows: &mut [LagRow],
    basis: LagBasis,
    records: &dyn ReadRecords,
    observer: Observer<'_>,
) -> Result<(), KafkaError> {
    let isolation = match basis {
        LagBasis::End => Isolation::ReadUncommitted,
        LagBasis::LastStable => Isolation::ReadCommitted,
    };
    let places: BTreeMap<Place, Offset> = rows.iter().filter_map(stretch).collect();
    let first = if places.is_empty() {
        Ok(BTreeMap::new())
    } else {
        records.first_records(&places, isolation, observer.deadline)
    };
    let first = unless_interrupted(first)?;
    let now = observer.deadline.clock().now();
    for row in rows {
        let found = || match (&first, stretch(row)) {
            (Ok(first), Some((place, _))) => {
                let found = first.get(&place).cloned();
                found.unwrap_or_else(|| Err(unanswered()))
            }
            (Err(error), _) => Err(error.clone()),
            (Ok(_), None) => Err(unanswered()),
        };
        let told = TimeLag::without_reading(&row.lag);
        row.time = Some(told.unwrap_or_else(|| TimeLag::of(found(), now)));
    }
    Ok(())
}

/// Adds to rows how old a transaction seems to be where one is open: the record at the last stable offset is read there,
/// and none elsewhere.
///
/// # Errors
/// `INTERRUPTED`; what else fails leaves it unknown.
pub fn read_open(
    rows: &mut [LagRow],
    records: &dyn ReadRecords,
    observer: Observer<'_>,
) -> Result<(), KafkaError> {
    let places: BTreeMap<Place, Offset> = rows.iter().filter_map(open_stretch).collect();
    if places.is_empty() {
        return Ok(());
    }
    let isolation = Isolation::ReadUncommitted;
    let first = records.first_records(&places, isolation, observer.deadline);
    let first = unless_interrupted(first)?.unwrap_or_default();
    let now = observer.deadline.clock().now();
    for row in rows {
        row.open = open_stretch(row).and_then(|(place, _)| {
            let time = first.get(&place)?.as_ref().ok()?.as_ref()?.time?;
            let since = time.at.instant()?;
            Some(OpenTransaction {
                last_stable: place.1,
                since,
                clock: time.kind,
                age: now - since,
            })
        });
    }
    Ok(())
}

fn open_stretch(row: &LagRow) -> Option<(Place, Offset)> {
    let (stable, end) = (row.lag.last_stable?, row.lag.end?);
    (stable < end).then_some(((row.at.clone()?, stable), end))
}

/// Where a record has to be looked for, and up to where.
fn stretch(row: &LagRow) -> Option<(Place, Offset)> {
    if TimeLag::without_reading(&row.lag).is_some() {
        return None;
    }
    let (committed, lag) = (row.lag.committed?, row.lag.lag?);
    let end = committed.shifted(i64::try_from(lag).ok()?)?;
    Some(((row.at.clone()?, committed), end))
}
