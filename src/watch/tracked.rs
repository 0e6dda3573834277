use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::track::commit;
use super::{CatchUp, Change, Pace, Step, Track};
use crate::model::Seen;
use crate::model::{
    GroupId, GroupState, GroupType, LagGap, LagRow, LagTotal, LagTotalOf, Member, NegativeOffset,
    Offset, TopicPartition, TransactionLimit,
};

/// One group through all readings.
#[derive(Clone, Debug)]
pub struct Tracked {
    pub id: GroupId,
    /// What was seen when all of it could be read.
    pub seen: Seen,
    /// Why that is not what the last reading saw.
    pub stale: Option<String>,
    /// Since when the cluster knows it no more.
    gone_since: Option<Duration>,
    tracks: BTreeMap<TopicPartition, Track>,
    /// Whether it was read whole before, so that a partition that comes in later had no commit.
    is_whole: bool,
}

impl Tracked {
    pub(super) fn new(id: GroupId) -> Self {
        Tracked {
            id,
            seen: Seen {
                group_type: GroupType::Unknown,
                state: GroupState::Unknown,
                members: Vec::new(),
                rows: BTreeMap::new(),
                error: None,
                is_aside: false,
            },
            stale: None,
            gone_since: None,
            tracks: BTreeMap::new(),
            is_whole: false,
        }
    }

    /// Goes on with what was seen of the group.
    pub(super) fn take(&mut self, seen: Seen, moment: Duration) {
        if let Some(error) = &seen.error {
            let error = error.clone();
            if !self.is_whole {
                self.seen = seen;
            }
            return self.miss(&error);
        }
        let stays = |member: &Arc<Member>| seen.members.iter().any(|now| now.id == member.id);
        // A broker takes a commit from outside only while there is no member.
        let is_consumed = !seen.shows_members() || self.seen.members.iter().any(stays);
        for (at, row) in &seen.rows {
            let track = self.tracks.entry(at.clone());
            let begin = if self.is_whole {
                Track::uncommitted
            } else {
                Track::default
            };
            track
                .or_insert_with(begin)
                .take(&row.lag, moment, is_consumed);
        }
        self.tracks.retain(|at, _| seen.rows.contains_key(at));
        let since = self.gone_since.unwrap_or(moment);
        self.gone_since = seen.is_gone().then_some(since);
        self.seen = seen;
        self.stale = None;
        self.is_whole = true;
    }

    /// Keeps what was seen last.
    pub(super) fn miss(&mut self, why: &str) {
        self.stale = Some(why.to_owned());
        self.interrupt();
    }

    pub(super) fn vanish(&mut self, moment: Duration) {
        self.seen.members.clear();
        self.seen.rows.clear();
        self.tracks.clear();
        self.gone_since = Some(moment);
        self.stale = None;
    }

    pub(super) fn interrupt(&mut self) {
        self.tracks.values_mut().for_each(Track::interrupt);
    }

    /// The partitions, once each, whose last stable offset has not moved for longer than a transaction may be open.
    pub(super) fn hanging(&mut self, limit: TransactionLimit, moment: Duration) -> Option<Change> {
        let at_most = limit.at_most.to_std().ok()?;
        let tracks = self.tracks.iter_mut();
        let hanging = tracks.filter_map(|(at, track)| {
            let at = at.clone();
            let from = track.hanging(at_most, moment)?;
            Some(Step { at, from, to: None })
        });
        let steps: Vec<Step> = hanging.collect();
        (!steps.is_empty()).then_some(Change::Hanging { steps, limit })
    }

    /// Whether the cluster knows it no more.
    pub fn is_gone(&self) -> bool {
        self.gone_since.is_some()
    }

    /// Whether it has been gone for longer than this.
    pub(super) fn is_gone_for(&self, time: Duration, moment: Duration) -> bool {
        let since = self.gone_since;
        since.is_some_and(|since| moment.saturating_sub(since) > time)
    }

    /// Whether it was ever read whole.
    pub(super) fn is_known(&self) -> bool {
        self.is_whole
    }

    pub fn track(&self, at: &TopicPartition) -> Option<&Track> {
        self.tracks.get(at)
    }

    pub(super) fn tracks(&self) -> impl Iterator<Item = (&TopicPartition, &Track)> {
        self.tracks.iter()
    }

    /// The partitions with their rates.
    pub fn partitions(&self) -> impl Iterator<Item = (&LagRow, &Track)> {
        let rows = self.seen.rows.iter();
        rows.filter_map(|(at, row)| Some((row, self.tracks.get(at)?)))
    }

    pub fn summary(&self) -> Summary {
        let mut total = LagTotal::new(LagTotalOf::Group(self.id.clone()));
        self.seen.rows.values().for_each(|row| total.add(row));
        let forecasts = self
            .partitions()
            .map(|(row, track)| track.catch_up(&row.lag));
        let losses = self.partitions();
        let losses = losses.filter_map(|(row, track)| track.to_loss(&row.lag));
        Summary {
            total,
            consumed: self.rate(|track| track.consumed),
            produced: self.rate(|track| track.produced),
            is_partial: self.seen.rows.values().any(|row| row.lag.is_unread()),
            catch_up: forecasts.max().unwrap_or(CatchUp::Unknown),
            to_loss: losses.min(),
        }
    }

    /// The sum of these rates; `None` where one of them is not known yet, or there is none.
    fn rate(&self, of: fn(&Track) -> Option<Pace>) -> Option<f64> {
        let paces = self.tracks.values().filter_map(of);
        let rates: Option<Vec<f64>> = paces.map(|pace| pace.per_second()).collect();
        rates?.into_iter().reduce(|a, b| a + b)
    }
}

/// What became of a group since it was seen before.
pub(super) fn changes(before: &Tracked, now: &Seen) -> Vec<Change> {
    let mut changes = Vec::new();
    let left = without(&before.seen.members, &now.members).map(Change::Left);
    let joined = without(&now.members, &before.seen.members).map(Change::Joined);
    changes.extend(left.chain(joined));
    if before.seen.state != now.state {
        changes.push(Change::State(now.state));
    }
    let steps = |step: fn(&Tracked, &TopicPartition, &LagRow) -> Option<Step>| {
        let rows = now.rows.iter();
        rows.filter_map(|(at, row)| step(before, at, row))
            .collect::<Vec<_>>()
    };
    let mut add = |steps: Vec<Step>, change: fn(Vec<Step>) -> Change| {
        if !steps.is_empty() {
            changes.push(change(steps));
        }
    };
    add(steps(moved_back), Change::MovedBack);
    if before.seen.is_deserted() && now.is_deserted() {
        add(steps(moved_forward), Change::MovedForward);
    }
    add(removed(before, now), Change::Removed);
    add(steps(shrunk), Change::Shrunk);
    let negative = negative(before, now);
    changes.extend((!negative.is_empty()).then_some(Change::Negative(negative)));
    changes
}

fn without<'a>(
    these: &'a [Arc<Member>],
    those: &'a [Arc<Member>],
) -> impl Iterator<Item = Arc<Member>> + 'a {
    let is_new = |member: &&Arc<Member>| those.iter().all(|other| other.id != member.id);
    these.iter().filter(is_new).cloned()
}

fn moved_back(before: &Tracked, at: &TopicPartition, row: &LagRow) -> Option<Step> {
    let from = before.track(at)?.commit?;
    back(at, from, row.lag.committed)
}

fn moved_forward(before: &Tracked, at: &TopicPartition, row: &LagRow) -> Option<Step> {
    let (from, to) = before.track(at)?.forward(&row.lag)?;
    Some(Step {
        at: at.clone(),
        from,
        to: Some(to),
    })
}

/// A commit that goes with its whole topic leaves no row behind.
fn removed(before: &Tracked, now: &Seen) -> Vec<Step> {
    let step = |(at, track): (&TopicPartition, &Track)| {
        let from = track.commit?;
        let row = now.rows.get(at);
        let commit = row.map_or(Some(None), |row| commit(&row.lag));
        let is_negative = row.is_some_and(|row| negative_of(row).is_some());
        (commit == Some(None) && !is_negative).then(|| Step {
            at: at.clone(),
            from,
            to: None,
        })
    };
    before.tracks().filter_map(step).collect()
}

fn negative(before: &Tracked, now: &Seen) -> Vec<(TopicPartition, NegativeOffset)> {
    let is_new = |at: &TopicPartition, negative: NegativeOffset| {
        let was = before.seen.rows.get(at).and_then(negative_of);
        was != Some(negative)
    };
    let stored = now.rows.iter();
    let stored = stored.filter_map(|(at, row)| Some((at.clone(), negative_of(row)?)));
    stored
        .filter(|(at, negative)| is_new(at, *negative))
        .collect()
}

fn negative_of(row: &LagRow) -> Option<NegativeOffset> {
    match row.lag.gap {
        Some(LagGap::Negative(negative)) => Some(negative),
        _ => None,
    }
}

fn shrunk(before: &Tracked, at: &TopicPartition, row: &LagRow) -> Option<Step> {
    let from = before.track(at)?.end?;
    back(at, from, row.lag.end)
}

fn back(at: &TopicPartition, from: Offset, to: Option<Offset>) -> Option<Step> {
    (to? < from).then(|| Step {
        at: at.clone(),
        from,
        to,
    })
}

/// What the partitions of one group come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    pub total: LagTotal,
    /// The sums over the partitions of which the offset is known, in offsets per second; `None` where a rate of
    /// them is not.
    pub consumed: Option<f64>,
    pub produced: Option<f64>,
    /// Whether the offsets of some partition could not be read, so that its rates are missing in the sums.
    pub is_partial: bool,
    /// When the last of the partitions is read to its end.
    pub catch_up: CatchUp,
    /// When the first of the partitions loses what was not committed.
    pub to_loss: Option<Duration>,
}
