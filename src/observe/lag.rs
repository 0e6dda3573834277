//! How far groups are behind: their commits, the ends of their logs, and who reads them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::chosen::Chosen;
use super::commits::{
    Commits, is_hidden, of_uncommitted, read_half_the_time, settle, without_commit,
};
use super::group_logs::{Logs, Wanted};
use super::stands::Stands;
use super::{Observer, TopicScope};
use crate::error::Error;
use crate::model::{
    GroupId, KafkaError, Lag, LagBasis, LagGroup, LagRow, LeftOut, Member, PerGroupPartitions,
    PerPartition, PerTopic, Topic, TopicPartition,
};

/// The groups whose lag is read together: enough that look-ups in the logs are few, and few enough that the first rows
/// come soon and little is held.
pub const BLOCK: usize = 1_000;

/// How groups are read.
pub struct Reader<'a> {
    pub scope: TopicScope<'a>,
    pub chosen: Chosen,
    pub basis: LagBasis,
    /// Whether groups that were not described before are asked for their members.
    pub members: bool,
}

/// The lag of some groups.
pub struct Block {
    pub groups: Vec<Arc<LagGroup>>,
    /// In the order of group, topic and partition.
    pub rows: Vec<LagRow>,
    /// What could not be seen beside what stands in rows.
    pub gaps: Vec<String>,
    /// Those of the groups that are not a consumer's and have committed nothing.
    pub left_out: Vec<LeftOut>,
    /// Whether a commit of these groups is in a topic that is asked for, or may be.
    pub is_hit: bool,
}

impl Block {
    /// The groups of which there is nothing to show.
    pub fn without_rows(&self) -> impl Iterator<Item = &LagGroup> {
        let shown: BTreeSet<&GroupId> = self.rows.iter().map(|row| &row.group.id).collect();
        let groups = self.groups.iter().map(Arc::as_ref);
        groups.filter(move |group| !shown.contains(&group.id))
    }
}

/// Who is in each group whose members are known.
type Members = BTreeMap<GroupId, Vec<Arc<Member>>>;

impl Reader<'_> {
    /// Reads some groups: their commits, a request each, and then both ends of all logs in which they stand, in
    /// one call. What is pending in a transaction is not committed, and a group that always has something pending
    /// has a lag all the same.
    ///
    /// A lag must not be invented, so the ends are younger than the commits. Nor must a loss, which asks for
    /// starts that are older than the commits; but which logs matter is only known from the commits. So a
    /// commit that seems to lie below its log's start is read once more: if it still does, it did so when the
    /// start was read. That costs one more request only for groups that have lost something, where to read the
    /// starts of every topic first would cost as much as the cluster is large.
    pub fn read(
        &mut self,
        observer: Observer<'_>,
        ids: &BTreeSet<GroupId>,
        on_group: &mut dyn FnMut(),
    ) -> Result<Block, Error> {
        let (members, gaps) = self.read_members(observer, ids)?;
        self.scope.besides = self.assigned(&members);
        let mut commits = read_half_the_time(observer, ids, on_group)?;
        self.chosen.find_undescribed(&commits, observer)?;
        let left_out = self.chosen.leave_out(&mut commits, |_| false);
        for commits in commits.values_mut().flatten() {
            commits.retain(|at, _| self.scope.holds(at));
        }
        let is_hit = |commits: &Result<PerPartition<_>, _>| {
            commits.as_ref().map_or(true, |commits| !commits.is_empty())
        };
        let is_hit = commits.values().any(is_hit);
        let readable = commits.iter_mut();
        let readable = readable.filter_map(|(id, commits)| Some((id, commits.as_mut().ok()?)));
        let pending = settle(observer, readable)?;
        let (partitions, topics) = self.partitions(observer, &commits)?;
        let uncommitted = self.uncommitted(&commits, &partitions);
        let only_pending = of_uncommitted(observer, uncommitted)?;
        let all = partitions.values().flatten().cloned().collect();
        let logs = Logs::read(observer, topics, &all, Wanted::Ranges)?;
        let mut stands = Stands {
            commits,
            partitions,
            logs,
            starts: BTreeMap::new(),
            pending,
            only_pending,
            hides_pending: is_hidden(observer)?,
        };
        stands.read_losses_again(observer)?;
        let is_left_out: BTreeSet<_> = left_out.iter().map(|group| group.id.clone()).collect();
        let mut block = Block {
            groups: Vec::new(),
            rows: Vec::new(),
            gaps,
            left_out,
            is_hit,
        };
        for id in ids.difference(&is_left_out) {
            self.add(id, &stands, members.get(id), &mut block);
        }
        Ok(block)
    }

    /// The partitions without a commit of the groups that are named: to ask of each whether one is pending takes a
    /// request more for its group, which is not worth it for all.
    fn uncommitted(
        &self,
        commits: &Commits,
        partitions: &PerGroupPartitions,
    ) -> PerGroupPartitions {
        let named = partitions.iter();
        let named = named.filter(|(id, _)| self.chosen.named.contains(*id));
        let uncommitted = named.filter_map(|(id, partitions)| {
            let commits = commits.get(id)?.as_ref().ok()?;
            Some((id.clone(), without_commit(partitions, commits)))
        });
        uncommitted.collect()
    }

    /// The partitions of each group whose commits could be read, and the topics that they are of.
    fn partitions(
        &self,
        observer: Observer<'_>,
        commits: &Commits,
    ) -> Result<(PerGroupPartitions, PerTopic<Topic>), Error> {
        let committed = commits.values().flatten().flat_map(BTreeMap::keys);
        let names = committed.map(|at| at.topic.clone()).collect();
        let topics = self.scope.topics(names, observer)?;
        let mut partitions = PerGroupPartitions::new();
        for (id, commits) in commits {
            let Ok(commits) = commits else { continue };
            let mut of_group = self.scope.partitions(id, commits.keys(), &topics);
            if !self.chosen.named.contains(id) {
                // A topic that is named is not every group's.
                let read = self.scope.besides.get(id).into_iter().flatten();
                let topics: BTreeSet<_> = commits.keys().chain(read).map(|at| &at.topic).collect();
                of_group.retain(|at| topics.contains(&at.topic));
            }
            partitions.insert(id.clone(), of_group);
        }
        Ok((partitions, topics))
    }

    fn add(
        &self,
        id: &GroupId,
        stands: &Stands,
        members: Option<&Vec<Arc<Member>>>,
        block: &mut Block,
    ) {
        let Some((group_type, state)) = self.chosen.groups.get(id) else {
            return;
        };
        let group = Arc::new(LagGroup {
            id: id.clone(),
            group_type: *group_type,
            state: *state,
            members_known: members.is_some(),
        });
        let row = |at: Option<&TopicPartition>, lag| LagRow {
            group: Arc::clone(&group),
            at: at.cloned(),
            lag,
            pending: at.and_then(|at| stands.is_pending(id, at)),
            time: None,
            open: None,
            member: at.and_then(|at| {
                let mut members = members?.iter();
                members
                    .find(|member| member.assignment.contains(at))
                    .cloned()
            }),
        };
        match stands.commits.get(id) {
            Some(Ok(commits)) => {
                let partitions = stands.partitions.get(id).into_iter().flatten();
                block.rows.extend(
                    partitions.map(|at| row(Some(at), stands.lag(at, commits, self.basis))),
                );
            }
            Some(Err(error)) => block
                .rows
                .push(row(None, Lag::unreadable(error.to_string()))),
            None => {
                let why = "the cluster did not answer".to_owned();
                block.rows.push(row(None, Lag::unreadable(why)));
            }
        }
        block.groups.push(group);
    }
}

impl Reader<'_> {
    fn read_members(
        &self,
        observer: Observer<'_>,
        ids: &BTreeSet<GroupId>,
    ) -> Result<(Members, Vec<String>), KafkaError> {
        let known = ids.iter().filter_map(|id| {
            let members = self.chosen.members.get(id)?;
            Some((id.clone(), members.clone()))
        });
        let mut members: Members = known.collect();
        let untold: BTreeSet<_> = ids
            .iter()
            .filter(|id| !members.contains_key(*id))
            .cloned()
            .collect();
        let mut gaps = Vec::new();
        if !self.members || untold.is_empty() {
            return Ok((members, gaps));
        }
        for (id, group) in observer
            .cluster
            .describe_groups(&untold, observer.deadline)?
        {
            match group {
                Ok(group) => {
                    let of_group = group.members.into_iter().map(Arc::new).collect();
                    members.insert(id, of_group);
                }
                Err(error) => gaps.push(format!("group {id}: members could not be read: {error}")),
            }
        }
        Ok((members, gaps))
    }

    /// The partitions that members read, of which none need have a commit.
    fn assigned(&self, members: &Members) -> PerGroupPartitions {
        let of_group = |members: &Vec<Arc<Member>>| {
            let assigned = members.iter().flat_map(|member| &member.assignment);
            assigned
                .filter(|at| self.scope.holds(at))
                .cloned()
                .collect()
        };
        let assigned = members.iter();
        assigned
            .map(|(id, members)| (id.clone(), of_group(members)))
            .collect()
    }
}
