//! What is said of rows beside showing them, within bounds however many there are.

use super::limits::Limits;
use super::open::Open;
use crate::commands::Session;
use crate::model::{GroupId, LagRow, by_reason};
use crate::render::{counted, grouped};
use crate::ui::{MOST_WARNINGS, Ui};

/// Places of one sort beyond this many are not kept.
pub(super) const KEPT: usize = 1_000;

/// The first lines of one sort, and the number of the others.
#[derive(Default)]
struct Lines {
    first: Vec<String>,
    more: usize,
}

/// What the rows, shown or not, come to.
#[derive(Default)]
pub(super) struct Findings {
    /// What was deleted before it was committed, of the rows that are shown.
    lost: Lines,
    /// The rows that are not shown and lost something.
    lost_unseen: usize,
    /// The limits that are passed.
    passed: Lines,
    /// What limits could not be judged.
    untold: Lines,
    unread: Vec<(String, String)>,
    unread_more: usize,
    /// The transactions that are open, where their records were asked for.
    open: Open,
}

impl Findings {
    /// Takes note of what a row lost that is shown, or summed up.
    pub(super) fn see(&mut self, row: &LagRow) {
        if let (Some(lost @ 1..), Some(at)) = (row.lag.lost, &row.at) {
            let group = &row.group.id;
            self.lost.add(|| match lost {
                1 => format!("{at}: 1 offset was deleted before {group} committed past it"),
                _ => {
                    let lost = counted(lost, "offset");
                    format!("{at}: {lost} were deleted before {group} committed past them")
                }
            });
        }
    }

    /// Takes note of what a row lost that is not shown.
    pub(super) fn leave_out(&mut self, row: &LagRow) {
        self.lost_unseen += usize::from(row.lag.lost.is_some_and(|lost| lost > 0));
    }

    pub(super) fn look_at(&mut self, row: &LagRow, limits: &Limits) {
        let judged = limits.judge(row);
        for passed in judged.passed {
            self.passed.add(|| passed);
        }
        if let Some(untold) = judged.untold {
            self.untold.add(|| untold);
        }
        if let (Some(open), Some(at)) = (row.open, &row.at) {
            self.open.add(at, open);
        }
        if row.is_unread() {
            if self.unread.len() < KEPT {
                let why = row.error().unwrap_or_default();
                self.unread.push((format!("group {}", row.place()), why));
            } else {
                self.unread_more += 1
            }
        }
    }

    /// A group without a commit is not one that is within its limits.
    pub(super) fn cannot_judge(&mut self, group: &GroupId) {
        self.untold
            .add(|| format!("{group}: no commit in what was asked for, and so nothing to judge"));
    }

    /// What could not be read, a line for each reason.
    pub(super) fn unread(&self) -> Vec<String> {
        let mut lines = by_reason(self.unread.iter().cloned());
        if self.unread_more > 0 {
            lines.push(format!("and {} more", grouped(self.unread_more)));
        }
        lines
    }

    /// Says which transactions seem to have been open for longer than any may be, and how to look at them.
    pub(super) fn say_hanging(&self, session: &mut Session<'_>) {
        self.open.say_hanging(session);
    }

    /// Whether a limit is passed.
    pub(super) fn is_passed(&self) -> bool {
        !self.passed.first.is_empty()
    }

    /// Whether a limit could not be judged.
    pub(super) fn is_untold(&self) -> bool {
        !self.untold.first.is_empty()
    }

    pub(super) fn say(&self, ui: &mut Ui) {
        ui.warnings(&self.lost.first, self.lost.more);
        if self.lost_unseen > 0 {
            let unseen = counted(self.lost_unseen, "partition");
            ui.warning(format_args!(
                "{unseen} not shown: offsets were deleted there before they were committed"
            ));
        }
        for lines in [&self.untold, &self.passed] {
            ui.warnings(&lines.first, lines.more);
        }
    }
}

impl Lines {
    fn add(&mut self, line: impl FnOnce() -> String) {
        if self.first.len() < MOST_WARNINGS {
            self.first.push(line())
        } else {
            self.more += 1
        }
    }
}
