//! What is said of rows beside showing them, within bounds however many there are.

use super::limits::Limits;
use super::open::{KEPT, Open};
use crate::model::{GroupId, LagRow, by_reason, counted, grouped};

/// The first lines of one sort, and the number of the others.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    pub first: Vec<String>,
    pub more: usize,
}

/// What the rows, shown or not, come to.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// What was deleted before it was committed, of the rows that are shown.
    pub lost: Lines,
    /// The number of rows that are not shown and lost something.
    pub lost_unseen: usize,
    /// The limits that are passed.
    pub passed: Lines,
    /// Where it cannot be told whether a limit is passed.
    pub unjudged: Lines,
    /// The transactions that are open, where their records were asked for.
    pub open: Open,
    unread: Vec<(String, String)>,
    unread_more: usize,
}

impl Findings {
    /// Takes note of what a row lost that is shown, or summed up.
    pub fn see(&mut self, row: &LagRow) {
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
    pub fn leave_out(&mut self, row: &LagRow) {
        self.lost_unseen += usize::from(row.lag.lost.is_some_and(|lost| lost > 0));
    }

    /// Takes note of what limits say of a row, of its open transaction, and of why it could not be read.
    pub fn look_at(&mut self, row: &LagRow, limits: &Limits) {
        let judged = limits.judge(row);
        for passed in judged.passed {
            self.passed.add(|| passed);
        }
        if let Some(unjudged) = judged.unjudged {
            self.unjudged.add(|| unjudged);
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

    /// Takes note of a group without a commit, which is not one that is within its limits.
    pub fn cannot_judge(&mut self, group: &GroupId) {
        self.unjudged
            .add(|| format!("{group}: no commit in what was asked for, and so nothing to judge"));
    }

    /// Returns what could not be read, a line for each reason.
    pub fn unread(&self) -> Vec<String> {
        let mut lines = by_reason(self.unread.iter().cloned());
        if self.unread_more > 0 {
            lines.push(format!("and {} more", grouped(self.unread_more)));
        }
        lines
    }
}

impl Lines {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    fn add(&mut self, line: impl FnOnce() -> String) {
        if self.first.len() < KEPT {
            self.first.push(line())
        } else {
            self.more += 1
        }
    }
}
