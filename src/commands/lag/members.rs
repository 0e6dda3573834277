use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::read::{Partitions, Reader};
use crate::commands::Session;
use crate::model::{GroupId, KafkaError, Member};

/// Who is in each group whose members are known.
pub(super) type Members = BTreeMap<GroupId, Vec<Arc<Member>>>;

impl Reader<'_> {
    pub(super) fn read_members(
        &self,
        session: &Session<'_>,
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
        for (id, group) in session.cluster.describe_groups(&untold, session.deadline)? {
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
    pub(super) fn assigned(&self, members: &Members) -> Partitions {
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
