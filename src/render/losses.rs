use super::counted;
use crate::foreign::{Format, Losses};

/// Writes what a file in another tool's format does not tell of a snapshot.
pub fn losses(format: Format, losses: &Losses) -> String {
    let some = |count: usize, what: &str, thing: &str| {
        (count > 0).then(|| format!("{what}{}", counted(count, thing)))
    };
    let all = [
        losses.group_name.then(|| "the group's name".to_owned()),
        some(losses.metadata, "the metadata of ", "commit"),
        some(losses.epochs, "the leader epochs of ", "commit"),
        some(losses.uncommitted, "", "partition").map(|words| words + " without a commit"),
        some(losses.bare_groups, "", "group").map(|words| words + " without commits"),
        Some("topic ids, ranges of logs, the cluster and the time".to_owned()),
    ];
    let all: Vec<String> = all.into_iter().flatten().collect();
    format!("{format} leaves out {}", all.join(", "))
}
