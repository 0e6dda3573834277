mod rates;
mod readings;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta};

use super::*;
use crate::model::{
    GroupId, GroupState, GroupType, Lag, LagBasis, LagGap, LagGroup, LagRow, Member,
    NegativeOffset, Offset, OffsetRange, Reading, Seen, TopicPartition, TransactionLimit,
};

fn offset(offset: i64) -> Offset {
    Offset::new(offset).unwrap()
}

fn log(log_start: i64, end: i64) -> OffsetRange {
    OffsetRange {
        log_start: offset(log_start),
        log_start_epoch: None,
        end_epoch: None,
        end: offset(end),
        last_stable: offset(end),
    }
}

/// A lag in a log from `log_start` to `end`.
fn lag(log_start: i64, committed: Option<i64>, end: i64) -> Lag {
    let range = log(log_start, end);
    Lag::of(Ok(committed.map(offset)), Ok(range), LagBasis::End)
}

fn member(id: &str) -> Arc<Member> {
    Arc::new(Member {
        id: id.to_owned(),
        client_id: id.to_owned(),
        host: "10.0.0.1".to_owned(),
        instance_id: None,
        assignment: [].into(),
    })
}

/// Readings of one group, `billing`, that follow each other.
struct Story {
    watched: Option<Watched>,
    events: Vec<String>,
}

impl Story {
    fn new() -> Self {
        Story {
            watched: None,
            events: Vec::new(),
        }
    }

    /// Reads the group so many seconds after the beginning.
    fn at(&mut self, seconds: u64, seen: Seen) {
        self.reading(
            seconds,
            [(GroupId::new("billing"), seen)].into(),
            Vec::new(),
        );
    }

    fn reading(&mut self, seconds: u64, groups: BTreeMap<GroupId, Seen>, gaps: Vec<String>) {
        let reading = Reading {
            at: DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds.try_into().unwrap()),
            moment: Duration::from_secs(seconds),
            groups,
            gaps,
            left_out: Vec::new(),
            transaction_limit: Some(TransactionLimit::DEFAULT),
        };
        match &mut self.watched {
            None => self.watched = Some(Watched::begin(reading)),
            Some(watched) => {
                let events = watched.take(reading);
                self.events
                    .extend(events.iter().map(|event| event.change.to_string()));
            }
        }
    }

    fn watched(&mut self) -> &mut Watched {
        self.watched.as_mut().unwrap()
    }

    fn summary(&self) -> Summary {
        self.watched
            .as_ref()
            .unwrap()
            .groups()
            .next()
            .unwrap()
            .summary()
    }

    fn judged(&self, until: Until) -> Verdict {
        self.watched.as_ref().unwrap().judge(until)
    }
}

/// A stable group with one member, and these lags in `orders`.
fn seen(lags: &[Lag]) -> Seen {
    let group = Arc::new(LagGroup {
        id: GroupId::new("billing"),
        group_type: GroupType::Classic,
        state: GroupState::Stable,
        members_known: true,
    });
    let row = |(partition, lag): (i32, &Lag)| {
        let at = TopicPartition::new("orders", partition);
        let row = LagRow {
            group: Arc::clone(&group),
            at: Some(at.clone()),
            lag: lag.clone(),
            pending: None,
            member: None,
            time: None,
            open: None,
        };
        (at, row)
    };
    Seen {
        group_type: GroupType::Classic,
        state: GroupState::Stable,
        members: vec![member("billing-1")],
        rows: (0..).zip(lags).map(row).collect(),
        error: None,
        is_aside: false,
    }
}
