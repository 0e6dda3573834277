//! The numbers beside a row, against a model that cannot overflow.

use koffset::model::{CommittedOffset, OffsetRange};
use koffset::plan::{Action, Change, plan};
use proptest::prelude::*;

use super::requests::requests;
use super::worlds::{Weather, worlds};

proptest! {
    #[test]
    fn what_a_row_says_is_what_a_consumer_would_meet(
        request in requests(),
        world in worlds(Weather::Any),
    ) {
        let plan = plan(&request, &world);
        let (mut replayed, mut skipped) = (0, 0);
        for (_, _, change) in plan.changes() {
            let model = Model::of(change);
            prop_assert_eq!(change.delta().map(i128::from), model.delta, "{:?}", change);
            prop_assert_eq!(change.replayed().map(i128::from), model.replayed, "{:?}", change);
            prop_assert_eq!(change.skipped().map(i128::from), model.skipped, "{:?}", change);
            prop_assert_eq!(change.lag_after().map(i128::from), model.lag_after, "{:?}", change);
            replayed += model.replayed.unwrap_or(0);
            skipped += model.skipped.unwrap_or(0);
        }
        let most = i128::from(u64::MAX);
        let totals = plan.totals();
        prop_assert_eq!(i128::from(totals.replayed), replayed.min(most));
        prop_assert_eq!(i128::from(totals.skipped), skipped.min(most));
    }

    #[test]
    fn an_action_says_where_the_group_goes(
        request in requests(),
        world in worlds(Weather::Any),
    ) {
        for (_, _, change) in plan(&request, &world).changes() {
            let delta = Model::of(change).delta;
            let expected = match (&change.before, &change.after) {
                (None, Some(_)) => Action::Create,
                (None, None) if removes_negative(change) => Action::Delete,
                (Some(_), None) => Action::Delete,
                _ if delta < Some(0) && delta.is_some() => Action::Rewind,
                _ if delta > Some(0) => Action::Advance,
                _ => Action::Keep,
            };
            prop_assert_eq!(change.action, expected);
            let differs = change.before != change.after || removes_negative(change);
            prop_assert_eq!(change.writes(), differs, "{:?}", change);
        }
    }
}

/// Whether what is removed is no offset.
fn removes_negative(change: &Change) -> bool {
    change.negative.is_some() && change.after.is_none() && change.action == Action::Delete
}

struct Model {
    delta: Option<i128>,
    replayed: Option<i128>,
    skipped: Option<i128>,
    lag_after: Option<i128>,
}

impl Model {
    /// A consumer that stands outside the log meets the nearer end of it.
    fn of(change: &Change) -> Model {
        let number = |commit: &CommittedOffset| i128::from(commit.offset.get());
        let (current, target) = (change.before.as_ref(), change.after.as_ref());
        let (current, target) = (current.map(number), target.map(number));
        let ends = |range: &OffsetRange| [range.log_start, range.end].map(|end| end.get().into());
        let ends: Option<[i128; 2]> = change.range.as_ref().map(ends);
        let met = |position: i128, [start, end]: [i128; 2]| position.clamp(start, end);
        let moved = Option::zip(ends, Option::zip(current, target))
            .map(|(ends, (current, target))| met(target, ends) - met(current, ends));
        Model {
            delta: Option::zip(current, target).map(|(current, target)| target - current),
            replayed: moved.map(|moved| (-moved).max(0)),
            skipped: moved.map(|moved| moved.max(0)),
            lag_after: Option::zip(ends, target).map(|([_, end], target)| (end - target).max(0)),
        }
    }
}
