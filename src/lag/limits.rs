//! What rows are judged by.

use crate::model::{LagRow, Offset, counted, grouped, percent};

/// What no row may pass; a row is judged whether it is shown or not.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// The most offsets that a partition may lag by.
    pub lag: Option<u64>,
    /// No offset may be deleted before it was committed.
    pub lost: bool,
    /// The least headroom of a partition that lags, in percent of its log.
    pub headroom: Option<f64>,
}

/// What the limits say of one row.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// The limits that are passed, one sentence each.
    pub passed: Vec<String>,
    /// Why it cannot be told whether one is.
    pub unjudged: Option<String>,
}

impl Limits {
    /// Whether there is any limit.
    pub fn are_asked(&self) -> bool {
        self.lag.is_some() || self.lost || self.headroom.is_some()
    }

    /// Judges one row.
    pub fn judge(&self, row: &LagRow) -> Judgement {
        let place = row.place();
        let mut passed = Vec::new();
        if let (Some(limit), Some(lag)) = (self.lag, row.lag.lag)
            && lag > limit
        {
            let (lag, limit) = (grouped(lag), grouped(limit));
            passed.push(format!(
                "--fail-if-lag: {place} lags by {lag}, and {limit} is the limit"
            ));
        }
        if let Some(lost @ 1..) = row.lag.lost.filter(|_| self.lost) {
            let lost = counted(lost, "offset");
            passed.push(format!("--fail-if-lost: {place} lost {lost}"));
        }
        if let (Some(limit), Some(headroom)) = (self.headroom, row.lag.headroom)
            && headroom.percent < limit
        {
            let percent = percent(headroom.percent);
            passed.push(format!(
                "--fail-if-headroom-below: {place} has {percent} headroom, and {limit}% is the limit"
            ));
        }
        Judgement {
            passed,
            unjudged: self.unjudged(row).map(|why| format!("{place}: {why}")),
        }
    }

    /// A lag that is not known is within the limit where the whole log is. Nothing is lost of a log of which
    /// nothing was deleted, and an empty one needs no headroom.
    fn unjudged(&self, row: &LagRow) -> Option<String> {
        let lag = &row.lag;
        let is_deleted_from = lag.log_start.is_some_and(|start| start > Offset::ZERO);
        let held = lag.at_most().unwrap_or(0);
        let flags = [
            ("--fail-if-lag", self.lag.map(|limit| held > limit)),
            (
                "--fail-if-lost",
                self.lost.then_some(lag.lost.is_none() && is_deleted_from),
            ),
            ("--fail-if-headroom-below", self.headroom.map(|_| held > 0)),
        ];
        let mut asked = flags
            .into_iter()
            .filter_map(|(flag, open)| Some((flag, open?)));
        if lag.is_unread() {
            let why = "it could not be read, and so not be judged";
            return asked.next().map(|_| why.to_owned());
        }
        let open: Vec<_> = asked
            .filter(|(_, is_open)| *is_open)
            .map(|(flag, _)| flag)
            .collect();
        (lag.lag.is_none() && !open.is_empty()).then(|| {
            let held = counted(held, "offset");
            let why = row.lag.error().unwrap_or_else(|| "no commit".to_owned());
            let flags = open.join(", ");
            format!("{why}, and {held} in the log: {flags} cannot be judged")
        })
    }
}
