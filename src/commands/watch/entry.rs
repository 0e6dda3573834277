use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use crate::model::{GroupState, LagRow, LagTotal, Member, visible};
use crate::render::{
    Align, Cell, Column, Tone, above_last_stable, absent, catch_up, counted, forecast, group_state,
    grouped, lag_note, percent, rate, sum,
};
use crate::ui::{Shade, Text};
use crate::watch::{CatchUp, Track, Tracked};

/// What rows are ordered by; what is not known comes last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sort {
    #[default]
    Name,
    Lag,
    Lost,
    Headroom,
    Consumed,
}

/// One row of a table, with what it is found and ordered by.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) cells: Vec<Text>,
    lag: Option<u64>,
    lost: Option<u64>,
    headroom: Option<f64>,
    consumed: Option<f64>,
}

impl Sort {
    pub(super) fn next(self) -> Self {
        match self {
            Sort::Name => Sort::Lag,
            Sort::Lag => Sort::Lost,
            Sort::Lost => Sort::Headroom,
            Sort::Headroom => Sort::Consumed,
            Sort::Consumed => Sort::Name,
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Sort::Name => "name",
            Sort::Lag => "lag",
            Sort::Lost => "lost",
            Sort::Headroom => "least headroom",
            Sort::Consumed => "consumed",
        }
    }

    /// Orders rows that stand in the order of their names.
    pub(super) fn sort(self, entries: &mut [Entry]) {
        entries.sort_by(|a, b| match self {
            Sort::Name => Ordering::Equal,
            Sort::Lag => Reverse(a.lag).cmp(&Reverse(b.lag)),
            Sort::Lost => Reverse(a.lost).cmp(&Reverse(b.lost)),
            Sort::Headroom => known_first(a.headroom, b.headroom),
            Sort::Consumed => {
                known_first(a.consumed.map(|rate| -rate), b.consumed.map(|rate| -rate))
            }
        });
    }
}

fn known_first(a: Option<f64>, b: Option<f64>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// The headings of [`Entry::of_group`].
pub(super) const GROUP: &[(&str, Align)] = &[
    ("GROUP", Align::Left),
    ("TYPE", Align::Left),
    ("STATE", Align::Left),
    ("MEMBERS", Align::Right),
    ("LAG", Align::Right),
    ("LOST", Align::Right),
    ("HEADROOM", Align::Right),
    ("CONSUMED/S", Align::Right),
    ("PRODUCED/S", Align::Right),
    ("CATCH-UP", Align::Right),
    ("LOSS-IN", Align::Right),
    ("NOTE", Align::Left),
];

/// The headings of [`Entry::of_partition`].
pub(super) fn partition_titles(lags: &[Column<'_, LagRow>]) -> Vec<(String, Align)> {
    let lags = lags.iter();
    let mut titles = vec![("PARTITION".to_owned(), Align::Left)];
    titles.extend(lags.map(|column| (column.title.to_string(), column.align)));
    titles.extend(owned(&[
        ("CONSUMED/S", Align::Right),
        ("PRODUCED/S", Align::Right),
        ("CATCH-UP", Align::Right),
        ("LOSS-IN", Align::Right),
        ("MEMBER", Align::Left),
        ("NOTE", Align::Left),
    ]));
    titles
}

/// Headings as a picture has them.
pub(super) fn owned(titles: &[(&str, Align)]) -> Vec<(String, Align)> {
    let titles = titles.iter();
    titles
        .map(|(title, align)| ((*title).to_owned(), *align))
        .collect()
}

/// The headings of [`Entry::of_member`].
pub(super) const MEMBER: &[(&str, Align)] = &[
    ("CLIENT", Align::Left),
    ("HOST", Align::Left),
    ("INSTANCE", Align::Left),
    ("PARTITIONS", Align::Right),
    ("MEMBER", Align::Left),
];

impl Entry {
    pub(super) fn of_group(group: &Tracked) -> Self {
        let summary = group.summary();
        let total = &summary.total;
        let name = group.id.to_string();
        let cells = vec![
            name.clone().into(),
            group.seen.group_type.to_string().into(),
            state(group),
            group
                .seen
                .known_members()
                .map_or_else(|| "?".to_owned(), grouped)
                .into(),
            sum(total.lag, total.is_partial()).into(),
            lost(total.lost, total.is_partial()),
            absent(total.headroom_percent, percent).into(),
            rate(summary.consumed, summary.is_partial).into(),
            rate(summary.produced, summary.is_partial).into(),
            when(summary.catch_up),
            loss_in(summary.to_loss.map(forecast)),
            note(group, total),
        ];
        Entry {
            name,
            cells,
            lag: total.lag,
            lost: total.lost,
            headroom: total.headroom_percent,
            consumed: summary.consumed,
        }
    }

    /// `lags` are the columns between the name and the rates.
    pub(super) fn of_partition(lags: &[Column<'_, LagRow>], row: &LagRow, track: &Track) -> Self {
        let lag = &row.lag;
        let consumed = track.consumed();
        let name = row
            .at
            .as_ref()
            .map_or_else(|| "?".to_owned(), ToString::to_string);
        let member = row
            .member
            .as_ref()
            .map(|member| visible(&member.client_id).into_owned());
        let mut cells = vec![name.clone().into()];
        cells.extend(lags.iter().map(|column| shaded((column.cell)(row))));
        cells.extend([
            rate(consumed, false).into(),
            rate(track.produced(), false).into(),
            when(track.catch_up(lag)),
            loss_in(track.to_loss(lag).map(forecast)),
            member.unwrap_or_else(|| "-".to_owned()).into(),
            partition_note(row),
        ]);
        Entry {
            name,
            cells,
            lag: lag.lag,
            lost: lag.lost,
            headroom: lag.headroom.map(|headroom| headroom.percent),
            consumed,
        }
    }

    pub(super) fn of_member(member: &Arc<Member>) -> Self {
        let instance = member.instance_id.as_deref();
        let cells = vec![
            visible(&member.client_id).into_owned().into(),
            visible(&member.host).into_owned().into(),
            absent(instance, |id| visible(id).into_owned()).into(),
            grouped(member.assignment.len()).into(),
            visible(&member.id).into_owned().into(),
        ];
        Entry {
            name: visible(&member.id).into_owned(),
            cells,
            lag: None,
            lost: None,
            headroom: None,
            consumed: None,
        }
    }

    /// Whether some cell holds this, whatever its case.
    pub(super) fn holds(&self, lowercase: &str) -> bool {
        let mut cells = self.cells.iter();
        cells.any(|cell| cell.text.to_lowercase().contains(lowercase))
    }
}

/// Says here that it is old, since a narrow screen has no place for notes.
fn state(group: &Tracked) -> Text {
    let state = group_state(group);
    if group.stale.is_some() {
        return Text::new(format!("{state}, stale"), Shade::Bad);
    }
    let shade = match group.seen.state {
        _ if group.is_gone() => Shade::Doubtful,
        GroupState::Stable => Shade::Good,
        GroupState::Empty => Shade::Plain,
        _ => Shade::Doubtful,
    };
    Text::new(state, shade)
}

fn partition_note(row: &LagRow) -> Text {
    let shade = match row.error() {
        Some(_) => Shade::Bad,
        None => Shade::Doubtful,
    };
    Text::new(lag_note(row), shade)
}

fn note(group: &Tracked, total: &LagTotal) -> Text {
    if let Some(why) = &group.stale {
        return Text::new(format!("stale: {why}"), Shade::Bad);
    }
    let parts = [
        (total.uncommitted, "without a commit"),
        (total.unknown, "not known"),
        (total.pending, "with a commit pending in a transaction"),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let parts = parts.map(|(count, what)| format!("{} {what}", counted(count, "partition")));
    let above = total.above_last_stable.filter(|above| *above > 0);
    let parts: Vec<String> = parts.chain(above.map(above_last_stable)).collect();
    Text::new(parts.join(", "), Shade::Doubtful)
}

fn when(time: CatchUp) -> Text {
    let shade = match time {
        CatchUp::Now | CatchUp::KeepsUp => Shade::Good,
        CatchUp::Never => Shade::Doubtful,
        CatchUp::In(_) | CatchUp::Unknown => Shade::Plain,
    };
    Text::new(catch_up(time), shade)
}

fn loss_in(time: Option<String>) -> Text {
    match time {
        Some(time) => Text::new(time, Shade::Bad),
        None => "-".into(),
    }
}

fn lost(lost: Option<u64>, is_partial: bool) -> Text {
    let shade = match lost {
        Some(1..) => Shade::Bad,
        _ => Shade::Plain,
    };
    Text::new(sum(lost, is_partial), shade)
}

fn shaded(cell: Cell) -> Text {
    let shade = match cell.tone {
        Tone::Plain => Shade::Plain,
        Tone::Created => Shade::Good,
        Tone::Moved => Shade::Doubtful,
        Tone::Bad => Shade::Bad,
    };
    Text::new(cell.text, shade)
}
