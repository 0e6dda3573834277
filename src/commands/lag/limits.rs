//! What rows are judged by.

use crate::commands::options::whole_number;
use crate::model::{LagRow, Offset};
use crate::render::{counted, grouped, percent};

/// The limits of a command line; a row is judged whether it is shown or not.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Limits {
    /// Ends with 4 if a partition lags by more than N offsets
    #[arg(long, value_name = "N", value_parser = whole_number(), allow_negative_numbers = true, help_heading = "Limits")]
    fail_if_lag: Option<u64>,
    /// Ends with 4 if offsets were deleted before they were committed
    #[arg(long, help_heading = "Limits")]
    fail_if_lost: bool,
    /// Ends with 4 if a partition that lags has less headroom than this share of its log, in percent
    #[arg(long, value_name = "PERCENT", value_parser = share, allow_negative_numbers = true, help_heading = "Limits")]
    fail_if_headroom_below: Option<f64>,
}

/// What the limits say of one row.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Judgement {
    /// The limits that are passed, one sentence each.
    pub(super) passed: Vec<String>,
    /// Why it cannot be told whether one is.
    pub(super) untold: Option<String>,
}

impl Limits {
    pub(super) fn are_asked(&self) -> bool {
        self.fail_if_lag.is_some() || self.fail_if_lost || self.fail_if_headroom_below.is_some()
    }

    pub(super) fn judge(&self, row: &LagRow) -> Judgement {
        let place = row.place();
        let mut passed = Vec::new();
        if let (Some(limit), Some(lag)) = (self.fail_if_lag, row.lag.lag)
            && lag > limit
        {
            let (lag, limit) = (grouped(lag), grouped(limit));
            passed.push(format!(
                "--fail-if-lag: {place} lags by {lag}, and {limit} is the limit"
            ));
        }
        if let Some(lost @ 1..) = row.lag.lost.filter(|_| self.fail_if_lost) {
            let lost = counted(lost, "offset");
            passed.push(format!("--fail-if-lost: {place} lost {lost}"));
        }
        if let (Some(limit), Some(headroom)) = (self.fail_if_headroom_below, row.lag.headroom)
            && headroom.percent < limit
        {
            let percent = percent(headroom.percent);
            passed.push(format!(
                "--fail-if-headroom-below: {place} has {percent} headroom, and {limit}% is the limit"
            ));
        }
        Judgement {
            passed,
            untold: self.untold(row).map(|why| format!("{place}: {why}")),
        }
    }

    /// A lag that is not known is within the limit where the whole log is. Nothing is lost of a log of which
    /// nothing was deleted, and an empty one needs no headroom.
    fn untold(&self, row: &LagRow) -> Option<String> {
        let lag = &row.lag;
        let is_deleted_from = lag.log_start.is_some_and(|start| start > Offset::ZERO);
        let held = lag.at_most().unwrap_or(0);
        let flags = [
            ("--fail-if-lag", self.fail_if_lag.map(|limit| held > limit)),
            (
                "--fail-if-lost",
                self.fail_if_lost
                    .then_some(lag.lost.is_none() && is_deleted_from),
            ),
            (
                "--fail-if-headroom-below",
                self.fail_if_headroom_below.map(|_| held > 0),
            ),
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

fn share(text: &str) -> Result<f64, String> {
    let percent: f64 = text
        .strip_suffix('%')
        .unwrap_or(text)
        .parse()
        .map_err(|_| format!("{text:?} is no number"))?;
    if (0.0..=100.0).contains(&percent) {
        Ok(percent)
    } else {
        Err("a share is between 0 and 100 percent".to_owned())
    }
}
