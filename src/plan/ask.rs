//! What an operator asks for: one value, made of arguments and files alone, and what it comes to once the cluster was
//! looked at.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::saved::{FileOffsets, held_by, of_file, of_snapshot};
use super::{Blocker, Policy, Reason, Request, Source, Target, Wanted, Wants};
use crate::error::Error;
use crate::model::{
    ChangedGroupSelection, ChangedTopics, Followed, GroupId, InquiredPartitions, Inquiry,
    PerGroupPartitions, Snapshot, Topic, TopicName, TopicPartition, TopicSelector, Visit,
    committed_at,
};

/// What an operator asks for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The subcommand, such as `reset`.
    pub command: &'static str,
    /// What is asked for, in words for the reader.
    pub description: String,
    /// The moment that the description names last, so that a reader can be told how long ago it is.
    pub as_of: Option<DateTime<Utc>>,
    /// None where a file names the groups.
    pub groups: ChangedGroupSelection,
    pub positions: AskedPositions,
    pub policy: Policy,
    /// The journal's id of the change that is taken back, if one is.
    pub undoes: Option<String>,
    /// What the file that is asked for does not know.
    pub gaps: Vec<String>,
}

/// Where the groups are to stand.
#[derive(Clone, Debug)]
pub enum AskedPositions {
    /// At one target everywhere.
    Rule {
        target: Target,
        topics: ChangedTopics,
    },
    /// At a target of its own in each of these.
    Each(Vec<(TopicSelector, Target)>),
    /// Where another group stands.
    Group { id: GroupId, topics: ChangedTopics },
    /// Where another group stands, in the topics that take the place of its own.
    Copy {
        from: GroupId,
        topics: ChangedTopics,
        map: BTreeMap<TopicName, TopicName>,
    },
    /// As a snapshot says, in all that it holds or in what is named.
    Snapshot {
        snapshot: Box<Snapshot>,
        /// Whether commits go that it shows to have been absent.
        exact: bool,
        only: Option<ChangedTopics>,
    },
    /// As a file of another tool says.
    File {
        offsets: FileOffsets,
        only: Option<ChangedTopics>,
    },
    /// As is said for each partition.
    Given { wants: Wants, source: Source },
    /// Nowhere: the commits go.
    NoCommits(ChangedTopics),
    /// Nowhere: the groups go, with all their commits.
    NoGroups,
}

impl Ask {
    /// What has to be looked at.
    pub fn inquiry(&self) -> Inquiry {
        Inquiry {
            groups: self.groups.clone(),
            partitions: self.positions.inquired(),
            create_group: self.policy.create_group,
            times: self.positions.times(),
            retention: self.positions.may_commit(),
        }
    }

    /// What is asked for in each partition, after the visit that [`Ask::inquiry`] asks for.
    ///
    /// # Errors
    /// Usage or refused: it makes no sense for what is there.
    pub fn request(&self, visit: &Visit) -> Result<Request, Error> {
        let (groups, source) = self.wants(visit)?;
        let gaps = visit.groups.gaps.iter().chain(&self.gaps);
        Ok(Request {
            command: self.command,
            description: self.description.clone(),
            as_of: self.as_of,
            source,
            groups,
            undoes: self.undoes.clone(),
            remove_groups: matches!(self.positions, AskedPositions::NoGroups),
            policy: self.policy,
            gaps: gaps.cloned().collect(),
            left_out: visit.groups.left_out.clone(),
        })
    }

    fn wants(&self, visit: &Visit) -> Result<(Wants, Source), Error> {
        Ok(match &self.positions {
            AskedPositions::Rule { target, .. } => {
                let wanted = |_: &TopicPartition| Wanted::Target(target.clone());
                (everywhere(visit, wanted), Source::Operator)
            }
            AskedPositions::Each(targets) => {
                let target = |at: &TopicPartition| {
                    let mut targets = targets.iter();
                    targets.find(|(selector, _)| selector.covers(at))
                };
                let wanted = |at: &TopicPartition| match target(at) {
                    Some((_, target)) => Wanted::Target(target.clone()),
                    None => Wanted::NoSource,
                };
                (everywhere(visit, wanted), Source::Operator)
            }
            AskedPositions::Group { id, .. } => {
                if visit.partitions.contains_key(id) {
                    return Err(Error::usage(format!(
                        "--to-group {id} is the group that is to move"
                    )));
                }
                let followed = followed(visit)?;
                let wanted = |at: &TopicPartition| position_of(followed, at, at);
                (everywhere(visit, wanted), source_of(followed))
            }
            AskedPositions::Copy { map, .. } => {
                let followed = followed(visit)?;
                let places = places(followed, map)?;
                let wanted = |to: &TopicPartition| match places.get(to) {
                    Some(from) => position_of(followed, from, to),
                    None => Wanted::NoSource,
                };
                (everywhere(visit, wanted), source_of(followed))
            }
            AskedPositions::Snapshot {
                snapshot, exact, ..
            } => (
                of_snapshot(snapshot, *exact, visit)?,
                Source::Saved(snapshot.cluster_id.clone()),
            ),
            AskedPositions::File { offsets, .. } => {
                let names_groups = matches!(offsets, FileOffsets::PerGroup(_));
                (of_file(offsets, visit)?, Source::Foreign { names_groups })
            }
            AskedPositions::Given { wants, source } => (wants.clone(), source.clone()),
            AskedPositions::NoCommits(_) | AskedPositions::NoGroups => {
                let wanted = |_: &TopicPartition| Wanted::NoCommit { topic_id: None };
                (everywhere(visit, wanted), Source::Operator)
            }
        })
    }
}

impl AskedPositions {
    fn inquired(&self) -> InquiredPartitions {
        match self {
            AskedPositions::Rule { topics, .. } => InquiredPartitions::Of(topics.clone()),
            AskedPositions::Each(targets) => {
                let topics = targets.iter().map(|(selector, _)| selector.clone());
                InquiredPartitions::Of(ChangedTopics::Named {
                    topics: topics.collect(),
                    matching: None,
                })
            }
            AskedPositions::Group { id, topics } => InquiredPartitions::Followed {
                id: id.clone(),
                topics: topics.clone(),
                copied: None,
            },
            AskedPositions::Copy { from, topics, map } => InquiredPartitions::Followed {
                id: from.clone(),
                topics: topics.clone(),
                copied: Some(map.clone()),
            },
            AskedPositions::Snapshot { snapshot, only, .. } => InquiredPartitions::Held {
                held: held_by(snapshot),
                only: only.clone(),
            },
            AskedPositions::File { offsets, only } => InquiredPartitions::Held {
                held: offsets.held(),
                only: only.clone(),
            },
            AskedPositions::Given { wants, .. } => InquiredPartitions::Exactly(partitions(wants)),
            AskedPositions::NoCommits(topics) => InquiredPartitions::Removed(topics.clone()),
            AskedPositions::NoGroups => InquiredPartitions::RemovedGroups,
        }
    }

    /// The moments whose first records are wanted, and where.
    fn times(&self) -> BTreeMap<DateTime<Utc>, Option<Vec<TopicSelector>>> {
        let mut times = BTreeMap::new();
        let mut add = |selector: TopicSelector, time: DateTime<Utc>| {
            let selectors = times.entry(time).or_insert_with(|| Some(Vec::new()));
            selectors.get_or_insert_default().push(selector);
        };
        match self {
            AskedPositions::Rule {
                target: Target::At(time),
                ..
            } => return BTreeMap::from([(*time, None)]),
            AskedPositions::Each(targets) => {
                for (selector, target) in targets {
                    if let Target::At(time) = target {
                        add(selector.clone(), *time);
                    }
                }
            }
            AskedPositions::Given { wants, .. } => {
                for (at, wanted) in wants.values().flatten() {
                    if let Wanted::Target(Target::At(time)) = wanted {
                        add(TopicSelector::one(at), *time);
                    }
                }
            }
            _ => {}
        }
        times
    }

    /// Whether it may make a commit, and not only remove some.
    fn may_commit(&self) -> bool {
        match self {
            AskedPositions::NoCommits(_) | AskedPositions::NoGroups => false,
            AskedPositions::Given { wants, .. } => {
                let mut wanted = wants.values().flat_map(BTreeMap::values);
                wanted.any(|wanted| !matches!(wanted, Wanted::NoCommit { .. }))
            }
            _ => true,
        }
    }
}

fn partitions(wants: &Wants) -> PerGroupPartitions {
    let groups = wants.iter();
    let of_group = groups.map(|(id, wanted)| (id.clone(), wanted.keys().cloned().collect()));
    of_group.collect()
}

/// What is wanted in every partition that the change is about.
fn everywhere(visit: &Visit, wanted: impl Fn(&TopicPartition) -> Wanted) -> Wants {
    let groups = visit.partitions.iter();
    let of_group = groups.map(|(id, partitions)| {
        let rows = partitions.iter().map(|at| (at.clone(), wanted(at)));
        (id.clone(), rows.collect())
    });
    of_group.collect()
}

/// The group that others are to follow.
///
/// # Errors
/// Refused: it is no consumer's.
fn followed(visit: &Visit) -> Result<&Followed, Error> {
    let Some(followed) = &visit.followed else {
        return Err(Error::failed("the group to follow was not looked at"));
    };
    let description = &followed.group.description;
    if !description.is_foreign() {
        return Ok(followed);
    }
    let protocol = description.foreign_protocol.clone();
    Err(Error::refused(Blocker {
        group: Some(followed.id.clone()),
        partition: None,
        reason: Reason::NotAConsumerGroup { protocol },
    }))
}

fn source_of(followed: &Followed) -> Source {
    Source::Group {
        id: followed.id.clone(),
        members: followed.group.description.members.len(),
    }
}

/// What the position of a group in one partition asks of another group in the partition `to`.
fn position_of(followed: &Followed, from: &TopicPartition, to: &TopicPartition) -> Wanted {
    match committed_at(&followed.group.commits, from) {
        Ok(Some(committed)) if from.topic != to.topic => Wanted::Mapped {
            committed: committed.clone(),
            topic: from.topic.clone(),
        },
        // A topic's commits go with it, so what stands there now was made in the topic of now.
        Ok(Some(committed)) => {
            let topic = followed.topics.get(&to.topic);
            let topic: Option<&Topic> = topic.and_then(|topic| topic.as_ref().ok());
            Wanted::Restored {
                committed: committed.clone(),
                topic_id: topic.and_then(|topic| topic.id.clone()),
            }
        }
        Err(error) => Wanted::SavedUnreadable(error.message.clone()),
        Ok(None) => Wanted::NoSource,
    }
}

/// Each partition that is written, with the one whose commit it gets: that of its number in the topic that its own takes
/// the place of.
///
/// # Errors
/// Usage: two partitions that go to the same one. Refused: a topic that is mapped and not copied.
fn places(
    followed: &Followed,
    map: &BTreeMap<TopicName, TopicName>,
) -> Result<BTreeMap<TopicPartition, TopicPartition>, Error> {
    let copied = |topic: &TopicName| followed.partitions.iter().any(|at| at.topic == *topic);
    if let Some((old, new)) = map.iter().find(|(old, _)| !copied(old)) {
        return Err(Error::refused(format!(
            "--topic-map {old}={new}: topic {old} is none of those that are copied"
        )));
    }
    let mut places = BTreeMap::new();
    for from in &followed.partitions {
        let topic = map.get(&from.topic).unwrap_or(&from.topic);
        let to = TopicPartition::new(topic.clone(), from.partition);
        if let Some(other) = places.insert(to.clone(), from.clone()) {
            return Err(Error::usage(format!(
                "{other} and {from} would both go to {to}"
            )));
        }
    }
    Ok(places)
}
