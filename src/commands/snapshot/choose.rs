use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::take::Commits;
use crate::commands::Session;
use crate::commands::select::{GroupArgs, NamePattern, ViewArgs};
use crate::error::Error;
use crate::kafka::{CommitsOf, Stability};
use crate::model::{
    GroupId, GroupListing, GroupState, GroupType, KafkaError, LeftOut, Listing, Member, visible,
};

/// The groups that were asked for, before their commits are read.
#[derive(Default)]
pub(in crate::commands) struct Chosen {
    pub(in crate::commands) groups: BTreeMap<GroupId, (GroupType, GroupState)>,
    /// The groups that were asked for by name: a mistyped one is described as dead, and not as absent.
    pub(in crate::commands) named: BTreeSet<GroupId>,
    /// The members of those that were described.
    pub(in crate::commands) members: BTreeMap<GroupId, Vec<Arc<Member>>>,
    /// Those that are not a consumer's, with their protocols where brokers tell them.
    pub(in crate::commands) foreign: BTreeMap<GroupId, Option<String>>,
    /// Those that were listed and of which no broker describes a group.
    pub(in crate::commands) undescribed: BTreeSet<GroupId>,
    /// What could not be seen, and why.
    pub(in crate::commands) gaps: Vec<String>,
}

impl Chosen {
    /// Asks for at least one group that matches, named ones among them.
    ///
    /// # Errors
    /// Refused: the pattern matches none of the groups that could be seen.
    pub(in crate::commands) fn refuse_unmatched(&self, groups: &GroupArgs) -> Result<(), Error> {
        let Some(pattern) = groups.pattern() else {
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
    pub(in crate::commands) fn find_undescribed(
        &mut self,
        commits: &Commits,
        session: &Session<'_>,
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
        let described = session.cluster.describe_groups(&listed, session.deadline)?;
        let dead = described.into_iter().filter_map(|(id, group)| {
            let is_dead = group.is_ok_and(|group| group.is_dead());
            is_dead.then_some(id)
        });
        self.undescribed.extend(dead);
        Ok(())
    }

    /// Takes out the groups that are not a consumer's and have committed nothing, and those that are not there. Those
    /// that were named, and those that `keeps`, stay.
    pub(in crate::commands) fn leave_out(
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
        session: &Session<'_>,
    ) -> Result<Self, Error> {
        choose_described(session, ids, &mut self)?;
        self.refuse_foreign(session)?;
        Ok(self)
    }

    fn refuse_foreign(&self, session: &Session<'_>) -> Result<(), Error> {
        let foreign = self.foreign.keys().filter(|id| self.named.contains(*id));
        let foreign: BTreeSet<GroupId> = foreign.cloned().collect();
        if foreign.is_empty() {
            return Ok(());
        }
        let mut without = None;
        session.cluster.commits(
            CommitsOf::Groups(&foreign),
            Stability::Any,
            session.deadline,
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
/// Usage: no group is asked for. Refused: a named group is not a consumer's and has no commits.
pub(in crate::commands) fn choose(
    view: &ViewArgs,
    session: &mut Session<'_>,
) -> Result<Chosen, Error> {
    let (groups, all) = (&view.groups, view.all_groups);
    if groups.is_empty() && !all {
        return Err(Error::usage("no group is named")
            .hint("name groups, or write --groups-matching REGEX or --all-groups"));
    }
    let mut chosen = Chosen {
        named: groups.named()?,
        ..Chosen::default()
    };
    if all || groups.pattern().is_some() {
        let listing = session.cluster.groups(session.deadline)?;
        choose_listed(groups.pattern(), session, listing, &mut chosen)?;
    }
    let named = chosen.named.clone();
    chosen.described(&named, session)
}

/// A listing has type and state, so that nobody has to describe thousands of groups one by one.
fn choose_listed(
    pattern: Option<&NamePattern>,
    session: &mut Session<'_>,
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
    choose_described(session, &doubtful, chosen)
}

/// Takes the groups as they are described. One whose description cannot be read is chosen, as its commits may be
/// readable all the same.
fn choose_described(
    session: &Session<'_>,
    ids: &BTreeSet<GroupId>,
    chosen: &mut Chosen,
) -> Result<(), Error> {
    if ids.is_empty() {
        return Ok(());
    }
    for (id, described) in session.cluster.describe_groups(ids, session.deadline)? {
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
