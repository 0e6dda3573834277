use std::path::Path;

use chrono::{DateTime, Utc};

use super::args::{ResetArgs, ResetTarget};
use crate::commands::{
    Session,
    apply::Applier,
    change::carry_out,
    offsets_file::{OffsetsFile, load_snapshot},
    select::refuse_nameless,
};
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::foreign::ForeignOffsets;
use crate::model::{
    ChangedGroupSelection, Offset, Snapshot, TimeContext, parse_duration, parse_time, readable,
};
use crate::plan::{Ask, AskedPositions, FileOffsets, Target, parse_target};
use crate::render;
use crate::ui::Ui;

/// Gaps of a snapshot beyond this many are only counted.
const SHOWN_GAPS: usize = 5;

impl ResetArgs {
    /// What is asked for, after everything that makes no sense was refused without a look at the cluster. A file is
    /// read once: stdin has nothing for whoever asks again, and a file may be another one by then.
    ///
    /// # Errors
    /// Usage: what makes no sense. Failed: a file cannot be read.
    pub(super) fn ask(&self, session: &mut Session<'_>) -> Result<Ask, Error> {
        let target = self.target.target()?;
        self.check(&target)?;
        let (started_at, zone) = (session.started_at, session.settings.zone);
        let context = self.zone.context(started_at, zone);
        match &target {
            ResetTarget::Earliest => self.by_rule(Target::Earliest { plus: 0 }),
            ResetTarget::Latest => self.by_rule(Target::Latest { minus: 0 }),
            ResetTarget::Current => self.by_rule(Target::Current),
            ResetTarget::Timestamp(time) => {
                let time = parse_time(time, &context);
                self.by_rule(Target::At(
                    time.map_err(|error| error.context("--to-timestamp"))?,
                ))
            }
            ResetTarget::Duration(duration) => self.by_rule(Target::At(back(duration, &context)?)),
            ResetTarget::Offset(offset) => self.by_rule(exact(offset)?),
            ResetTarget::Shift(shift) => self.by_rule(shifted(shift, &context)?),
            ResetTarget::Group(id) => {
                let topics = self.scope.topics()?;
                let positions = AskedPositions::Group {
                    id: id.clone(),
                    topics,
                };
                self.to(format!("where group {id} stands"), None, positions)
            }
            ResetTarget::Snapshot(path) => {
                let snapshot = load_snapshot(path, self.input.max_unpacked)?;
                self.as_saved(path, snapshot, session.ui)
            }
            ResetTarget::File(path) => match OffsetsFile::load(path, self.input.max_unpacked)? {
                OffsetsFile::Snapshot(snapshot) => self.as_saved(path, snapshot, session.ui),
                OffsetsFile::Foreign(file) => self.as_foreign(path, &file),
            },
        }
    }

    fn by_rule(&self, target: Target) -> Result<Ask, Error> {
        let as_of = match &target {
            Target::At(time) => Some(*time),
            _ => None,
        };
        let topics = self.scope.topics()?;
        let description = target.to_string();
        self.to(description, as_of, AskedPositions::Rule { target, topics })
    }

    /// # Errors
    /// Usage: no group is named.
    fn to(
        &self,
        description: String,
        as_of: Option<DateTime<Utc>>,
        positions: AskedPositions,
    ) -> Result<Ask, Error> {
        self.groups.groups.check()?;
        let groups = self.groups.selection()?;
        let policy = self.decisions.policy_at_times(self.time_decisions);
        refuse_nameless(&groups.groups.named, policy.create_group)?;
        Ok(self.asked(groups, description, as_of, positions))
    }

    fn asked(
        &self,
        groups: ChangedGroupSelection,
        description: String,
        as_of: Option<DateTime<Utc>>,
        positions: AskedPositions,
    ) -> Ask {
        Ask {
            command: "reset",
            description,
            as_of,
            groups,
            positions,
            policy: self.decisions.policy_at_times(self.time_decisions),
            undoes: None,
            gaps: Vec::new(),
        }
    }

    /// # Errors
    /// Refused: `--exact` with a snapshot that is partial.
    fn as_saved(&self, path: &Path, snapshot: Snapshot, ui: &mut Ui) -> Result<Ask, Error> {
        if self.exact && snapshot.is_partial() {
            return Err(Error::refused(
                "the snapshot is partial: what it lacks may have had a commit",
            )
            .hint("without --exact, only what the snapshot has is restored"));
        }
        let gaps = unseen_then(&snapshot, ui).into_iter().collect();
        let taken = readable(snapshot.created_at);
        let description = format!("as in the snapshot {} of {taken}", path.display());
        let as_of = Some(snapshot.created_at);
        let positions = AskedPositions::Snapshot {
            snapshot: Box::new(snapshot),
            exact: self.exact,
            only: self.scope.topics.named_topics(),
        };
        let groups = self.groups.selection()?;
        Ok(Ask {
            gaps,
            ..self.asked(groups, description, as_of, positions)
        })
    }

    /// # Errors
    /// Usage: no group is named, and the file names none either. Refused: `--exact`.
    fn as_foreign(&self, path: &Path, file: &ForeignOffsets) -> Result<Ask, Error> {
        if self.exact {
            let message = "--exact: the file does not tell if it holds every commit of its groups";
            return Err(Error::refused(message).hint("only a snapshot of koffset's tells that"));
        }
        let offsets = match file.groups().get(&None) {
            Some(offsets) => FileOffsets::Anywhere(offsets.clone()),
            None => {
                let groups = file.groups().iter();
                let named = groups.filter_map(|(id, offsets)| Some((id.clone()?, offsets.clone())));
                FileOffsets::PerGroup(named.collect())
            }
        };
        if matches!(offsets, FileOffsets::Anywhere(_)) && self.groups.groups.is_empty() {
            let message = format!("which group is not said, and {} names none", file.format());
            return Err(Error::usage(message).hint("name it, or write --groups-matching REGEX"));
        }
        let description = format!("as in {}, {}", path.display(), file.format());
        let only = self.scope.topics.named_topics();
        let positions = AskedPositions::File { offsets, only };
        Ok(self.asked(self.groups.selection()?, description, None, positions))
    }
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

pub fn run(
    args: &ResetArgs,
    session: &mut Session<'_>,
    applier: Applier,
) -> Result<ExitStatus, Error> {
    let ask = args.ask(session)?;
    carry_out(&ask, &args.change, session, applier)
}
