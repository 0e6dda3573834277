use std::path::Path;

use chrono::{DateTime, Utc};

use super::args::{ResetArgs, ResetTarget};
use crate::commands::Asking;
use crate::commands::offsets_file::{OffsetsFile, load_snapshot};
use crate::commands::select::refuse_nameless;
use crate::error::Error;
use crate::foreign::ForeignOffsets;
use crate::model::{ChangedGroupSelection, Snapshot, readable};
use crate::plan::{Ask, AskedPositions, FileOffsets, Target};
use crate::render;
use crate::ui::Ui;

/// Gaps of a snapshot beyond this many are only counted.
const SHOWN_GAPS: usize = 5;

/// Returns what is asked for, after everything that makes no sense was refused without a look at the cluster. A file
/// is read once: stdin has nothing for whoever asks again, and a file may be another one by then.
///
/// # Errors
/// Usage: what makes no sense. Failed: a file cannot be read.
pub fn ask(args: &ResetArgs, asking: &mut Asking<'_>) -> Result<Ask, Error> {
    let target = args.target.target(&args.zone.context(asking))?;
    args.check()?;
    args.asked_of(target, asking.ui)
}

impl ResetArgs {
    fn asked_of(&self, target: ResetTarget, ui: &mut Ui) -> Result<Ask, Error> {
        match target {
            ResetTarget::Rule(target) => self.by_rule(target),
            ResetTarget::Group(id) => {
                let description = format!("where group {id} stands");
                let topics = self.scope.topics()?;
                self.to(description, None, AskedPositions::Group { id, topics })
            }
            ResetTarget::Snapshot(path) => {
                let snapshot = load_snapshot(&path, self.input.max_unpacked)?;
                self.as_saved(&path, snapshot, ui)
            }
            ResetTarget::File(path) => match OffsetsFile::load(&path, self.input.max_unpacked)? {
                OffsetsFile::Snapshot(snapshot) => self.as_saved(&path, snapshot, ui),
                OffsetsFile::Foreign(file) => self.as_foreign(&path, &file),
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
