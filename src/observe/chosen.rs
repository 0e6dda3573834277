//! The groups that a command looks at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Observer;
use super::commits::{Commits, read_commits};
use super::groups::check_known;
use crate::error::Error;
use crate::kafka::{CommitsOf, Stability};
use crate::model::{
    GroupId, GroupListing, GroupSelection, GroupState, GroupType, KafkaError, LeftOut, Listing,
    Member, NamePattern, visible,
};

/// The groups that were asked for, before their commits are read.
#[derive(Default)]
pub struct Chosen {
    pub groups: BTreeMap<GroupId, (GroupType, GroupState)>,
    /// The groups that were asked for by name: a mistyped one is described as dead, and not as absent.
    pub named: BTreeSet<GroupId>,
    /// The members of those that were described.
    pub members: BTreeMap<GroupId, Vec<Arc<Member>>>,
    /// Those that are not a consumer's, with their protocols where brokers tell them.
    pub foreign: BTreeMap<GroupId, Option<String>>,
    /// Those that were listed and of which no broker describes a group.
    pub undescribed: BTreeSet<GroupId>,
    /// What could not be seen, and why.
    pub gaps: Vec<String>,
}

impl Chosen {
    /// Asks for at least one group that matches, named ones among them.
    ///
    /// # Errors
    /// Refused: the pattern matches none of the groups that could be seen.
    pub fn refuse_unmatched(&self, groups: &GroupSelection) -> Result<(), Error> {
        let Some(pattern) = &groups.matching else {
            return Ok(());
        };
        let mut ids = self.groups.keys();
        if ids.any(|id| pattern.matches(id.as_str())) {
            return Ok(());
        }
        let error = Error::refused(format!("no consumer group matches {}", pattern.as_str()));
        Err(self.gaps.iter().fold(error, Error::hint))
    }

    /// Looks at the listed KIP-848 groups that have committed nothing: only a description tells whether there is one of
    /// this name.
    pub fn find_undescribed(
        &mut self,
        commits: &Commits,
        observer: Observer<'_>,
    ) -> Result<(), KafkaError> {
        let doubtful = |id: &GroupId| {
            matches!(commits.get(id), Some(Ok(commits)) if commits.is_empty())
                && !self.members.contains_key(id)
        };
        let listed = self.groups.iter();
        let listed = listed.filter(|(_, (group_type, _))| *group_type == GroupType::Consumer);
        let listed: BTreeSet<GroupId> = listed
            .map(|(id, _)| id.clone())
            .filter(|id| doubtful(id))
            .collect();
        if listed.is_empty() {
            return Ok(());
        }
        let described = observer
            .cluster
            .describe_groups(&listed, observer.deadline)?;
        let dead = described.into_iter().filter_map(|(id, group)| {
            let is_dead = group.is_ok_and(|group| group.is_dead());
            is_dead.then_some(id)
        });
        self.undescribed.extend(dead);
        Ok(())
    }

    /// Takes out the groups that are not a consumer's and have committed nothing, and those that are not there. Those
    /// that were named, and those that `keeps`, stay.
    pub fn leave_out(
        &self,
        commits: &mut Commits,
        keeps: impl Fn(&GroupId) -> bool,
    ) -> Vec<LeftOut> {
        let mut left_out = Vec::new();
        for id in &self.undescribed {
            if commits.remove(id).is_some() {
                left_out.push(LeftOut::undescribed(id.clone(), GroupType::Consumer));
            }
        }
        for (id, protocol) in &self.foreign {
            let has_none = matches!(commits.get(id), Some(Ok(commits)) if commits.is_empty());
            if has_none && !self.named.contains(id) && !keeps(id) {
                commits.remove(id);
                left_out.push(LeftOut::without_commits(id.clone(), protocol.clone()));
            }
        }
        left_out
    }

    /// Takes these groups, and what the cluster says of them.
    ///
    /// # Errors
    /// Refused: a named one is not a consumer's and has committed nothing.
    pub(super) fn described(
        mut self,
        ids: &BTreeSet<GroupId>,
        observer: Observer<'_>,
    ) -> Result<Self, Error> {
        choose_described(observer, ids, &mut self)?;
        self.refuse_foreign(observer)?;
        Ok(self)
    }

    /// Refuses groups that were named and are not known; see [`check_known`].
    ///
    /// # Errors
    /// Refused: one is not known.
    pub(super) fn check_known(
        &self,
        commits: &Commits,
        observer: Observer<'_>,
    ) -> Result<(), Error> {
        let is_empty =
            |id: &GroupId| matches!(commits.get(id), Some(Ok(commits)) if commits.is_empty());
        let doubtful = self.named.iter();
        check_known(
            doubtful.filter(|id| self.is_dead(id) && is_empty(id)),
            observer,
        )
    }

    /// Refuses groups that were named and are not known; see [`check_known`]. For before the commits of all groups are read.
    ///
    /// # Errors
    /// Refused: one is not known.
    pub fn refuse_mistyped(&self, observer: Observer<'_>) -> Result<(), Error> {
        let dead: BTreeSet<GroupId> = self
            .named
            .iter()
            .filter(|id| self.is_dead(id))
            .cloned()
            .collect();
        if dead.is_empty() {
            return Ok(());
        }
        let mut commits = Commits::new();
        let of = CommitsOf::Groups(&dead);
        read_commits(observer, of, Stability::Any, &mut commits, &mut || {})?;
        self.check_known(&commits, observer)
    }

    fn is_dead(&self, id: &GroupId) -> bool {
        let group = self.groups.get(id);
        group.is_some_and(|(_, state)| *state == GroupState::Dead)
    }

    fn refuse_foreign(&self, observer: Observer<'_>) -> Result<(), Error> {
        let foreign = self.foreign.keys().filter(|id| self.named.contains(*id));
        let foreign: BTreeSet<GroupId> = foreign.cloned().collect();
        if foreign.is_empty() {
            return Ok(());
        }
        let mut without = None;
        observer.cluster.commits(
            CommitsOf::Groups(&foreign),
            Stability::Any,
            observer.deadline,
            &mut |id, commits| {
                if commits.is_ok_and(|commits| commits.is_empty()) {
                    without.get_or_insert(id);
                }
            },
        )?;
        let Some(id) = without else {
            return Ok(());
        };
        let protocol = self.foreign[&id].as_ref();
        let protocol = protocol.map(|protocol| format!(" (protocol {})", visible(protocol)));
        Err(Error::refused(format!(
            "group {id} is not a consumer group{}, and has no commits",
            protocol.unwrap_or_default()
        )))
    }
}

/// Finds the groups that were asked for, with what the cluster says of them.
///
/// # Errors
/// Refused: a named group is not a consumer's and has no commits.
pub fn choose(groups: &GroupSelection, observer: Observer<'_>) -> Result<Chosen, Error> {
    let mut chosen = Chosen {
        named: groups.named.clone(),
        ..Chosen::default()
    };
    if groups.all || groups.matching.is_some() {
        let listing = observer.cluster.groups(observer.deadline)?;
        choose_listed(groups.matching.as_ref(), observer, listing, &mut chosen)?;
    }
    chosen.described(&groups.named, observer)
}

/// A listing has type and state, so that nobody has to describe thousands of groups one by one.
fn choose_listed(
    pattern: Option<&NamePattern>,
    observer: Observer<'_>,
    listing: Listing<GroupListing>,
    chosen: &mut Chosen,
) -> Result<(), Error> {
    chosen.gaps = listing.gaps;
    let wanted = |group: &GroupListing| {
        !chosen.named.contains(&group.id)
            && pattern.is_none_or(|pattern| pattern.matches(group.id.as_str()))
    };
    let mut doubtful = BTreeSet::new();
    for group in listing.found.into_iter().filter(wanted) {
        if group.group_type == GroupType::Unknown && group.state == GroupState::Unknown {
            doubtful.insert(group.id);
        } else {
            let known = (group.group_type, group.state);
            chosen.groups.insert(group.id, known);
        }
    }
    choose_described(observer, &doubtful, chosen)
}

/// Takes the groups as they are described. One whose description cannot be read is chosen, as its commits may be
/// readable all the same.
fn choose_described(
    observer: Observer<'_>,
    ids: &BTreeSet<GroupId>,
    chosen: &mut Chosen,
) -> Result<(), Error> {
    if ids.is_empty() {
        return Ok(());
    }
    for (id, described) in observer.cluster.describe_groups(ids, observer.deadline)? {
        match described {
            Ok(group) => {
                if group.is_foreign() {
                    chosen.foreign.insert(id.clone(), group.foreign_protocol);
                }
                let known = (group.group_type, group.state);
                chosen.groups.insert(id.clone(), known);
                let members = group.members.into_iter().map(Arc::new).collect();
                chosen.members.insert(id, members);
            }
            Err(error) => {
                let gap = format!("group {id}: type and state could not be read: {error}");
                chosen.gaps.push(gap);
                let unknown = (GroupType::Unknown, GroupState::Unknown);
                chosen.groups.insert(id, unknown);
            }
        }
    }
    Ok(())
}
