use std::path::Path;

use chrono::{DateTime, Utc};

use super::args::{ResetArgs, TargetArgs};
use super::foreign::from_foreign;
use super::saved::{from_group, from_snapshot};
use crate::commands::Session;
use crate::commands::apply::Applier;
use crate::commands::change::carry_out;
use crate::commands::hidden::warn_of_hidden_commits;
use crate::commands::input::InputArgs;
use crate::commands::offsets_file::{OffsetsFile, load_snapshot};
use crate::commands::scope::partitions;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::model::{GroupId, Offset, Snapshot, readable};
use crate::observe::{PerGroupPartitions, SelectedGroups};
use crate::plan::{
    Request, Source, Target, TimeContext, Wanted, Wants, parse_duration, parse_target, parse_time,
};
use crate::render;
use crate::ui::Ui;

/// Gaps of a snapshot beyond this many are only counted.
const SHOWN_GAPS: usize = 5;

pub fn run(
    args: &ResetArgs,
    session: &mut Session<'_>,
    applier: Applier,
) -> Result<ExitStatus, Error> {
    args.check()?;
    // Once, since stdin has nothing for whoever asks again, and a file may be another one by then.
    let file = saved_file(&args.target, args.input)?;
    let ask = |session: &mut Session<'_>| request(args, file.as_ref(), session);
    carry_out(&ask, &args.change, session, applier)
}

/// What was asked for, after everything that makes no sense was refused without a look at the cluster.
fn request(
    args: &ResetArgs,
    file: Option<&(String, OffsetsFile)>,
    session: &mut Session<'_>,
) -> Result<Request, Error> {
    let policy = args.decisions.policy_at_times(args.time_decisions);
    let request = |description, as_of, source, groups, selected: SelectedGroups| Request {
        command: "reset",
        remove_groups: false,
        undoes: None,
        description,
        as_of,
        source,
        groups,
        policy,
        gaps: selected.gaps,
        left_out: selected.left_out,
    };
    if let Some((path, file)) = file {
        let mut selected = args.groups.resolve(session)?;
        let (description, source, groups) = as_saved(path, file, args, &mut selected, session)?;
        let mut as_of = None;
        if let OffsetsFile::Snapshot(snapshot) = file {
            selected.gaps.extend(unseen_then(snapshot, session.ui));
            as_of = Some(snapshot.created_at);
        }
        return Ok(request(description, as_of, source, groups, selected));
    }
    let context = args.zone.context(session.started_at, session.settings.zone);
    let target = rule(&args.target, &context)?;
    args.groups.groups.check()?;
    let mut selected = args.groups.resolve(session)?;
    let scope = partitions(&args.scope, policy.create_group, &mut selected, session)?;
    if !args.scope.topics.names_topics() {
        selected.gaps.extend(warn_of_hidden_commits(session));
    }
    Ok(match target {
        Rule::Target(target) => {
            let groups = everywhere(&target, scope);
            let (description, as_of) = (target.to_string(), time_of(&target));
            request(description, as_of, Source::Operator, groups, selected)
        }
        Rule::Group(id) => {
            let (groups, source) = from_group(&id, &scope, session)?;
            let description = format!("where group {id} stands");
            request(description, None, source, groups, selected)
        }
    })
}

/// The file that says the positions, with its name.
fn saved_file(args: &TargetArgs, input: InputArgs) -> Result<Option<(String, OffsetsFile)>, Error> {
    let most = input.max_unpacked;
    let name = |path: &Path| path.display().to_string();
    Ok(match (&args.to_snapshot, &args.to_file) {
        (Some(path), _) => Some((
            name(path),
            OffsetsFile::Snapshot(load_snapshot(path, most)?),
        )),
        (None, Some(path)) => Some((name(path), OffsetsFile::load(path, most)?)),
        (None, None) => None,
    })
}

/// What a file's positions are called, where they come from, and what they ask for.
fn as_saved(
    path: &str,
    file: &OffsetsFile,
    args: &ResetArgs,
    selected: &mut SelectedGroups,
    session: &Session<'_>,
) -> Result<(String, Source, Wants), Error> {
    Ok(match file {
        OffsetsFile::Snapshot(snapshot) => {
            let wants = from_snapshot(snapshot, args, selected, session)?;
            let taken = readable(snapshot.created_at);
            let description = format!("as in the snapshot {path} of {taken}");
            (
                description,
                Source::Saved(snapshot.cluster_id.clone()),
                wants,
            )
        }
        OffsetsFile::Foreign(foreign) => {
            let wants = from_foreign(foreign, args, selected, session)?;
            let description = format!("as in {path}, {}", foreign.format());
            let names_groups = foreign.format().names_groups();
            (description, Source::Foreign { names_groups }, wants)
        }
    })
}

/// What the snapshot itself does not know, and so cannot bring back.
fn unseen_then(snapshot: &Snapshot, ui: &mut Ui) -> Option<String> {
    let gaps = &snapshot.incomplete;
    let gap = (!gaps.is_empty()).then(|| {
        let gaps = render::first_few(gaps, SHOWN_GAPS);
        format!("the snapshot is incomplete, and what it lacks is not restored: {gaps}")
    });
    if let Some(gap) = &gap {
        ui.warning(gap);
    }
    gap
}

enum Rule {
    Target(Target),
    Group(GroupId),
}

/// clap sees to it that exactly one target is given.
fn rule(args: &TargetArgs, context: &TimeContext) -> Result<Rule, Error> {
    let target = if args.to_earliest {
        Target::Earliest { plus: 0 }
    } else if args.to_current {
        Target::Current
    } else if let Some(time) = &args.to_timestamp {
        Target::At(parse_time(time, context).map_err(|error| error.context("--to-timestamp"))?)
    } else if let Some(duration) = &args.by_duration {
        Target::At(back(duration, context)?)
    } else if let Some(offset) = &args.to_offset {
        exact(offset)?
    } else if let Some(shift) = &args.shift_by {
        shifted(shift, context)?
    } else if let Some(group) = &args.to_group {
        return Ok(Rule::Group(GroupId::new(group.as_str())));
    } else {
        Target::Latest { minus: 0 }
    };
    Ok(Rule::Target(target))
}

fn back(duration: &str, context: &TimeContext) -> Result<DateTime<Utc>, Error> {
    let back = parse_duration(duration).map_err(|error| error.context("--by-duration"))?;
    let back = chrono::TimeDelta::from_std(back).ok();
    let time = back.and_then(|back| context.now.checked_sub_signed(back));
    time.filter(|time| time.timestamp_millis() >= 0)
        .ok_or_else(|| Error::usage(format!("--by-duration {duration} goes back before 1970")))
}

fn exact(written: &str) -> Result<Target, Error> {
    let offset = written.parse::<i64>().ok().and_then(Offset::new);
    offset.map(Target::Exact).ok_or_else(|| {
        let error = Error::usage(format!(
            "--to-offset {written}: an offset is a whole number from 0 to {}",
            i64::MAX
        ));
        if written.starts_with(['+', '-']) {
            error.hint("for a distance from the commit, write --shift-by")
        } else {
            error
        }
    })
}

/// A shift without a sign goes forward, as in Kafka's own tool.
fn shifted(written: &str, context: &TimeContext) -> Result<Target, Error> {
    let signed = if written.starts_with(['+', '-']) {
        written.to_owned()
    } else {
        format!("+{written}")
    };
    let shift = parse_target(&signed, context).ok();
    let shift = shift.filter(|target| matches!(target, Target::Shift(_)));
    shift.ok_or_else(|| {
        Error::usage(format!(
            "--shift-by {written}: a shift is +N or -N, of 1 to {} offsets",
            i64::MAX
        ))
    })
}

fn time_of(target: &Target) -> Option<DateTime<Utc>> {
    match target {
        Target::At(time) => Some(*time),
        _ => None,
    }
}

fn everywhere(target: &Target, scope: PerGroupPartitions) -> Wants {
    let wanted = |partition| (partition, Wanted::Target(target.clone()));
    scope
        .into_iter()
        .map(|(id, partitions)| (id, partitions.into_iter().map(wanted).collect()))
        .collect()
}
