use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::browse::{Browse, Place};
use crate::render::{counted, group_state, span};
use crate::ui::{Picture, Shade, Text};
use crate::watch::{Event, Watched};

/// The events that have a place below the table.
const EVENTS: usize = 6;

/// How late a reading may be before that is said.
const SLOW: TimeDelta = TimeDelta::seconds(2);

const HELP: &[(&str, &str)] = &[
    ("up down j k", "choose a row; PgUp PgDn Home End go further"),
    ("Enter", "look into the group"),
    ("Tab", "its partitions, or its members"),
    ("Esc", "leave the filter, or the group"),
    ("s", "sort by name, lag, lost, least headroom, consumed"),
    ("/", "filter: Enter keeps it, Esc leaves it"),
    ("space", "pause: nothing is read meanwhile"),
    ("q", "quit; Ctrl-C too, with code 130"),
    ("", ""),
    ("?", "as a value: not known; N+? is N and what is not known"),
    ("CATCH-UP", "when nothing lags any more, as things go"),
    ("LOSS-IN", "when retention passes the commit, as things go"),
];

impl Browse {
    /// What the screen shows of all that is known.
    pub(super) fn picture(
        &self,
        watched: &Watched,
        interval: Duration,
        now: DateTime<Utc>,
    ) -> Picture {
        let (rows, selected) = self.rows(watched);
        let list = self.list();
        Picture {
            title: self.title(watched, rows.len()).into(),
            status: self.status(watched, interval, now),
            columns: self.columns(),
            rows: rows.into_iter().map(|row| row.cells).collect(),
            selected,
            nothing: if list.filter.is_empty() {
                "nothing is here"
            } else {
                "nothing matches the filter"
            },
            panel: "events ",
            lines: self.events(watched),
            footer: self.footer().into(),
            help: if self.is_helped { HELP } else { &[] },
        }
    }

    fn title(&self, watched: &Watched, shown: usize) -> String {
        match (self.group(watched), &self.place) {
            (Some(group), place) => {
                let id = &group.id;
                let shown = match place {
                    Place::Members(_) => counted(shown, "member"),
                    _ => counted(shown, "partition"),
                };
                let group_type = group.seen.group_type;
                let state = group_state(group);
                format!("koffset watch  {id} ({group_type}, {state})  {shown}")
            }
            _ => format!("koffset watch  {}", counted(shown, "group")),
        }
    }

    fn status(&self, watched: &Watched, interval: Duration, now: DateTime<Utc>) -> Text {
        let time = watched.read_at.format("%H:%M:%S");
        if let Some(failure) = watched.failure() {
            let since = span(now - watched.read_at);
            return Text::new(
                format!("STALE, as of {time}; not read for {since}: {failure}"),
                Shade::Bad,
            );
        }
        if self.is_paused {
            return Text::new(format!("PAUSED at {time} UTC"), Shade::Doubtful);
        }
        let interval = TimeDelta::from_std(interval).unwrap_or_default();
        if now - watched.read_at > interval * 2 + SLOW {
            let since = span(now - watched.read_at);
            return Text::new(
                format!("as of {time}; no answer since, for {since}"),
                Shade::Doubtful,
            );
        }
        if let Some(gap) = watched.gaps.first() {
            return Text::new(format!("{time} UTC, incomplete: {gap}"), Shade::Doubtful);
        }
        let interval = match interval.num_seconds() {
            0 => format!("{} ms", interval.num_milliseconds()),
            _ => span(interval),
        };
        let left_out = match watched.left_out.len() {
            0 => String::new(),
            groups => format!(", {} left out", counted(groups, "group")),
        };
        format!("{time} UTC, every {interval}{left_out}").into()
    }

    fn events(&self, watched: &Watched) -> Vec<Text> {
        let group = self.group(watched);
        let of_group = |event: &&Event| group.is_none_or(|group| group.id == event.group);
        let newest = watched.events().rev().filter(of_group).take(EVENTS);
        let line = |event: &Event| {
            let (time, group) = (event.at.format("%H:%M:%S"), &event.group);
            Text::from(format!("{time} {group} {}", event.change))
        };
        let mut lines: Vec<Text> = newest.map(line).collect();
        if lines.is_empty() {
            lines.push("none so far".into());
        }
        lines.extend(self.hidden.as_deref().map(Text::from));
        lines
    }

    fn footer(&self) -> String {
        let list = self.list();
        if list.is_typing {
            return format!("filter: {}_", list.filter);
        }
        let filter = if list.filter.is_empty() {
            String::new()
        } else {
            format!("  filter: {}", list.filter)
        };
        let keys = match self.place {
            Place::Groups => "Enter open",
            Place::Partitions(_) => "Tab members  Esc back",
            Place::Members(_) => "Tab partitions  Esc back",
        };
        let sort = list.sort.word();
        format!("{keys}  s sort: {sort}  / filter  space pause  ? help  q quit{filter}")
    }
}
