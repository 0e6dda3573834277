use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::stands::Stands;
use crate::clock::Deadline;
use crate::commands::Session;
use crate::commands::gather::without_commit;
use crate::commands::pending;
use crate::commands::snapshot::{Chosen, Commits, Logs, Reading, Scope};
use crate::error::Error;
use crate::kafka::{CommitsOf, Stability};
use crate::model::{
    GroupId, KafkaError, Lag, LagBasis, LagGroup, LagRow, LeftOut, Member, PerPartition, PerTopic,
    Topic, TopicPartition,
};

pub(super) type Partitions = BTreeMap<GroupId, BTreeSet<TopicPartition>>;

/// How groups are read.
pub(in crate::commands) struct Reader<'a> {
    pub(in crate::commands) scope: Scope<'a>,
    pub(in crate::commands) chosen: Chosen,
    pub(in crate::commands) basis: LagBasis,
    /// Whether groups that were not described before are asked for their members.
    pub(in crate::commands) members: bool,
}

/// The lag of some groups.
pub(in crate::commands) struct Block {
    pub(super) groups: Vec<Arc<LagGroup>>,
    /// In the order of group, topic and partition.
    pub(in crate::commands) rows: Vec<LagRow>,
    /// What could not be seen beside what stands in rows.
    pub(super) gaps: Vec<String>,
    /// Those of the groups that are not a consumer's and have committed nothing.
    pub(in crate::commands) left_out: Vec<LeftOut>,
    /// Whether a commit of these groups is in a topic that is asked for, or may be.
    pub(in crate::commands) is_hit: bool,
}

impl Block {
    /// The groups of which there is nothing to show.
    pub(super) fn without_rows(&self) -> impl Iterator<Item = &LagGroup> {
        let shown: BTreeSet<&GroupId> = self.rows.iter().map(|row| &row.group.id).collect();
        let groups = self.groups.iter().map(Arc::as_ref);
        groups.filter(move |group| !shown.contains(&group.id))
    }
}

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
    pub(in crate::commands) fn read(
        &mut self,
        session: &Session<'_>,
        ids: &BTreeSet<GroupId>,
        on_group: &mut dyn FnMut(),
    ) -> Result<Block, Error> {
        let (members, gaps) = self.read_members(session, ids)?;
        self.scope.besides = self.assigned(&members);
        let mut commits = read_half_the_time(session, ids, on_group)?;
        self.chosen.find_undescribed(&commits, session)?;
        let left_out = self.chosen.leave_out(&mut commits, |_| false);
        for commits in commits.values_mut().flatten() {
            commits.retain(|at, _| self.scope.holds(at));
        }
        let is_hit = |commits: &Result<PerPartition<_>, _>| {
            commits.as_ref().map_or(true, |commits| !commits.is_empty())
        };
        let is_hit = commits.values().any(is_hit);
        let (cluster, deadline) = (session.cluster, session.deadline);
        let readable = commits.iter_mut();
        let readable = readable.filter_map(|(id, commits)| Some((id, commits.as_mut().ok()?)));
        let pending = pending::settle(cluster, deadline, readable)?;
        let (partitions, topics) = self.partitions(session, &commits)?;
        let uncommitted = self.uncommitted(&commits, &partitions);
        let only_pending = pending::of_uncommitted(cluster, deadline, uncommitted)?;
        let all = partitions.values().flatten().cloned().collect();
        let logs = Logs::read(session, topics, &all, Reading::Ranges)?;
        let mut stands = Stands {
            commits,
            partitions,
            logs,
            starts: BTreeMap::new(),
            pending,
            only_pending,
            hides_pending: pending::is_hidden(cluster, deadline)?,
        };
        stands.read_losses_again(session)?;
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
    fn uncommitted(&self, commits: &Commits, partitions: &Partitions) -> Partitions {
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
        session: &Session<'_>,
        commits: &Commits,
    ) -> Result<(Partitions, PerTopic<Topic>), Error> {
        let committed = commits.values().flatten().flat_map(BTreeMap::keys);
        let names = committed.map(|at| at.topic.clone()).collect();
        let topics = self.scope.topics(names, session)?;
        let mut partitions = Partitions::new();
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

/// Reads commits within half of what is left of the command's time, so that groups of which nothing comes keep
/// no other from being shown.
fn read_half_the_time(
    session: &Session<'_>,
    ids: &BTreeSet<GroupId>,
    on_group: &mut dyn FnMut(),
) -> Result<Commits, KafkaError> {
    let half = session.deadline.first_half();
    let mut commits = Commits::new();
    let of = CommitsOf::Groups(ids);
    let stability = Stability::RequiredNow;
    let read = read_commits(session, (of, stability), &half, &mut commits, on_group);
    if let Err(error) = read {
        let is_half_over = half.check().is_err() && session.deadline.check().is_ok();
        if !is_half_over {
            return Err(error);
        }
        for id in ids {
            let answer = commits.entry(id.clone());
            answer.or_insert_with(|| Err(error.clone()));
        }
    }
    Ok(commits)
}

/// Reads commits, and keeps what was answered where the reading fails.
pub(super) fn read_commits(
    session: &Session<'_>,
    (of, stability): (CommitsOf<'_>, Stability),
    deadline: &Deadline,
    commits: &mut Commits,
    on_group: &mut dyn FnMut(),
) -> Result<(), KafkaError> {
    let mut on_commits = |id, answer| {
        commits.insert(id, answer);
        on_group();
    };
    session
        .cluster
        .commits(of, stability, deadline, &mut on_commits)
}
