use std::collections::BTreeMap;
use std::fmt::Write;

use crate::model::{Lag, LagRow, Offset, TimeLag, TopicPartition};

/// One metric family: its name, its unit if it has one, which the name must end with, and what it is.
struct Family(&'static str, &'static str, &'static str);

const LAG: Family = Family(
    "koffset_group_lag_offsets",
    "offsets",
    "Offsets from the group's commit to the end of the log.",
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

/// Writes gauges for Prometheus, in the text format of OpenMetrics 1.0. What is not known has no sample, but
/// one of `koffset_group_lag_unknown`.
pub fn lag_openmetrics(rows: &[LagRow], is_incomplete: bool) -> String {
    let mut text = String::new();
    of_groups(&mut text, &LAG, rows, |row| {
        row.lag.lag.map(|lag| lag.to_string())
    });
    of_groups(&mut text, &LOST, rows, |row| {
        row.lag.lost.map(|lost| lost.to_string())
    });
    of_groups(&mut text, &HEADROOM, rows, |row| {
        row.lag
            .headroom
            .map(|headroom| (headroom.percent / 100.0).to_string())
    });
    if rows.iter().any(|row| row.time.is_some()) {
        of_groups(&mut text, &TIME, rows, |row| seconds(row.time.as_ref()?));
    }
    of_groups(&mut text, &COMMITTED, rows, |row| {
        row.lag.committed.map(|at| at.to_string())
    });
    of_groups(&mut text, &UNKNOWN, rows, |row| {
        row.lag.gap.as_ref().map(|_| "1".to_owned())
    });
    let logs: BTreeMap<_, _> = rows
        .iter()
        .filter_map(|row| Some((row.at.as_ref()?, &row.lag)))
        .collect();
    of_logs(&mut text, &LOG_START, &logs, |lag| lag.log_start);
    of_logs(&mut text, &END, &logs, |lag| lag.end);
    of_logs(&mut text, &LAST_STABLE, &logs, |lag| lag.last_stable);
    head(&mut text, &INCOMPLETE);
    sample(
        &mut text,
        &INCOMPLETE,
        "",
        &u8::from(is_incomplete).to_string(),
    );
    text.push_str("# EOF\n");
    text
}

fn seconds(time: &TimeLag) -> Option<String> {
    let lag = time.waiting()?.lag;
    Some((lag.num_milliseconds() as f64 / 1_000.0).to_string())
}

fn of_groups(
    text: &mut String,
    family: &Family,
    rows: &[LagRow],
    value: impl Fn(&LagRow) -> Option<String>,
) {
    head(text, family);
    for row in rows {
        if let Some(value) = value(row) {
            let group = escaped(row.group.id.as_str());
            let at = row.at.as_ref().map(|at| format!(",{}", labels(at)));
            let labels = format!("{{group=\"{group}\"{}}}", at.unwrap_or_default());
            sample(text, family, &labels, &value);
        }
    }
}

fn of_logs(
    text: &mut String,
    family: &Family,
    logs: &BTreeMap<&TopicPartition, &Lag>,
    value: impl Fn(&Lag) -> Option<Offset>,
) {
    head(text, family);
    for (at, lag) in logs {
        if let Some(value) = value(lag) {
            sample(
                text,
                family,
                &format!("{{{}}}", labels(at)),
                &value.to_string(),
            );
        }
    }
}

// Writing to a String cannot fail.
fn head(text: &mut String, Family(name, unit, help): &Family) {
    let _ = writeln!(text, "# TYPE {name} gauge");
    if !unit.is_empty() {
        let _ = writeln!(text, "# UNIT {name} {unit}");
    }
    let _ = writeln!(text, "# HELP {name} {help}");
}

fn sample(text: &mut String, Family(name, ..): &Family, labels: &str, value: &str) {
    let _ = writeln!(text, "{name}{labels} {value}");
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
