//! The port, answered as a broker would.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::acl::HIDDEN_GROUPS;
use crate::clock::Deadline;
use crate::kafka::{
    ChangeGroups, CommitsOf, OffsetQuery, OnCommits, OnRecord, PerBroker, Place, ReadCluster,
    ReadRecords, Stability,
};
use crate::model::{
    ClusterId, CommittedOffset, ErrorCode, GroupDescription, GroupId, GroupListing, GroupState,
    GroupType, Isolation, KafkaError, ListedOffset, Listing, Offset, OffsetSpec, Operation,
    PerGroup, PerPartition, PerTopic, RecordHead, Resource, Rights, StoredCommits, Topic,
    TopicName, TopicPartition,
};

use super::broker::{BROKER, broker_error, coordinator};
use super::cluster::{Call, FakeCluster, Turn};
use super::world::{Change, World};

impl ReadCluster for FakeCluster {
    fn cluster_id(&self, deadline: &Deadline) -> Result<Option<ClusterId>, KafkaError> {
        self.serve(Call::ClusterId, 0, Some(deadline), |world, _| {
            Ok(world.cluster_id.clone())
        })
    }

    fn brokers(&self, deadline: &Deadline) -> Result<BTreeSet<i32>, KafkaError> {
        self.serve(Call::Brokers, 0, Some(deadline), |_, _| Ok([BROKER].into()))
    }

    fn broker_settings(
        &self,
        brokers: &BTreeSet<i32>,
        name: &str,
        deadline: &Deadline,
    ) -> Result<PerBroker<Option<String>>, KafkaError> {
        let size = brokers.len();
        self.serve(Call::BrokerSettings, size, Some(deadline), |world, _| {
            let value = if world.broker.hides_settings {
                Err(broker_error(ErrorCode::CLUSTER_AUTHORIZATION_FAILED))
            } else {
                Ok(world.broker.setting(name))
            };
            Ok(brokers.iter().map(|id| (*id, value.clone())).collect())
        })
    }

    fn topic_names(&self, deadline: &Deadline) -> Result<BTreeSet<TopicName>, KafkaError> {
        self.serve(Call::TopicNames, 0, Some(deadline), |world, _| {
            Ok(world.topics.keys().cloned().collect())
        })
    }

    fn topics(
        &self,
        names: &BTreeSet<TopicName>,
        deadline: &Deadline,
    ) -> Result<PerTopic<Topic>, KafkaError> {
        self.serve(Call::Topics, names.len(), Some(deadline), |world, turn| {
            let describe = |name: &TopicName| {
                turn.at_topic(name)?;
                world.describe_topic(name)
            };
            Ok(names.iter().map(|n| (n.clone(), describe(n))).collect())
        })
    }

    fn list_offsets(
        &self,
        queries: &[OffsetQuery<'_>],
        deadline: &Deadline,
    ) -> Result<Vec<PerPartition<Option<ListedOffset>>>, KafkaError> {
        let size = queries.iter().map(|query| query.partitions.len()).sum();
        self.serve(Call::ListOffsets, size, Some(deadline), |world, turn| {
            let answers = queries.iter().map(|query| look_up(world, turn, query));
            Ok(answers.collect())
        })
    }

    fn groups(&self, deadline: &Deadline) -> Result<Listing<GroupListing>, KafkaError> {
        self.serve(Call::Groups, 0, Some(deadline), |world, turn| {
            let groups = world.groups.iter().filter(|(id, _)| world.broker.lists(id));
            let hides = !world.broker.allows(Operation::Describe, &Resource::Cluster);
            let hidden = hides.then(|| HIDDEN_GROUPS.to_owned());
            Ok(Listing {
                found: groups.map(|(id, group)| group.listing(id)).collect(),
                gaps: hidden.into_iter().chain(turn.gaps.clone()).collect(),
            })
        })
    }

    fn describe_groups(
        &self,
        ids: &BTreeSet<GroupId>,
        deadline: &Deadline,
    ) -> Result<PerGroup<GroupDescription>, KafkaError> {
        let call = Call::DescribeGroups;
        self.serve(call, ids.len(), Some(deadline), |world, turn| {
            let describe = |id: &GroupId| {
                turn.at_group(id)?;
                let group = world.groups.get(id);
                Ok(group.map_or_else(|| absent(id), |group| group.description(id)))
            };
            Ok(ids.iter().map(|id| (id.clone(), describe(id))).collect())
        })
    }

    /// Hands the groups over in the reverse order of their names, since answers come in no order.
    fn commits(
        &self,
        of: CommitsOf<'_>,
        stability: Stability,
        deadline: &Deadline,
        on_commits: OnCommits<'_>,
    ) -> Result<(), KafkaError> {
        let ids = of.groups();
        let (read, cut_off) =
            self.serve(Call::Commits, ids.len(), Some(deadline), |world, turn| {
                world.catch_up();
                let commits =
                    |id: &GroupId| commits_of(world, turn, id, of.partitions(id), stability);
                let answers = ids.into_iter().rev().map(|id| (id.clone(), commits(id)));
                Ok((answers.collect::<Vec<_>>(), turn.cut_off.clone()))
            })?;
        let answered = cut_off
            .as_ref()
            .map_or(read.len(), |(answered, _)| *answered);
        for (id, commits) in read.into_iter().take(answered) {
            on_commits(id, commits);
        }
        cut_off.map_or(Ok(()), |(_, error)| Err(error))
    }

    fn hides_pending(&self, deadline: &Deadline) -> Result<bool, KafkaError> {
        self.serve(Call::HidesPending, 0, Some(deadline), |world, _| {
            Ok(world.broker.hides_pending)
        })
    }

    fn cluster_rights(&self, deadline: &Deadline) -> Result<Rights, KafkaError> {
        self.serve(Call::Rights, 0, Some(deadline), |world, _| {
            Ok(world.broker.cluster_rights())
        })
    }

    fn topic_rights(
        &self,
        names: &BTreeSet<TopicName>,
        deadline: &Deadline,
    ) -> Result<PerTopic<Rights>, KafkaError> {
        self.serve(Call::Rights, names.len(), Some(deadline), |world, turn| {
            let look = |name: &TopicName| {
                turn.at_topic(name)?;
                let resource = Resource::Topic(name.clone());
                let rights = world
                    .broker
                    .rights_on(&resource, ErrorCode::TOPIC_AUTHORIZATION_FAILED)?;
                world.describe_topic(name).map(|_| rights)
            };
            Ok(names.iter().map(|n| (n.clone(), look(n))).collect())
        })
    }

    fn group_rights(
        &self,
        ids: &BTreeSet<GroupId>,
        deadline: &Deadline,
    ) -> Result<PerGroup<Rights>, KafkaError> {
        self.serve(Call::Rights, ids.len(), Some(deadline), |world, turn| {
            let look = |id: &GroupId| {
                turn.at_group(id)?;
                let resource = Resource::Group(id.clone());
                world
                    .broker
                    .rights_on(&resource, ErrorCode::GROUP_AUTHORIZATION_FAILED)
            };
            Ok(ids.iter().map(|id| (id.clone(), look(id))).collect())
        })
    }

    fn fresh(&self) -> Result<Box<dyn ReadCluster>, KafkaError> {
        self.serve(Call::Fresh, 0, None, |_, _| Ok(()))?;
        Ok(Box::new(self.clone()))
    }
}

impl ReadRecords for FakeCluster {
    fn read_records(
        &self,
        stretches: &BTreeMap<TopicPartition, Range<Offset>>,
        isolation: Isolation,
        deadline: &Deadline,
        on_record: OnRecord<'_>,
    ) -> Result<PerPartition<()>, KafkaError> {
        let call = Call::ReadRecords;
        let found = self.serve(call, stretches.len(), Some(deadline), |world, turn| {
            let read = |at: &TopicPartition, stretch| {
                turn.at_partition(at)?;
                world.log(at)?.read(stretch, isolation)
            };
            let found = stretches
                .iter()
                .map(|(at, stretch)| (at.clone(), read(at, stretch)));
            Ok(found.collect::<PerPartition<Vec<RecordHead>>>())
        })?;
        for (at, heads) in &found {
            for head in heads.iter().flatten() {
                on_record(at, head.offset);
            }
        }
        let answers = found.into_iter();
        Ok(answers.map(|(at, found)| (at, found.map(|_| ()))).collect())
    }

    fn first_records(
        &self,
        places: &BTreeMap<Place, Offset>,
        isolation: Isolation,
        deadline: &Deadline,
    ) -> Result<BTreeMap<Place, Result<Option<RecordHead>, KafkaError>>, KafkaError> {
        let call = Call::FirstRecords;
        self.serve(call, places.len(), Some(deadline), |world, turn| {
            let first = |at: &TopicPartition, stretch| {
                turn.at_partition(at)?;
                let found = world.log(at)?.read(&stretch, isolation)?;
                Ok(found.first().copied())
            };
            let found = places.iter().map(|((at, from), end)| {
                let found = first(at, *from..*end);
                ((at.clone(), *from), found)
            });
            Ok(found.collect())
        })
    }
}

impl ChangeGroups for FakeCluster {
    fn make_ready(&self, deadline: &Deadline) -> Result<(), KafkaError> {
        self.serve(Call::MakeReady, 0, Some(deadline), |_, _| Ok(()))
    }

    fn commit(
        &self,
        group: &GroupId,
        offsets: &BTreeMap<TopicPartition, CommittedOffset>,
        deadline: &Deadline,
    ) -> PerPartition<()> {
        self.change(
            Call::Commit,
            group,
            &Change::Commit(offsets.clone()),
            deadline,
        )
    }

    fn delete_commits(
        &self,
        group: &GroupId,
        partitions: &BTreeSet<TopicPartition>,
        deadline: &Deadline,
    ) -> PerPartition<()> {
        let change = Change::Delete(partitions.clone());
        self.change(Call::DeleteCommits, group, &change, deadline)
    }

    fn delete_groups(&self, groups: &BTreeSet<GroupId>, deadline: &Deadline) -> PerGroup<()> {
        let call = Call::DeleteGroups;
        let answer = self.serve(call, groups.len(), Some(deadline), |world, turn| {
            let mut delete = |group: &GroupId| {
                turn.at_group(group)?;
                let Some((error, written)) = turn.lost.clone() else {
                    return world.delete_group(group);
                };
                let group = group.clone();
                world.lose(written, move |world| drop(world.delete_group(&group)));
                Err(error)
            };
            Ok(groups.iter().map(|id| (id.clone(), delete(id))).collect())
        });
        answer.unwrap_or_else(|error| {
            let failed = groups.iter().map(|id| (id.clone(), Err(error.clone())));
            failed.collect()
        })
    }

    fn may_delete_commits(
        &self,
        group: &GroupId,
        topics: &BTreeSet<TopicName>,
        deadline: &Deadline,
    ) -> Result<PerTopic<()>, KafkaError> {
        let call = Call::MayDeleteCommits;
        self.serve(call, topics.len(), Some(deadline), |world, turn| {
            turn.at_group(group)?;
            world.may_delete(group)?;
            let answers = topics
                .iter()
                .map(|name| (name.clone(), turn.at_topic(name)));
            Ok(answers.collect())
        })
    }
}

impl FakeCluster {
    fn change(
        &self,
        call: Call,
        group: &GroupId,
        change: &Change,
        deadline: &Deadline,
    ) -> PerPartition<()> {
        let asked = change.partitions();
        let answer = self.serve(call, asked.len(), Some(deadline), |world, turn| {
            turn.at_group(group)?;
            let (change, mut answer) = turn.let_pass(change);
            let Some((error, written)) = turn.lost.clone() else {
                answer.append(&mut world.apply(group, &change));
                return Ok(answer);
            };
            let group = group.clone();
            world.lose(written, move |world| drop(world.apply(&group, &change)));
            Err(error)
        });
        answer.unwrap_or_else(|error| {
            let failed = asked.into_iter().map(|at| (at, Err(error.clone())));
            failed.collect()
        })
    }
}

fn look_up(
    world: &World,
    turn: &Turn,
    query: &OffsetQuery<'_>,
) -> PerPartition<Option<ListedOffset>> {
    let look_up = |at: &TopicPartition| {
        turn.at_partition(at)?;
        if query.spec == OffsetSpec::MaxTimestamp && world.broker.lacks_max_timestamp {
            return Err(broker_error(ErrorCode::UNSUPPORTED_VERSION));
        }
        Ok(world.log(at)?.look_up(query.spec, query.isolation))
    };
    let partitions = query.partitions.iter();
    partitions.map(|at| (at.clone(), look_up(at))).collect()
}

fn absent(id: &GroupId) -> GroupDescription {
    GroupDescription {
        id: id.clone(),
        group_type: GroupType::Unknown,
        state: GroupState::Dead,
        foreign_protocol: None,
        coordinator: Some(coordinator()),
        assignor: None,
        members: Vec::new(),
    }
}

fn commits_of(
    world: &World,
    turn: &Turn,
    id: &GroupId,
    only: Option<&BTreeSet<TopicPartition>>,
    stability: Stability,
) -> Result<StoredCommits, KafkaError> {
    turn.at_group(id)?;
    let group = world.groups.get(id);
    let stability = world.broker.answers_with(stability);
    let mut commits = group.map_or_else(BTreeMap::new, |group| match only {
        Some(partitions) => group.commits_at(partitions, stability),
        None => group.commits(stability),
    });
    turn.overlay(&mut commits);
    Ok(commits)
}
