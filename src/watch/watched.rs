use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::tracked::changes;
use super::{Change, Event, Tracked};
use crate::model::{GroupId, LeftOut};
use crate::model::{Reading, Seen};

/// Older events are forgotten.
const EVENTS: usize = 200;

/// A group that was not asked for by name is forgotten when it has been gone for longer.
const GONE: Duration = Duration::from_secs(600);

/// All groups that are watched, through all readings.
#[derive(Clone, Debug)]
pub struct Watched {
    groups: BTreeMap<GroupId, Tracked>,
    events: VecDeque<Event>,
    failure: Option<String>,
    /// When the cluster was read last.
    pub read_at: DateTime<Utc>,
    /// What the last reading could not see.
    pub gaps: Vec<String>,
    /// What the last reading left out.
    pub left_out: Vec<LeftOut>,
}

impl Watched {
    /// Begins with a first reading, which holds no news.
    pub fn begin(reading: Reading) -> Self {
        let mut watched = Watched {
            groups: BTreeMap::new(),
            events: VecDeque::new(),
            failure: None,
            read_at: reading.at,
            gaps: Vec::new(),
            left_out: Vec::new(),
        };
        watched.take(reading);
        watched.events.clear();
        watched
    }

    /// Goes on with the next reading, and tells what happened since the one before.
    pub fn take(&mut self, reading: Reading) -> Vec<Event> {
        let Reading {
            at,
            moment,
            groups,
            gaps,
            left_out,
            transaction_limit,
        } = reading;
        let mut found: Vec<(GroupId, Change)> = self.missed(&groups, &gaps, moment);
        for (id, seen) in groups {
            let is_new = !self.groups.contains_key(&id);
            if is_new && seen.is_aside {
                continue;
            }
            let tracked = self.groups.entry(id.clone());
            let tracked = tracked.or_insert_with(|| Tracked::new(id.clone()));
            let news = news(tracked, &seen, is_new);
            found.extend(news.into_iter().map(|change| (id.clone(), change)));
            tracked.take(seen, moment);
            let hanging = transaction_limit.and_then(|limit| tracked.hanging(limit, moment));
            found.extend(hanging.map(|change| (id, change)));
        }
        (self.failure, self.read_at) = (None, at);
        (self.gaps, self.left_out) = (gaps, left_out);
        let event = |(group, change)| Event { at, group, change };
        let events: Vec<Event> = found.into_iter().map(event).collect();
        self.events.extend(events.iter().cloned());
        let too_many = self.events.len().saturating_sub(EVENTS);
        self.events.drain(..too_many);
        events
    }

    /// Looks at the groups that a reading did not see: gone, unless it did not see all there is.
    fn missed(
        &mut self,
        groups: &BTreeMap<GroupId, Seen>,
        gaps: &[String],
        moment: Duration,
    ) -> Vec<(GroupId, Change)> {
        self.groups
            .retain(|id, tracked| groups.contains_key(id) || !tracked.is_gone_for(GONE, moment));
        let mut vanished = Vec::new();
        for (id, tracked) in &mut self.groups {
            match gaps.first() {
                _ if groups.contains_key(id) || tracked.is_gone() => {}
                Some(gap) => tracked.miss(gap),
                None => {
                    tracked.vanish(moment);
                    vanished.push((id.clone(), Change::Vanished));
                }
            }
        }
        vanished
    }

    /// Keeps what was seen last, since nothing could be read. Tells whether that is new, or has a new reason.
    pub fn fail(&mut self, why: String) -> bool {
        self.interrupt();
        let is_new = self.failure.as_ref() != Some(&why);
        self.failure = Some(why);
        is_new
    }

    /// Forgets the rates, since nobody will look for a while.
    pub fn interrupt(&mut self) {
        self.groups.values_mut().for_each(Tracked::interrupt);
    }

    /// Why what stands here is older than it should be.
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// In the order of their names.
    pub fn groups(&self) -> impl ExactSizeIterator<Item = &Tracked> {
        self.groups.values()
    }

    pub fn group(&self, id: &GroupId) -> Option<&Tracked> {
        self.groups.get(id)
    }

    /// The newest last.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.events.iter()
    }
}

fn news(tracked: &Tracked, seen: &Seen, is_new: bool) -> Vec<Change> {
    let was_gone = is_new || tracked.is_gone();
    if seen.error.is_some() || (was_gone && seen.is_gone()) {
        return Vec::new();
    }
    match (was_gone, tracked.is_known()) {
        (true, _) => vec![Change::Appeared],
        (false, true) if seen.is_gone() => vec![Change::Vanished],
        (false, true) => changes(tracked, seen),
        (false, false) => Vec::new(),
    }
}
