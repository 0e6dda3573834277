//! Two counts, of a source and its sink for one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::DiffArgs;
use super::report::report_counts;
use crate::commands::options::mapped;
use crate::compare::CountDiff;
use crate::document::read_count;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::model::{SavedCount, TopicName};
use crate::ui::Ui;

/// The schema of a count.
pub(super) const COUNT: &str = "koffset.count";

/// A file and what it holds.
type Read<'a> = (&'a Path, &'a [u8]);

/// Compares two counts.
///
/// # Errors
/// Usage: options that choose commits, or a mapping that makes no sense. Refused: counts of other times, or a
/// topic that is mapped and not counted. Failed: a file holds no count.
pub(super) fn run_on_counts(
    args: &DiffArgs,
    (a, b): (Read<'_>, Read<'_>),
    ui: &mut Ui,
) -> Result<ExitStatus, Error> {
    let chooses = [
        ("--group", !args.groups.is_empty()),
        ("--topic", !args.topics.is_empty()),
        ("--topics-matching", args.topics_matching.is_some()),
    ];
    if let Some((option, _)) = chooses.into_iter().find(|(_, is_given)| *is_given) {
        return Err(
            Error::usage(format!("{option} chooses commits, and a count holds none"))
                .hint("give koffset count the topics that are to be compared"),
        );
    }
    let mapped = mapped(&args.topic_map)?;
    let (of_a, of_b) = (read(a)?, read(b)?);
    check_bounds(&of_a, &of_b)?;
    check_mapped(&mapped, (a.0, &of_a), (b.0, &of_b))?;
    let file = |path: &Path| path.display().to_string();
    let diff = CountDiff::new((file(a.0), &of_a), (file(b.0), &of_b), &mapped);
    report_counts(args.format, &diff, ui)
}

fn read((path, text): Read<'_>) -> Result<SavedCount, Error> {
    read_count(text).map_err(|error| error.context(path.display().to_string()))
}

/// Numbers of other times say nothing of each other.
fn check_bounds(a: &SavedCount, b: &SavedCount) -> Result<(), Error> {
    if a.from.is_like(&b.from) && a.to.is_like(&b.to) {
        return Ok(());
    }
    let message = format!(
        "a counts from {} to {}, and b from {} to {}",
        a.from, a.to, b.from, b.to
    );
    Err(Error::refused(message).hint("koffset count takes both with the same --from and --to"))
}

fn check_mapped(
    mapped: &BTreeMap<&TopicName, &TopicName>,
    (a_path, a): (&Path, &SavedCount),
    (b_path, b): (&Path, &SavedCount),
) -> Result<(), Error> {
    let (of_a, of_b) = (a.topics(), b.topics());
    let mut taken = BTreeSet::new();
    for (old, new) in mapped {
        let absent = [(old, &of_a, a_path), (new, &of_b, b_path)]
            .into_iter()
            .find(|(name, topics, _)| !topics.contains(*name));
        if let Some((name, _, path)) = absent {
            return Err(Error::refused(format!(
                "--topic-map {old}={new}: topic {name} is not in {}",
                path.display()
            )));
        }
        if !taken.insert(new) {
            return Err(Error::usage(format!(
                "--topic-map: two topics are mapped to {new}"
            )));
        }
    }
    Ok(())
}
