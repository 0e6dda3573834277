//! Where the bounds of a count lie in one log, and whether the look-ups show that timestamps do not rise along it.
//!
//! A look-up finds the first record at or after its time. What it finds is therefore never earlier than what an
//! earlier time has found, and two answers alone prove nothing; but an answer may be dated so late that a clock
//! that was ahead is the likelier reason than a log that was quiet.

use chrono::{DateTime, Utc};

use super::{
    Bound, CLOCK_SKEW_MS, CountRow, KafkaError, Leap, ListedOffset, Offset, OffsetRange, Timestamp,
    TopicPartition,
};

type Found<'a> = Vec<Option<&'a ListedOffset>>;

impl CountRow {
    /// Places the bounds in a log, of which `found` tells what was looked up for each time among them; `now` is when.
    pub fn of(
        partition: TopicPartition,
        bounds: &[Bound],
        log: Result<(Found<'_>, OffsetRange), KafkaError>,
        now: DateTime<Utc>,
    ) -> Self {
        let (found, range) = match log {
            Ok(log) => log,
            Err(error) => {
                return CountRow {
                    partition,
                    may_lack_head: false,
                    ends_before: None,
                    leap: None,
                    read: None,
                    cuts: Err(error),
                };
            }
        };
        let times = bounds.iter().filter_map(|bound| bound.time());
        let looked_up: Vec<LookedUp<'_>> = times.zip(found.iter().copied()).collect();
        CountRow {
            partition,
            may_lack_head: lacks_head(bounds, &found, &range),
            ends_before: behind(bounds, range.end),
            leap: leap(&looked_up, &range, now),
            read: None,
            cuts: Ok(cuts(bounds, &found, &range)),
        }
    }
}

/// Where the bounds lie, none outside the log.
fn cuts(bounds: &[Bound], found: &Found<'_>, range: &OffsetRange) -> Vec<Offset> {
    let mut found = found.iter().copied();
    let mut cuts: Vec<Offset> = Vec::with_capacity(bounds.len());
    for bound in bounds {
        let offset = match *bound {
            Bound::Earliest => range.log_start,
            Bound::Latest => range.end,
            Bound::Offset(offset) => offset,
            Bound::At(_) => found
                .next()
                .flatten()
                .map_or(range.end, |found| found.offset),
        };
        // From an offset that lies behind the second bound on, there is nothing.
        let least = cuts.last().copied().unwrap_or(range.log_start);
        cuts.push(offset.min(range.end).max(least));
    }
    cuts
}

fn behind(bounds: &[Bound], end: Offset) -> Option<Offset> {
    bounds.iter().find_map(|bound| match bound {
        Bound::Offset(offset) => Some(*offset).filter(|offset| *offset > end),
        _ => None,
    })
}

/// Whether records that belong to the count may have been deleted: the log begins behind the offset that
/// was asked for, or with the record that the time finds.
fn lacks_head(bounds: &[Bound], found: &Found<'_>, range: &OffsetRange) -> bool {
    match bounds[0] {
        Bound::Offset(offset) => offset < range.log_start,
        Bound::At(_) => {
            let first = found
                .first()
                .copied()
                .flatten()
                .map_or(range.end, |found| found.offset);
            range.log_start > Offset::ZERO && first <= range.log_start
        }
        Bound::Earliest | Bound::Latest => false,
    }
}

/// As many records must be expected, at the rate that is counted, in the time that a look-up has leapt over. At
/// an even rate so long a gap is a matter of 1 in 20,000.
const EXPECTED: i128 = 10;

/// A time and what was looked up for it.
type LookedUp<'a> = (DateTime<Utc>, Option<&'a ListedOffset>);

/// Returns the first look-up whose answer is dated after `now`, or else the first that leaps, of those which leave
/// records in the log above what they found. Times stand in their order.
fn leap(looked_up: &[LookedUp<'_>], range: &OffsetRange, now: DateTime<Utc>) -> Option<Leap> {
    let found = |index: usize| {
        let (asked, found) = looked_up[index];
        let found = found?;
        let above = range.end.after(found.offset).saturating_sub(1);
        Some(Leap {
            asked,
            offset: found.offset,
            dated: found.timestamp?,
            above: Some(above).filter(|above| *above > 0)?,
            is_ahead: false,
        })
    };
    let leaps = || (0..looked_up.len()).filter_map(|index| Some((index, found(index)?)));
    let ahead = leaps().find(|(_, leap)| leap.dated.is_ahead(now));
    if let Some((_, leap)) = ahead {
        return Some(Leap {
            is_ahead: true,
            ..leap
        });
    }
    // Of the times that find one record, the first tells how long nothing else was found.
    let pace = Pace::of(looked_up, range)?;
    let leaping = |(index, leap): &(usize, Leap)| {
        let before = index
            .checked_sub(1)
            .map(|before| cut(looked_up[before].1, range));
        if before == Some(leap.offset) || leap.offset <= range.log_start {
            return false;
        }
        let mut later = looked_up[index + 1..]
            .iter()
            .map(|(_, found)| cut(*found, range));
        pace.is_leap(leap, later.find(|offset| *offset > leap.offset))
    };
    leaps().find(leaping).map(|(_, leap)| leap)
}

/// How many offsets were counted in what time.
struct Pace {
    offsets: i128,
    millis: i128,
}

impl Pace {
    /// `None` where fewer than two times bound the count.
    fn of(looked_up: &[LookedUp<'_>], range: &OffsetRange) -> Option<Self> {
        let ((from, first), (to, last)) = (looked_up.first()?, looked_up.last()?);
        let millis = Timestamp::from(*to).millis_after(*from);
        let offsets = cut(*last, range).after(cut(*first, range)).into();
        (millis > 0).then_some(Pace { offsets, millis })
    }

    /// Whether more was leapt over than a quiet time explains. What a later time has found next ends the records
    /// that may have been displaced: they must make up for the gap. After the last time nothing is known of
    /// them; and where nothing is counted at all, the answer to the first time is that to the last.
    fn is_leap(&self, leap: &Leap, next: Option<Offset>) -> bool {
        let leapt = leap.dated.millis_after(leap.asked);
        let expected = leapt * self.offsets / self.millis;
        match next {
            _ if leapt <= CLOCK_SKEW_MS => false,
            _ if self.offsets == 0 => true,
            None => expected >= EXPECTED,
            Some(next) => {
                let displaced = i128::from(next.after(leap.offset)) - 1;
                expected >= EXPECTED && displaced >= expected
            }
        }
    }
}

fn cut(found: Option<&ListedOffset>, range: &OffsetRange) -> Offset {
    found.map_or(range.end, |found| found.offset)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    /// A log from 0 on, of records with these seconds as their times, looked up at seconds.
    fn leap_of(records: &[i64], asked: &[i64], now: i64) -> Option<Leap> {
        leap_from(0, records, asked, now)
    }

    fn leap_from(log_start: i64, records: &[i64], asked: &[i64], now: i64) -> Option<Leap> {
        let offset = |number: i64| Offset::new(number).unwrap();
        let end = log_start + i64::try_from(records.len()).unwrap();
        let range = OffsetRange {
            log_start: offset(log_start),
            log_start_epoch: None,
            end: offset(end),
            end_epoch: None,
            last_stable: offset(end),
        };
        let found: Vec<Option<ListedOffset>> = asked
            .iter()
            .map(|asked| {
                let (number, time) = (log_start..)
                    .zip(records)
                    .find(|(_, time)| *time >= asked)?;
                Some(ListedOffset {
                    offset: offset(number),
                    leader_epoch: None,
                    timestamp: Some(at(*time).into()),
                })
            })
            .collect();
        let looked_up = asked.iter().map(|asked| at(*asked));
        let looked_up: Vec<_> = looked_up.zip(found.iter().map(Option::as_ref)).collect();
        leap(&looked_up, &range, at(now))
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    /// A record each second, of which one is half an hour ahead.
    fn one_ahead(records: i64, ahead: i64) -> Vec<i64> {
        let time = |second| second + if second == ahead { 1800 } else { 0 };
        (0..records).map(time).collect()
    }

    const DAY: i64 = 86_400;

    #[test]
    fn a_record_of_half_an_hour_ahead_is_a_leap() {
        let records = one_ahead(200, 100);
        let leap = leap_of(&records, &[0, 200], DAY).unwrap();
        assert_eq!((leap.offset.get(), leap.above), (100, 99));
        assert_eq!((leap.asked, leap.dated), (at(200), at(1900).into()));
        assert!(!leap.is_ahead);
    }

    #[test]
    fn a_record_dated_after_the_look_up_is_ahead() {
        let records = one_ahead(200, 100);
        for asked in [&[0, 200][..], &[200], &[150, 200]] {
            assert!(leap_of(&records, asked, 210).unwrap().is_ahead, "{asked:?}");
        }
        assert_eq!(
            leap_of(&records, &[0, 50], 210),
            None,
            "nothing was found past it"
        );
        let tolerated = [0, 1, 2, 60, 3];
        assert_eq!(
            leap_of(&tolerated, &[0, 3], 3),
            None,
            "clocks lie apart a little"
        );
    }

    #[test]
    fn a_record_ahead_inside_of_what_is_counted_shows_in_the_bucket_of_its_time() {
        let records = one_ahead(7200, 1000);
        let by_five_minutes: Vec<i64> = (0..=24).map(|bucket| bucket * 300).collect();
        let leap = leap_of(&records, &by_five_minutes, DAY).unwrap();
        assert_eq!((leap.offset.get(), leap.asked), (1000, at(1200)));
    }

    #[test]
    fn a_span_that_begins_after_a_record_ahead_is_not_just_empty() {
        let records = one_ahead(400, 50);
        let leap = leap_of(&records, &[100, 300], DAY).unwrap();
        assert_eq!(leap.offset.get(), 50);
    }

    #[test]
    fn ordered_logs_show_nothing_quiet_nights_included() {
        let steady: Vec<i64> = (0..7200).collect();
        assert_eq!(leap_of(&steady, &[0, 3600], DAY), None);
        let by_hour: Vec<i64> = (0..=24).map(|hour| hour * 3600).collect();
        let days = (0..8 * 3600).chain(16 * 3600..24 * 3600);
        let days: Vec<i64> = days.step_by(10).collect();
        assert_eq!(leap_of(&days, &by_hour, DAY), None);
        let sparse: Vec<i64> = (0..24).map(|hour| hour * 3600 + 7).collect();
        let by_minute: Vec<i64> = (0..=1440).map(|minute| minute * 60).collect();
        assert_eq!(leap_of(&sparse, &by_minute, DAY), None);
    }

    #[test]
    fn what_lies_above_the_record_decides_and_not_the_record_alone() {
        let last = one_ahead(200, 199);
        assert_eq!(
            leap_of(&last, &[0, 200], 210),
            None,
            "nothing lies above it"
        );
        let first = leap_from(5, &(1000..1200).collect::<Vec<_>>(), &[0, 1100], DAY);
        assert_eq!(first, None, "the log starts there");
    }
}
