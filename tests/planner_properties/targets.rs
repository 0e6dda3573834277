//! Where a plan leads.

use koffset::model::{Observation, Offset, TopicPartition};
use koffset::plan::{Change, NoRecordAfter, Note, OutOfRange, Target, Wanted, plan};
use proptest::prelude::*;

use super::requests::{requests, resets};
use super::simulation::is_blocked;
use super::worlds::{Weather, worlds};

proptest! {
    #[test]
    fn what_is_written_lies_in_the_log(request in requests(), world in worlds(Weather::Any)) {
        for (group, at, change) in plan(&request, &world).changes() {
            let (true, Some(after)) = (change.writes(), &change.after) else {
                continue;
            };
            let range = change.range.as_ref().unwrap();
            let found = found(&request.groups[&group.id][at], at, &world);
            prop_assert!(range.holds(after.offset) || found == Some(after.offset), "{:?}", change);
        }
    }

    #[test]
    fn a_target_is_met_or_refused_or_marked(reset in resets(), world in worlds(Weather::Calm)) {
        let plan = plan(&reset, &world);
        for (group, at, change) in plan.changes() {
            let Some(asked) = asked(&reset.groups[&group.id][at], change) else {
                continue;
            };
            if reset.policy.only_missing && change.before.is_some() {
                prop_assert!(!change.writes());
                continue;
            }
            let range = change.range.as_ref().unwrap();
            let [start, end] = [range.log_start, range.end].map(number);
            let [before, after] = [&change.before, &change.after]
                .map(|commit| commit.as_ref().map(|commit| number(commit.offset)));
            let is_clamped = change.notes.iter().any(|note| matches!(note, Note::Clamped { .. }));
            let blocked = is_blocked(&plan, group, at);
            let expected = match (start <= asked && asked <= end, reset.policy.out_of_range) {
                (true, _) => (Some(asked), false, false),
                (false, OutOfRange::Clamp) => (Some(asked.clamp(start, end)), true, false),
                (false, OutOfRange::Refuse) => (before, false, true),
            };
            prop_assert_eq!((after, is_clamped, blocked), expected, "{:?}", change);
        }
    }

    #[test]
    fn a_time_leads_to_the_record_that_the_broker_found(
        reset in resets(),
        world in worlds(Weather::Calm),
    ) {
        let plan = plan(&reset, &world);
        for (group, at, change) in plan.changes() {
            let wanted = &reset.groups[&group.id][at];
            if !matches!(wanted, Wanted::Target(Target::At(_)))
                || (reset.policy.only_missing && change.before.is_some())
            {
                continue;
            }
            let before = change.before.as_ref().map(|before| before.offset);
            let end = change.range.as_ref().map(|range| range.end);
            let found = found(wanted, at, &world);
            let (expected, is_refused) = match (found, reset.policy.no_record_after) {
                (Some(found), _) => (Some(found), false),
                (None, NoRecordAfter::End) => (end, false),
                (None, NoRecordAfter::Skip) => (before, false),
                (None, NoRecordAfter::Refuse) => (before, true),
            };
            let after = change.after.as_ref().map(|after| after.offset);
            prop_assert_eq!(after, expected, "{:?}", change);
            prop_assert_eq!(is_blocked(&plan, group, at), is_refused, "{:?}", change);
        }
    }
}

/// The number that a target means, however far outside the log; `None` where it is no sum.
fn asked(wanted: &Wanted, change: &Change) -> Option<i128> {
    let range = change.range.as_ref()?;
    let current = change.before.as_ref().map(|before| number(before.offset));
    match wanted {
        Wanted::Target(Target::Earliest { plus }) => {
            Some(number(range.log_start) + i128::from(*plus))
        }
        Wanted::Target(Target::Latest { minus }) => Some(number(range.end) - i128::from(*minus)),
        Wanted::Target(Target::Exact(offset)) => Some(number(*offset)),
        Wanted::Target(Target::Shift(by)) => Some(current? + i128::from(*by)),
        Wanted::Target(Target::Current) => current,
        _ => None,
    }
}

fn number(offset: Offset) -> i128 {
    offset.get().into()
}

fn found(wanted: &Wanted, at: &TopicPartition, world: &Observation) -> Option<Offset> {
    let Wanted::Target(Target::At(time)) = wanted else {
        return None;
    };
    let answer = world.times[time][at].as_ref().ok()?;
    answer.as_ref().map(|found| found.offset)
}
