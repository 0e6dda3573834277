use std::collections::{BTreeMap, BTreeSet};

use super::run::warn_of_negative;
use super::{WatchArgs, WatchFormat};
use crate::commands::session::note_hidden_commits;
use crate::commands::{Session, transactions};
use crate::document::WatchLine;
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::model::{GroupId, LeftOut, TopicPartition, instant};
use crate::observe::{Start, Turn, read_watched};
use crate::render::{Page, event_line, grouped, json_lines, watch_line};
use crate::ui::Ui;
use crate::watch::{Change, Event, Verdict, Watched};

/// What could not be seen beyond this many is only counted.
const SHOWN: usize = 10;

/// Writes line after line until the condition is met, the time is over, or somebody ends it.
///
/// # Errors
/// As the first reading, or stdout takes no more.
pub(super) fn on_lines(args: &WatchArgs, session: &mut Session<'_>) -> Result<ExitStatus, Error> {
    let view = args.view.view()?;
    let mut began = session.begin();
    let start = Start::new(began);
    let mut watched = Watched::begin(read_watched(
        &view,
        Turn::First,
        &start,
        session.observer(),
    )?);
    args.warn_of_simple(&watched, session.ui);
    warn_of_negative(&watched, session.ui);
    if args.view.topics.is_empty() {
        note_hidden_commits(session);
    }
    let mut lines = Lines::new(args);
    lines.write(&watched, &[], session.ui)?;
    // What was seen before the end of the command cut readings short.
    let mut uncut: Option<Watched> = None;
    loop {
        if args.verdict(&watched) == Some(Verdict::Met) {
            return Ok(ExitStatus::Done);
        }
        let passed = session.begin().saturating_duration_since(began);
        if session.pause(args.interval.saturating_sub(passed)).is_err() {
            return args.ended(uncut.as_ref().unwrap_or(&watched), session);
        }
        began = session.begin();
        if uncut.is_none() && session.deadline.cuts_short() {
            uncut = Some(watched.clone());
        }
        match read_watched(&view, Turn::Later, &start, session.observer()) {
            Ok(reading) => {
                let events = watched.take(reading);
                lines.write(&watched, &events, session.ui)?;
                lines.say_how_to_look(&events, session);
            }
            // What the end of the command cut off says nothing of the cluster.
            Err(_) if session.deadline.check().is_err() => {
                return args.ended(uncut.as_ref().unwrap_or(&watched), session);
            }
            Err(error) => lines.fail(&mut watched, &error, session)?,
        }
        if args.verdict(&watched) != Some(Verdict::Unknown) {
            uncut = None;
        }
    }
}

/// Writes only what is new, so that a log does not grow by what it holds already.
struct Lines<'a> {
    args: &'a WatchArgs,
    told: BTreeMap<GroupId, String>,
    gaps: Vec<String>,
    left_out: Vec<LeftOut>,
    has_failed: bool,
    /// The partitions for which it was said how to find a transaction that seems to hang.
    looked_at: BTreeSet<TopicPartition>,
}

impl<'a> Lines<'a> {
    fn new(args: &'a WatchArgs) -> Self {
        Lines {
            args,
            told: BTreeMap::new(),
            gaps: Vec::new(),
            left_out: Vec::new(),
            has_failed: false,
            looked_at: BTreeSet::new(),
        }
    }

    fn write(&mut self, watched: &Watched, events: &[Event], ui: &mut Ui) -> Result<(), Error> {
        let at = watched.read_at;
        if std::mem::take(&mut self.has_failed) {
            ui.status(format_args!("{} read again", instant(at)));
        }
        if self.gaps != watched.gaps {
            self.gaps.clone_from(&watched.gaps);
            for gap in self.gaps.iter().take(SHOWN) {
                ui.warning(format_args!("{} incomplete: {gap}", instant(at)));
            }
            if let Some(more @ 1..) = self.gaps.len().checked_sub(SHOWN) {
                let more = grouped(more);
                ui.warning(format_args!(
                    "{} incomplete: and {more} more; koffset lag names them all",
                    instant(at)
                ));
            }
        }
        self.told.retain(|id, _| watched.group(id).is_some());
        let (mut text, mut page) = (String::new(), Page::default());
        if self.left_out != watched.left_out {
            self.left_out.clone_from(&watched.left_out);
            if let Some(line) = LeftOut::line(&self.left_out) {
                ui.status(line);
            }
            if self.args.is_jsonl() {
                for group in &self.left_out {
                    text += &json(&WatchLine::of_left_out(group, at))?;
                }
            }
        }
        for event in events {
            if self.args.is_jsonl() {
                text += &json(&WatchLine::of_event(event))?;
            } else {
                page.line(event_line(event));
            }
        }
        for group in watched.groups() {
            let line = watch_line(group);
            if self.told.get(&group.id) == Some(&line) {
                continue;
            }
            if self.args.is_jsonl() {
                text += &json(&WatchLine::of_group(group, at))?;
            } else {
                page.line(format_args!("{} {line}", instant(at)));
            }
            self.told.insert(group.id.clone(), line);
        }
        if self.args.is_jsonl() {
            ui.product(text)
        } else {
            ui.product(page)
        }
    }

    /// Says how to find the transactions that seem to hang, at the first partition of each group: once for each
    /// partition, whichever groups read it.
    fn say_how_to_look(&mut self, events: &[Event], session: &mut Session<'_>) {
        for event in events {
            if let Change::Hanging { steps, limit } = &event.change
                && let Some(first) = steps.first()
                && self.looked_at.insert(first.at.clone())
            {
                transactions::hint(&first.at, limit, session);
            }
        }
    }

    /// Says once, for each reason, that nothing could be read.
    fn fail(
        &mut self,
        watched: &mut Watched,
        error: &Error,
        session: &mut Session<'_>,
    ) -> Result<(), Error> {
        self.has_failed = true;
        let now = session.deadline.clock().now();
        if !watched.fail(error.to_string()) {
            return Ok(());
        }
        let at = instant(now);
        let line = format!("{at} not read, tried again: {error}");
        session.ui.warning(line);
        match watched.failure().filter(|_| self.args.is_jsonl()) {
            Some(failure) => session
                .ui
                .product(json(&WatchLine::of_failure(failure, now))?),
            None => Ok(()),
        }
    }
}

impl WatchArgs {
    fn is_jsonl(&self) -> bool {
        self.format == Some(WatchFormat::Jsonl)
    }
}

fn json(line: &WatchLine<'_>) -> Result<String, Error> {
    json_lines(std::slice::from_ref(line)).map_err(|error| Error::new(ErrorKind::Failed, error))
}
