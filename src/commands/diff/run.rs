use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::DiffArgs;
use super::counts::{COUNT, run_on_counts};
use super::filter::{keep_groups, not_in};
use super::report::report;
use super::sides::{Now, OnCluster};
use crate::commands::Session;
use crate::commands::offsets_file::snapshot_of;
use crate::commands::select::group_ids;
use crate::compare::{Diff, Pairing, Side, Source};
use crate::document::{load, schema_of};
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::model::{ClusterId, GroupId, GroupSnapshot, Snapshot, TopicPartition};
use crate::observe::{Absent, positions};
use crate::ui::Ui;

/// What a side was taken for, and what it holds.
type Taken = (Source, Snapshot);

/// Compares two snapshots, or two counts.
///
/// # Errors
/// Usage: a group named twice. Refused: a group or topic that neither holds. Failed: a file cannot be read.
pub fn run_on_files(
    args: &DiffArgs,
    (a, b): (&Path, &Path),
    ui: &mut Ui,
) -> Result<ExitStatus, Error> {
    let most = args.input.max_unpacked;
    let texts = (load(a, most)?, load(b, most)?);
    let kinds = [&texts.0, &texts.1].map(|text| schema_of(text));
    match kinds.each_ref().map(|kind| kind.as_deref()) {
        [Some(COUNT), Some(COUNT)] => {
            return run_on_counts(args, ((a, &texts.0), (b, &texts.1)), ui);
        }
        [Some(COUNT), other] => return Err(only_one_count(a, &file(b, other))),
        [other, Some(COUNT)] => return Err(only_one_count(b, &file(a, other))),
        _ => {}
    }
    args.refuse_topic_map()?;
    let wanted = group_ids(&args.groups)?;
    let (mut a, mut b) = (taken(a, &texts.0)?, taken(b, &texts.1)?);
    let held = |id: &&GroupId| a.1.groups.contains_key(*id) || b.1.groups.contains_key(*id);
    if let Some(missing) = wanted.iter().find(|id| !held(id)) {
        return Err(not_in(&[&a.1, &b.1], missing));
    }
    if !wanted.is_empty() {
        keep_groups(&mut a.1, &wanted);
        keep_groups(&mut b.1, &wanted);
    }
    compare(args, a, b, Pairing::ByName, ui)
}

/// Compares what is on the cluster with a snapshot, or with itself.
///
/// # Errors
/// Usage: a group named twice. Refused: a group or topic that is not there, a snapshot of another cluster, a count.
/// Failed: the file cannot be read, or the cluster not be asked at all.
pub fn run(
    args: &DiffArgs,
    sides: &OnCluster,
    session: &mut Session<'_>,
) -> Result<ExitStatus, Error> {
    args.refuse_topic_map()?;
    let wanted = group_ids(&args.groups)?;
    let began = session.begin();
    let (a, b, pairing) = match sides {
        OnCluster::Groups(a, b) => {
            let (a, b) = two_groups(a, b, session)?;
            (a, b, Pairing::OneToOne)
        }
        OnCluster::Snapshot { file, on, with } => {
            let text = load(file, args.input.max_unpacked)?;
            if schema_of(&text).as_deref() == Some(COUNT) {
                return Err(only_one_count(file, "the other side is on the cluster"));
            }
            let saved = taken(file, &text)?;
            check_cluster(&saved.1, session)?;
            let (saved, now, pairing) = match with {
                Now::Live => live(saved, &wanted, session)?,
                Now::Group(group) => group_now(saved, group, &wanted, session)?,
            };
            match on {
                Side::A => (saved, now, pairing),
                Side::B => (now, saved, pairing),
            }
        }
    };
    session.took("read commits", began);
    compare(args, a, b, pairing, session.ui)
}

fn only_one_count(count: &Path, other: &str) -> Error {
    let count = count.display();
    Error::refused(format!("{count} is a {COUNT} document, and {other}"))
        .hint("two counts are compared, or two snapshots")
}

fn file(path: &Path, schema: Option<&str>) -> String {
    let path = path.display();
    match schema {
        Some(schema) => format!("{path} a {schema} document"),
        None => format!("{path} is none of koffset's documents"),
    }
}

fn compare(
    args: &DiffArgs,
    mut a: Taken,
    mut b: Taken,
    pairing: Pairing,
    ui: &mut Ui,
) -> Result<ExitStatus, Error> {
    args.check_topics([&a.1, &b.1])?;
    args.keep_topics(&mut a.1);
    args.keep_topics(&mut b.1);
    let diff = Diff::new((a.0, &a.1), (b.0, &b.1), pairing);
    report(args.format, &diff, ui)
}

fn taken(file: &Path, text: &[u8]) -> Result<Taken, Error> {
    let source = Source::Snapshot {
        file: file.display().to_string(),
        group: None,
    };
    Ok((source, snapshot_of(file, text)?))
}

/// The offsets of one cluster say nothing about another's logs.
fn check_cluster(saved: &Snapshot, session: &Session<'_>) -> Result<(), Error> {
    let here = session.cluster.cluster_id(session.deadline)?;
    let (Some(saved), Some(ClusterId(here))) = (&saved.cluster_id, here) else {
        return Ok(());
    };
    if saved.0 == here {
        Ok(())
    } else {
        Err(Error::refused(format!(
            "the snapshot is of cluster {saved}, and this is cluster {here}"
        )))
    }
}

/// A snapshot, and its groups as they stand now. One that is gone is a finding and no error.
fn live(
    mut saved: Taken,
    wanted: &BTreeSet<GroupId>,
    session: &Session<'_>,
) -> Result<(Taken, Taken, Pairing), Error> {
    if !wanted.is_empty() {
        let missing = wanted.iter().find(|id| !saved.1.groups.contains_key(*id));
        if let Some(missing) = missing {
            return Err(not_in(&[&saved.1], missing));
        }
        keep_groups(&mut saved.1, wanted);
    }
    let of_group = |(id, group): (&GroupId, &GroupSnapshot)| (id.clone(), partitions(group));
    let groups = saved.1.groups.iter().map(of_group).collect();
    let now = positions(groups, Absent::LeftOut, session.observer())?;
    Ok((saved, (Source::Live, now), Pairing::ByName))
}

/// One group of a snapshot, and a group as it stands now.
fn group_now(
    (source, mut saved): Taken,
    group: &GroupId,
    wanted: &BTreeSet<GroupId>,
    session: &Session<'_>,
) -> Result<(Taken, Taken, Pairing), Error> {
    let chosen = choose(&saved, group, wanted)?;
    keep_groups(&mut saved, &BTreeSet::from([chosen.clone()]));
    let groups = BTreeMap::from([(group.clone(), partitions(&saved.groups[&chosen]))]);
    let now = positions(groups, Absent::Refused, session.observer())?;
    let source = match source {
        Source::Snapshot { file, .. } => Source::Snapshot {
            file,
            group: Some(chosen),
        },
        other => other,
    };
    let now = (Source::Group(group.clone()), now);
    Ok(((source, saved), now, Pairing::OneToOne))
}

/// The group of a snapshot that one group is compared with: the one that is asked for, the one of the same
/// name, or the only one.
fn choose(saved: &Snapshot, group: &GroupId, wanted: &BTreeSet<GroupId>) -> Result<GroupId, Error> {
    let mut held = saved.groups.keys();
    let chosen = match (wanted.len(), held.next(), held.next()) {
        (1, ..) => wanted.first(),
        (2.., ..) => {
            let message = format!("group {group} is compared with one group of the snapshot");
            return Err(Error::usage(message).hint("write --group once"));
        }
        (0, Some(only), None) => Some(only),
        (0, ..) => Some(group),
    };
    let chosen = chosen.unwrap_or(group);
    if saved.groups.contains_key(chosen) {
        return Ok(chosen.clone());
    }
    let error = not_in(&[saved], chosen);
    Err(if wanted.is_empty() {
        error.hint("write --group NAME to say which of them is meant")
    } else {
        error
    })
}

/// Two groups as they stand now. What one of them has committed is looked at in the other too, where a
/// commit that is only pending shows under its partition's name alone.
fn two_groups(a: &GroupId, b: &GroupId, session: &Session<'_>) -> Result<(Taken, Taken), Error> {
    let none = [a, b].map(|id| (id.clone(), BTreeSet::new()));
    let mut now = positions(none.into(), Absent::Refused, session.observer())?;
    let [of_a, of_b] = [a, b].map(|id| now.groups.get(id).map(partitions).unwrap_or_default());
    if of_a != of_b {
        let besides = BTreeMap::from([(a.clone(), of_b), (b.clone(), of_a)]);
        now = positions(besides, Absent::Refused, session.observer())?;
    }
    let alone = |id: &GroupId| {
        let mut alone = now.clone();
        keep_groups(&mut alone, &BTreeSet::from([id.clone()]));
        (Source::Group(id.clone()), alone)
    };
    Ok((alone(a), alone(b)))
}

fn partitions(group: &GroupSnapshot) -> BTreeSet<TopicPartition> {
    group.offsets.keys().cloned().collect()
}
