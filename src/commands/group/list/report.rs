use std::io::{self, Write};

use super::{GroupListArgs, ListFormat};
use crate::commands::Session;
use crate::commands::session::note_hidden_commits;
use crate::document::{Envelope, GroupEntry};
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::model::{ClusterId, ListedGroup, by_reason};
use crate::render::{groups_csv, groups_csv_titles, groups_table, write_json, write_json_lines};
use crate::ui::Ui;

/// What was found so far and is not printed yet, and what is to be said of all.
pub(super) struct Report<'a> {
    args: &'a GroupListArgs,
    cluster_id: Option<ClusterId>,
    groups: Vec<ListedGroup>,
    /// The groups that could not be looked at, with the reasons.
    unread: Vec<(String, String)>,
    is_empty: bool,
    has_titles: bool,
}

impl<'a> Report<'a> {
    pub(super) fn new(args: &'a GroupListArgs, cluster_id: Option<ClusterId>) -> Self {
        Report {
            args,
            cluster_id,
            groups: Vec::new(),
            unread: Vec::new(),
            is_empty: true,
            has_titles: false,
        }
    }

    pub(super) fn take(&mut self, groups: Vec<ListedGroup>) {
        let unread = groups
            .iter()
            .filter_map(|group| Some((format!("group {}", group.listing.id), group.error()?)));
        self.unread.extend(unread);
        self.is_empty &= groups.is_empty();
        self.groups.extend(groups);
    }

    /// Prints what can be printed at once: in formats with a line for each group.
    pub(super) fn print_ready(&mut self, ui: &mut Ui) -> Result<(), Error> {
        match self.args.format {
            ListFormat::Jsonl | ListFormat::Csv => ui.product_by(|out| self.lines(out)),
            ListFormat::Table | ListFormat::Json => Ok(()),
        }
    }

    /// Prints what is left to print, after `incomplete`: what else could not be seen.
    pub(super) fn finish(
        mut self,
        mut incomplete: Vec<String>,
        session: &mut Session<'_>,
    ) -> Result<ExitStatus, Error> {
        incomplete.extend(by_reason(self.unread.drain(..)));
        for line in &incomplete {
            session.ui.warning(line);
        }
        if self.is_empty {
            session.ui.status(self.args.why_empty());
        }
        let status = if incomplete.is_empty() {
            ExitStatus::Done
        } else {
            ExitStatus::Failed
        };
        if self.args.wide {
            incomplete.extend(note_hidden_commits(session));
        }
        let at = session.started_at;
        if self.args.format == ListFormat::Table {
            if !self.is_empty {
                let table = groups_table(&self.groups, self.args.wide);
                session.ui.product(table)?;
            }
            return Ok(status);
        }
        session.ui.product_by(|out| match self.args.format {
            ListFormat::Table => Ok(()),
            ListFormat::Csv | ListFormat::Jsonl => self.lines(out),
            ListFormat::Json => {
                let cluster_id = self.cluster_id.as_ref();
                let document = Envelope::of_groups(&self.groups, cluster_id, at, incomplete);
                write_json(out, &document)
            }
        })?;
        Ok(status)
    }

    fn lines(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.args.format == ListFormat::Jsonl {
            write_json_lines(out, GroupEntry::all(&self.groups))?;
        } else {
            if !self.has_titles {
                groups_csv_titles(out, self.args.wide)?;
            }
            self.has_titles = true;
            groups_csv(out, &self.groups, self.args.wide)?;
        }
        self.groups.clear();
        Ok(())
    }
}

impl GroupListArgs {
    fn why_empty(&self) -> &'static str {
        if self.groups.is_empty() && self.filter.is_empty() {
            "there is no group that you may describe"
        } else {
            "no group that you may describe matches"
        }
    }
}
