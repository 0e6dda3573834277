use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::model::{Lag, LagBasis, LagRow, LeftOut, Offset, TimeLag, TopicPartition};

/// One metric family: its name, its unit if it has one, which the name must end with, and what it is.
struct Family(&'static str, &'static str, &'static str);

const LAG: Family = Family(
    "koffset_group_lag_offsets",
    "offsets",
    "Offsets from the group's commit to the end of the log.",
);
const STABLE_LAG: Family = Family(
    LAG.0,
    LAG.1,
    "Offsets from the group's commit to the last stable offset of the log.",
);
const LOST: Family = Family(
    "koffset_group_lost_offsets",
    "offsets",
    "Offsets that were deleted before the group committed them.",
);
const HEADROOM: Family = Family(
    "koffset_group_headroom_ratio",
    "ratio",
    "Share of the log between its start and the group's commit; only where something lags.",
);
const TIME: Family = Family(
    "koffset_group_lag_seconds",
    "seconds",
    "Age of the oldest record that the group has not committed past; only where something lags.",
);
const COMMITTED: Family = Family(
    "koffset_group_committed_offset",
    "",
    "The offset that the group has committed.",
);
const UNKNOWN: Family = Family(
    "koffset_group_lag_unknown",
    "",
    "1 where the group's lag is not known: without a commit, or not readable.",
);
const PENDING: Family = Family(
    "koffset_group_pending_commit",
    "",
    "1 where a commit of the group is pending in a transaction.",
);
const LOG_START: Family = Family(
    "koffset_partition_log_start_offset",
    "",
    "The first offset that the log holds.",
);
const END: Family = Family(
    "koffset_partition_end_offset",
    "",
    "One past the last offset of the log: the high watermark.",
);
const LAST_STABLE: Family = Family(
    "koffset_partition_last_stable_offset",
    "",
    "Where a read_committed consumer must stop.",
);
const INCOMPLETE: Family = Family(
    "koffset_lag_incomplete",
    "",
    "1 where something that was asked for could not be seen.",
);
const LEFT_OUT: Family = Family(
    "koffset_lag_left_out_groups",
    "groups",
    "Groups that are left out for what they are: not a consumer's, and without commits.",
);

/// What is said of the groups beside their rows.
pub struct SeenGroups<'a> {
    /// Whether something that was asked for could not be seen.
    pub is_incomplete: bool,
    pub left_out: &'a [LeftOut],
}

/// Writes gauges for Prometheus, in the text format of OpenMetrics 1.0. What is not known has no sample, but
/// one of `koffset_group_lag_unknown`.
///
/// # Errors
/// Where the stream takes no more.
pub fn lag_openmetrics(
    out: &mut dyn Write,
    rows: &[LagRow],
    basis: LagBasis,
    seen: SeenGroups<'_>,
) -> io::Result<()> {
    let lag = match basis {
        LagBasis::End => &LAG,
        LagBasis::LastStable => &STABLE_LAG,
    };
    of_groups(out, lag, rows, |row| row.lag.lag.map(|lag| lag.to_string()))?;
    of_groups(out, &LOST, rows, |row| {
        row.lag.lost.map(|lost| lost.to_string())
    })?;
    of_groups(out, &HEADROOM, rows, |row| {
        row.lag
            .headroom
            .map(|headroom| (headroom.percent / 100.0).to_string())
    })?;
    if rows.iter().any(|row| row.time.is_some()) {
        of_groups(out, &TIME, rows, |row| seconds(row.time.as_ref()?))?;
    }
    of_groups(out, &COMMITTED, rows, |row| {
        row.lag.committed.map(|at| at.to_string())
    })?;
    of_groups(out, &UNKNOWN, rows, |row| {
        row.lag.gap.as_ref().map(|_| "1".to_owned())
    })?;
    of_groups(out, &PENDING, rows, |row| {
        (row.pending == Some(true)).then(|| "1".to_owned())
    })?;
    let logs: BTreeMap<_, _> = rows
        .iter()
        .filter_map(|row| Some((row.at.as_ref()?, &row.lag)))
        .collect();
    of_logs(out, &LOG_START, &logs, |lag| lag.log_start)?;
    of_logs(out, &END, &logs, |lag| lag.end)?;
    of_logs(out, &LAST_STABLE, &logs, |lag| lag.last_stable)?;
    head(out, &INCOMPLETE)?;
    let incomplete = u8::from(seen.is_incomplete).to_string();
    sample(out, &INCOMPLETE, "", &incomplete)?;
    left_out_by_type(out, seen.left_out)?;
    out.write_all(b"# EOF\n")
}

fn left_out_by_type(out: &mut dyn Write, groups: &[LeftOut]) -> io::Result<()> {
    let mut by_type: BTreeMap<&str, usize> = BTreeMap::new();
    for group in groups {
        *by_type.entry(&group.group_type).or_default() += 1;
    }
    head(out, &LEFT_OUT)?;
    for (group_type, count) in by_type {
        let labels = format!("{{type=\"{}\"}}", escaped(group_type));
        sample(out, &LEFT_OUT, &labels, &count.to_string())?;
    }
    Ok(())
}

fn seconds(time: &TimeLag) -> Option<String> {
    let lag = time.waiting()?.lag;
    Some((lag.num_milliseconds() as f64 / 1_000.0).to_string())
}

fn of_groups(
    out: &mut dyn Write,
    family: &Family,
    rows: &[LagRow],
    value: impl Fn(&LagRow) -> Option<String>,
) -> io::Result<()> {
    head(out, family)?;
    for row in rows {
        if let Some(value) = value(row) {
            let group = escaped(row.group.id.as_str());
            let at = row.at.as_ref().map(|at| format!(",{}", labels(at)));
            let labels = format!("{{group=\"{group}\"{}}}", at.unwrap_or_default());
            sample(out, family, &labels, &value)?;
        }
    }
    Ok(())
}

fn of_logs(
    out: &mut dyn Write,
    family: &Family,
    logs: &BTreeMap<&TopicPartition, &Lag>,
    value: impl Fn(&Lag) -> Option<Offset>,
) -> io::Result<()> {
    head(out, family)?;
    for (at, lag) in logs {
        if let Some(value) = value(lag) {
            let labels = format!("{{{}}}", labels(at));
            sample(out, family, &labels, &value.to_string())?;
        }
    }
    Ok(())
}

fn head(out: &mut dyn Write, Family(name, unit, help): &Family) -> io::Result<()> {
    writeln!(out, "# TYPE {name} gauge")?;
    if !unit.is_empty() {
        writeln!(out, "# UNIT {name} {unit}")?;
    }
    writeln!(out, "# HELP {name} {help}")
}

fn sample(
    out: &mut dyn Write,
    Family(name, ..): &Family,
    labels: &str,
    value: &str,
) -> io::Result<()> {
    writeln!(out, "{name}{labels} {value}")
}

fn labels(at: &TopicPartition) -> String {
    format!(
        "topic=\"{}\",partition=\"{}\"",
        escaped(&at.topic),
        at.partition
    )
}

fn escaped(label: &str) -> String {
    label
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}
