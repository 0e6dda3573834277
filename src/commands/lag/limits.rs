//! What rows are judged by.

use crate::model::LagRow;
use crate::render::{counted, grouped};

/// The limits of a command line; a row is judged whether it is shown or not.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Limits {
    /// Ends with 4 if a partition lags by more than N offsets
    #[arg(long, value_name = "N", help_heading = "Limits")]
    fail_if_lag: Option<u64>,
    /// Ends with 4 if offsets were deleted before they were committed
    #[arg(long, help_heading = "Limits")]
    fail_if_lost: bool,
    /// Ends with 4 if a partition that lags has less headroom than this share of its log, in percent
    #[arg(long, value_name = "PERCENT", value_parser = percent, help_heading = "Limits")]
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
            let percent = headroom.percent;
            passed.push(format!(
                "--fail-if-headroom-below: {place} has {percent:.1}% headroom, and {limit}% is the limit"
            ));
        }
        Judgement {
            passed,
            untold: self.untold(row).map(|why| format!("{place}: {why}")),
        }
    }

    /// A lag that is not known is within the limit where the whole log is.
    fn untold(&self, row: &LagRow) -> Option<String> {
        let is_asked = self.fail_if_lost || self.fail_if_headroom_below.is_some();
        let limit = self.fail_if_lag;
        if limit.is_none() && !is_asked {
            return None;
        }
        if row.lag.is_unread() {
            return Some("it could not be read, and so not be judged".to_owned());
        }
        let (limit, at_most) = (limit?, row.lag.at_most()?);
        (row.lag.lag.is_none() && at_most > limit).then(|| {
            let held = counted(at_most, "offset");
            let why = row.lag.error().unwrap_or_else(|| "no commit".to_owned());
            format!("{why}, and {held} in the log: --fail-if-lag cannot be judged")
        })
    }
}

fn percent(text: &str) -> Result<f64, String> {
    let percent: f64 = text
        .strip_suffix('%')
        .unwrap_or(text)
        .parse()
        .map_err(|_| format!("{text:?} is no number"))?;
    match (0.0..=100.0).contains(&percent) {
        true => Ok(percent),
        false => Err("a share is between 0 and 100 percent".to_owned()),
    }
}
