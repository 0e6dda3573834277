//! One partition of one group, to be changed by a test in what it is about.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Change, GroupPlan, Note, Plan, Policy, Reason, Request, Source, Target, Wanted, plan};
use crate::model::{
    ClusterId, CommittedOffset, GroupDescription, GroupId, GroupState, GroupType, ListedOffset,
    Member, Observation, ObservedGroup, Offset, OffsetRange, Topic, TopicId, TopicPartition,
};

pub(crate) struct Scene {
    pub(crate) request: Request,
    pub(crate) world: Observation,
}

pub(crate) fn offset(value: i64) -> Offset {
    Offset::new(value).unwrap()
}

/// With the epoch and the metadata of a client.
pub(crate) fn commit(value: i64) -> CommittedOffset {
    CommittedOffset {
        offset: offset(value),
        leader_epoch: Some(5),
        metadata: Some("mine".to_owned()),
    }
}

pub(crate) fn topic_id(id: &str) -> Option<TopicId> {
    Some(TopicId(id.to_owned()))
}

pub(crate) fn orders() -> TopicPartition {
    TopicPartition::new("orders", 0)
}

pub(crate) fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

pub(crate) fn member() -> Member {
    Member {
        id: "billing-1-7d9f".to_owned(),
        client_id: "billing-1".to_owned(),
        host: "10.2.3.4".to_owned(),
        instance_id: None,
        assignment: BTreeSet::new(),
    }
}

impl Scene {
    /// A classic, empty group without a commit in `orders:0`, whose log holds 1000 to 2000, its leader
    /// epochs 3 at the start and 7 at the end.
    pub(crate) fn new() -> Self {
        let billing = GroupId::new("billing");
        let range = OffsetRange {
            log_start: offset(1000),
            log_start_epoch: Some(3),
            end: offset(2000),
            end_epoch: Some(7),
            last_stable: offset(2000),
        };
        let topic = Topic {
            name: "orders".into(),
            id: topic_id("first"),
            partitions: [0].into(),
            internal: false,
        };
        let description = GroupDescription {
            id: billing.clone(),
            group_type: GroupType::Classic,
            state: GroupState::Empty,
            foreign_protocol: None,
            coordinator: None,
            assignor: None,
            members: Vec::new(),
        };
        let group = ObservedGroup {
            description,
            commits: BTreeMap::new(),
        };
        Scene {
            request: Request {
                command: "reset",
                remove_groups: false,
                undoes: None,
                description: String::new(),
                as_of: None,
                source: Source::Operator,
                groups: [(billing.clone(), BTreeMap::new())].into(),
                policy: Policy::default(),
                gaps: Vec::new(),
                left_out: Vec::new(),
            },
            world: Observation {
                cluster_id: Some(ClusterId("here".to_owned())),
                observed_at: noon(),
                hides_pending: false,
                topics: [("orders".into(), Ok(topic))].into(),
                ranges: [(orders(), Ok(range))].into(),
                times: BTreeMap::new(),
                groups: [(billing, group)].into(),
                retention: BTreeMap::new(),
            },
        }
    }

    pub(crate) fn committed(value: i64) -> Self {
        let mut scene = Scene::new();
        scene
            .group()
            .commits
            .insert(orders(), Ok(commit(value).into()));
        scene
    }

    pub(crate) fn goes_to(self, target: Target) -> Self {
        self.wants(Wanted::Target(target))
    }

    pub(crate) fn goes_to_offset(self, value: i64) -> Self {
        self.goes_to(Target::Exact(offset(value)))
    }

    /// Goes to a commit that was saved in the topic of now.
    pub(crate) fn restores(self, committed: CommittedOffset) -> Self {
        self.wants(Wanted::Restored {
            committed,
            topic_id: topic_id("first"),
        })
    }

    /// Goes to noon, where the broker found this.
    pub(crate) fn goes_to_noon(mut self, found: Option<ListedOffset>) -> Self {
        let answers = [(orders(), Ok(found))].into();
        self.world.times.insert(noon(), answers);
        self.goes_to(Target::At(noon()))
    }

    pub(crate) fn wants(mut self, wanted: Wanted) -> Self {
        let groups = self.request.groups.values_mut();
        for group in groups {
            group.insert(orders(), wanted.clone());
        }
        self
    }

    pub(crate) fn allowing(mut self, allow: fn(&mut Policy)) -> Self {
        allow(&mut self.request.policy);
        self
    }

    pub(crate) fn where_log(mut self, change: fn(&mut OffsetRange)) -> Self {
        let range = self.world.ranges.get_mut(&orders()).unwrap();
        change(range.as_mut().unwrap());
        self
    }

    pub(crate) fn where_group(mut self, change: fn(&mut ObservedGroup)) -> Self {
        change(self.group());
        self
    }

    pub(crate) fn group(&mut self) -> &mut ObservedGroup {
        self.world.groups.values_mut().next().unwrap()
    }

    pub(crate) fn plan(&self) -> Plan {
        plan(&self.request, &self.world)
    }

    pub(crate) fn group_plan(&self) -> GroupPlan {
        self.plan().groups.remove(0)
    }

    /// The row of `orders:0`, against which nothing must stand.
    pub(crate) fn change(&self) -> Change {
        assert_eq!(self.reasons(), []);
        self.group_plan().changes.remove(&orders()).unwrap()
    }

    pub(crate) fn after(&self) -> Option<CommittedOffset> {
        self.change().after
    }

    pub(crate) fn notes(&self) -> Vec<Note> {
        self.change().notes
    }

    pub(crate) fn reasons(&self) -> Vec<Reason> {
        let plan = self.plan();
        plan.blockers()
            .map(|blocker| blocker.reason.clone())
            .collect()
    }
}
