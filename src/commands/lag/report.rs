use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::say::say;
use super::{LagArgs, LagFormat};
use crate::document::{Envelope, LAG, LagDocument, LagLine, LagTotalEntry};
use crate::error::Error;
use crate::lag::{Findings, Limits, Ranked, SummaryBy, Totals};
use crate::model::{ClusterId, GroupId, LagGroup, LagRow, LagTotal, LeftOut};
use crate::observe::Block;
use crate::render::{
    SeenGroups, lag_csv, lag_csv_titles, lag_openmetrics, lag_table, lag_totals_csv,
    lag_totals_csv_titles, lag_totals_table, write_json, write_json_lines,
};
use crate::ui::Ui;

/// What was read so far and is not printed yet, and what is to be said of all.
pub(super) struct Report<'a> {
    args: &'a LagArgs,
    limits: Limits,
    pub(super) findings: Findings,
    pub(super) left_out: Vec<LeftOut>,
    rows: Vec<LagRow>,
    /// Only where they are to be printed by themselves.
    groups: Vec<Arc<LagGroup>>,
    open: Option<Totals>,
    totals: Vec<LagTotal>,
    has_titles: bool,
}

/// What a document says of itself.
pub(super) struct Origin {
    pub(super) cluster_id: Option<ClusterId>,
    pub(super) observed_at: DateTime<Utc>,
    pub(super) incomplete: Vec<String>,
    /// Why commits may be missing that nobody is told of, which leaves the answer as whole as it can be.
    pub(super) hidden: Option<String>,
}

impl<'a> Report<'a> {
    pub(super) fn new(args: &'a LagArgs) -> Self {
        Report {
            args,
            limits: args.limits(),
            findings: Findings::default(),
            left_out: Vec::new(),
            rows: Vec::new(),
            groups: Vec::new(),
            open: args.summary.map(Totals::new),
            totals: Vec::new(),
            has_titles: false,
        }
    }

    /// Takes the rows of some groups.
    pub(super) fn take(&mut self, block: Block) {
        for row in &block.rows {
            self.findings.look_at(row, &self.limits);
        }
        if self.args.format == LagFormat::Json {
            self.groups.extend(block.groups);
        }
        match &mut self.open {
            Some(open) => {
                for row in &block.rows {
                    self.findings.see(row);
                    open.add(row);
                }
                self.totals.extend(open.finished());
            }
            None => {
                let only = self.args.only;
                let is_shown = |row: &LagRow| only.is_none_or(|only| only.holds(row));
                let (shown, left_out): (Vec<_>, _) = block.rows.into_iter().partition(is_shown);
                left_out.iter().for_each(|row| self.findings.leave_out(row));
                self.rows.extend(shown);
            }
        }
        self.cut();
    }

    /// Takes note of a group of which there is no row to judge.
    pub(super) fn has_nothing_of(&mut self, group: &GroupId) {
        if self.limits.are_asked() {
            self.findings.cannot_judge(group);
        }
    }

    /// Prints what can be printed at once: in formats with a line for each row, unless rows are sorted, so that
    /// memory does not grow with the number of groups.
    pub(super) fn print_ready(&mut self, ui: &mut Ui) -> Result<(), Error> {
        let has_lines = matches!(self.args.format, LagFormat::Jsonl | LagFormat::Csv);
        if !has_lines || self.args.sort.is_some() {
            return Ok(());
        }
        self.rows.iter().for_each(|row| self.findings.see(row));
        ui.product_by(|out| self.lines(out))
    }

    /// Prints what is left to print, and before it what is to be said of it.
    pub(super) fn finish(mut self, origin: Origin, ui: &mut Ui) -> Result<(), Error> {
        if let Some(mut open) = self.open.take() {
            self.totals.extend(open.take());
        }
        self.cut();
        self.rows.iter().for_each(|row| self.findings.see(row));
        say(&self.findings, ui);
        let basis = self.args.basis();
        ui.product_by(|out| match self.args.format {
            LagFormat::Jsonl | LagFormat::Csv => self.lines(out),
            LagFormat::Table if self.args.summary.is_some() => {
                lag_totals_table(out, &self.totals, self.first_title(), basis)
            }
            LagFormat::Table => lag_table(out, &self.rows, basis),
            LagFormat::Openmetrics => {
                let seen = SeenGroups {
                    is_incomplete: !origin.incomplete.is_empty(),
                    left_out: &self.left_out,
                };
                lag_openmetrics(out, &self.rows, basis, seen)
            }
            LagFormat::Json => self.document(out, origin),
        })
    }

    /// Sorts, and keeps no more than the first rows. The rows of a topic are not summed up before the end.
    fn cut(&mut self) {
        let is_open = matches!(self.args.summary, Some(SummaryBy::Topic)) && self.open.is_some();
        if !is_open {
            let left_out = self.args.cut(&mut self.rows);
            left_out.iter().for_each(|row| self.findings.leave_out(row));
            self.args.cut(&mut self.totals);
        }
    }

    fn lines(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if !self.has_titles {
            self.titles(out)?;
        }
        self.has_titles = true;
        let (rows, totals) = (&self.rows, &self.totals);
        match (self.args.format, self.args.summary) {
            (LagFormat::Csv, None) => lag_csv(out, rows, self.args.time)?,
            (LagFormat::Csv, Some(_)) => {
                lag_totals_csv(out, totals, self.first_title(), self.args.time)?
            }
            (_, None) => write_json_lines(out, rows.iter().map(LagLine::new))?,
            (_, Some(_)) => write_json_lines(out, totals.iter().map(LagTotalEntry::new))?,
        }
        self.rows.clear();
        self.totals.clear();
        Ok(())
    }

    fn titles(&self, out: &mut dyn Write) -> io::Result<()> {
        match (self.args.format, self.args.summary) {
            (LagFormat::Csv, None) => lag_csv_titles(out, self.args.time),
            (LagFormat::Csv, Some(_)) => {
                lag_totals_csv_titles(out, self.first_title(), self.args.time)
            }
            _ => Ok(()),
        }
    }

    fn first_title(&self) -> &'static str {
        match self.args.summary {
            Some(SummaryBy::Topic) => "topic",
            _ => "group",
        }
    }

    fn document(&mut self, out: &mut dyn Write, origin: Origin) -> io::Result<()> {
        if self.args.only.is_some() || self.args.top.is_some() {
            let shown: BTreeSet<GroupId> =
                self.rows.iter().map(|row| row.group.id.clone()).collect();
            self.groups.retain(|group| shown.contains(&group.id));
        }
        let content = match self.args.summary {
            Some(_) => LagDocument::of_totals(self.args.basis(), &self.totals),
            None => LagDocument::of_groups(self.args.basis(), &self.groups, &self.rows),
        };
        let cluster_id = origin.cluster_id.as_ref();
        let document = Envelope::new(
            LAG,
            cluster_id,
            origin.observed_at,
            origin.incomplete.into_iter().chain(origin.hidden).collect(),
            content.without(&self.left_out),
        );
        write_json(out, &document)
    }
}

impl LagArgs {
    /// Sorts, and takes out what is not among the first.
    fn cut<T: Ranked>(&self, rows: &mut Vec<T>) -> Vec<T> {
        if let Some(sort) = self.sort {
            sort.sort(rows);
        }
        let top = self.top.map_or(usize::MAX, |top| top as usize);
        rows.split_off(top.min(rows.len()))
    }
}
