use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::{CatchUp, Change, Pace, Seen, Step, Summary, Track};
use crate::model::{
    GroupId, GroupState, GroupType, LagRow, LagTotal, LagTotalOf, Member, TopicPartition,
    TransactionLimit,
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
