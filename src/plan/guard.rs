//! The limits that an operator sets to a plan before seeing it.

use std::collections::BTreeSet;

use super::{Blocker, Change, Plan, Reason, Totals};
use crate::model::{ClusterId, GroupId, NamePattern};

/// What a plan must keep within, whatever it is about.
#[derive(Clone, Debug, Default)]
pub struct Guards {
    /// The most records that may be replayed, over the whole plan, judged by the upper bound of them that offsets
    /// are: markers and what compaction removed count too. A commit where there was none counts
    /// with all that lies behind it, since its consumer may have been there.
    pub max_replay: Option<u64>,
    /// The same of records that are skipped. A commit where there was none counts with
    /// all that lies before it.
    pub max_skip: Option<u64>,
    /// Whether commits may be removed though what that replays or skips cannot be counted.
    pub allows_uncounted: bool,
    /// The cluster that is meant.
    pub cluster_id: Option<ClusterId>,
    /// The groups that may be changed.
    pub confirmed: Option<BTreeSet<GroupId>>,
    /// The groups that may be changed only where they are confirmed by name.
    pub protected: Vec<NamePattern>,
}

impl Guards {
    /// Why the plan may not be carried out within these limits.
    pub fn against(&self, plan: &Plan) -> Vec<Blocker> {
        let totals = plan.totals();
        let most = |records: fn(&Change) -> Option<u64>| {
            let rows = plan.changes().filter_map(|(_, _, change)| records(change));
            rows.fold(0, u64::saturating_add)
        };
        let reasons = [
            exceeded(
                most(Change::most_replayed),
                self.max_replay,
                Reason::ReplaysTooMuch,
            ),
            exceeded(
                most(Change::most_skipped),
                self.max_skip,
                Reason::SkipsTooMuch,
            ),
            self.uncounted(&totals),
            self.other_cluster(plan),
            self.unconfirmed(plan),
            self.protected(plan),
        ];
        reasons.into_iter().flatten().map(blocker).collect()
    }

    /// Why a plan that has nothing more to do was not meant for its cluster.
    pub fn against_cluster_of(&self, plan: &Plan) -> Vec<Blocker> {
        self.other_cluster(plan).map(blocker).into_iter().collect()
    }

    /// A consumer without a commit starts where its configuration says, which no broker knows.
    fn uncounted(&self, totals: &Totals) -> Option<Reason> {
        let is_limited = self.max_replay.is_some() || self.max_skip.is_some();
        let is_limited = is_limited && !self.allows_uncounted;
        (is_limited && totals.deleted > 0).then_some(Reason::RemovesUncounted(totals.deleted))
    }

    fn other_cluster(&self, plan: &Plan) -> Option<Reason> {
        let expected = self.cluster_id.as_ref()?;
        (plan.cluster_id.as_ref() != Some(expected)).then(|| Reason::NotTheCluster {
            expected: expected.clone(),
            here: plan.cluster_id.clone(),
        })
    }

    fn protected(&self, plan: &Plan) -> Option<Reason> {
        let written = plan.groups.iter().filter(|group| group.writes());
        let ids = written.map(|group| group.id.clone());
        let protected = ids.filter(|id| {
            let mut patterns = self.protected.iter();
            patterns.any(|pattern| pattern.matches(id.as_str()))
        });
        let protected: Vec<GroupId> = protected.collect();
        (!protected.is_empty()).then_some(Reason::Protected(protected))
    }

    fn unconfirmed(&self, plan: &Plan) -> Option<Reason> {
        let confirmed = self.confirmed.as_ref()?;
        let written = plan.groups.iter().filter(|group| group.writes());
        let written: BTreeSet<GroupId> = written.map(|group| group.id.clone()).collect();
        let others: Vec<GroupId> = written.difference(confirmed).cloned().collect();
        (!others.is_empty()).then_some(Reason::NotConfirmed(others))
    }
}

fn blocker(reason: Reason) -> Blocker {
    Blocker {
        group: None,
        partition: None,
        reason,
    }
}

fn exceeded(records: u64, limit: Option<u64>, reason: fn(u64, u64) -> Reason) -> Option<Reason> {
    let limit = limit.filter(|limit| records > *limit)?;
    Some(reason(records, limit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Wanted;
    use crate::plan::scene::Scene;

    fn codes(guards: &Guards) -> Vec<&'static str> {
        let plan = Scene::committed(1500).goes_to_offset(1200).plan();
        let blockers = guards.against(&plan);
        blockers
            .iter()
            .map(|blocker| blocker.reason.code())
            .collect()
    }

    #[test]
    fn a_plan_that_replays_as_much_as_it_may_passes() {
        let within = |max_replay| Guards {
            max_replay: Some(max_replay),
            max_skip: Some(0),
            ..Guards::default()
        };
        assert_eq!(codes(&within(300)), [""; 0]);
        assert_eq!(codes(&within(299)), ["max_replay"]);
    }

    #[test]
    fn what_removed_commits_replay_or_skip_is_not_taken_for_nothing() {
        let removal = Scene::committed(1500).wants(Wanted::NoCommit { topic_id: None });
        let limits = [(None, None), (Some(u64::MAX), None), (None, Some(u64::MAX))];
        let blockers = limits.map(|(max_replay, max_skip)| {
            let guards = Guards {
                max_replay,
                max_skip,
                ..Guards::default()
            };
            guards.against(&removal.plan()).len()
        });
        assert_eq!(blockers, [0, 1, 1]);
    }

    #[test]
    fn only_the_cluster_that_is_meant_is_changed() {
        let meant = |id: &str| Guards {
            cluster_id: Some(ClusterId(id.to_owned())),
            ..Guards::default()
        };
        assert_eq!(codes(&meant("here")), [""; 0]);
        assert_eq!(codes(&meant("elsewhere")), ["not_the_cluster"]);
    }

    #[test]
    fn only_groups_that_were_confirmed_are_changed() {
        let confirmed = |id: &str| Guards {
            confirmed: Some([GroupId::new(id)].into()),
            ..Guards::default()
        };
        assert_eq!(codes(&confirmed("billing")), [""; 0]);
        assert_eq!(codes(&confirmed("shipping")), ["not_confirmed"]);
    }

    #[test]
    fn a_protected_group_is_not_changed_and_a_plan_that_writes_nothing_of_it_passes() {
        let protected = |pattern: &str| Guards {
            protected: vec![pattern.parse().unwrap()],
            ..Guards::default()
        };
        assert_eq!(codes(&protected("bill.*")), ["protected"]);
        assert_eq!(codes(&protected("bill")), [""; 0]);
        let still = Scene::committed(1500).goes_to_offset(1500).plan();
        assert_eq!(protected("bill.*").against(&still), []);
    }

    #[test]
    fn a_commit_where_there_was_none_counts_with_all_that_its_consumer_may_have_read() {
        let plan = Scene::new().goes_to_offset(1200).plan();
        let codes = |max_replay, max_skip| {
            let guards = Guards {
                max_replay: Some(max_replay),
                max_skip: Some(max_skip),
                ..Guards::default()
            };
            let blockers = guards.against(&plan).into_iter();
            let codes: Vec<_> = blockers.map(|blocker| blocker.reason.code()).collect();
            codes
        };
        assert_eq!(codes(800, 200), [""; 0]);
        assert_eq!(codes(799, 199), ["max_replay", "max_skip"]);
    }
}
