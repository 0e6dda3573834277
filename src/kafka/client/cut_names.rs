//! Names that librdkafka cuts: Kafka takes any character in a group's name, and a C string ends at the first NUL.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::describe::description;
use super::session::Session;
use crate::clock::Deadline;
use crate::kafka::native::{Listed, NamedGroup};
use crate::model::{
    ErrorCode, GroupId, GroupListing, GroupState, GroupType, KafkaError, first_few,
};

/// Names beyond this many are only counted.
const NAMED: usize = 5;

/// Names in listings that may be no more than the beginnings of other names.
#[derive(Debug, Default, PartialEq, Eq)]
struct Suspects {
    /// Listed more than once: for a cut name too, or by two brokers while the coordinator moves.
    repeated: BTreeSet<GroupId>,
    /// Listed by a broker that describes no group of this name.
    undescribed: BTreeSet<GroupId>,
}

impl Suspects {
    fn among(listed: &[Listed], named: &[NamedGroup]) -> Self {
        let mut repeated = repeated(listed.iter().map(|group| group.id.as_str()));
        repeated.extend(self::repeated(named.iter().map(|group| group.id.as_str())));
        // The old listing describes no group that assigns partitions in the broker (KIP-848).
        let describable: BTreeSet<&str> = listed
            .iter()
            .filter(|group| group.group_type != GroupType::Consumer)
            .map(|group| group.id.as_str())
            .collect();
        let undescribed = named
            .iter()
            .filter(|group| group.is_undescribed() && describable.contains(group.id.as_str()))
            .map(|group| GroupId::new(group.id.as_str()))
            .filter(|id| !repeated.contains(id));
        Suspects {
            undescribed: undescribed.collect(),
            repeated,
        }
    }

    fn is_empty(&self) -> bool {
        self.repeated.is_empty() && self.undescribed.is_empty()
    }

    /// Drops what a later listing gives no more reason for.
    fn confirm(&mut self, later: &Suspects) {
        self.repeated.retain(|id| later.repeated.contains(id));
        self.undescribed.retain(|id| later.undescribed.contains(id));
    }
}

fn repeated<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<GroupId> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *times.entry(name).or_default() += 1;
    }
    let repeated = times.into_iter().filter(|(_, times)| *times > 1);
    repeated.map(|(name, _)| GroupId::new(name)).collect()
}

/// What listings hold of groups that have a NUL character in their names.
#[derive(Default)]
struct CutNames {
    /// The names up to that character.
    beginnings: BTreeSet<GroupId>,
    /// Those of them that are the whole name of no group.
    unborne: BTreeSet<GroupId>,
}

impl CutNames {
    fn gap(&self) -> Option<String> {
        let names: Vec<String> = self.beginnings.iter().map(ToString::to_string).collect();
        (!names.is_empty()).then(|| {
            format!(
                "groups with a NUL character in their names cannot be handled; their names begin with {}",
                first_few(&names, NAMED)
            )
        })
    }
}

impl Session {
    /// Takes the names that librdkafka cut out of the groups of two listings, so that no group is shown as another,
    /// and says so.
    pub(super) fn leave_out_cut(
        &self,
        groups: &mut Vec<GroupListing>,
        listed: &[Listed],
        named: &[NamedGroup],
        until: Instant,
        deadline: &Deadline,
    ) -> Result<Option<String>, KafkaError> {
        let suspects = Suspects::among(listed, named);
        if suspects.is_empty() {
            return Ok(None);
        }
        let cut = match self.cut_names(suspects, until, deadline) {
            Ok(cut) => cut,
            Err(error) if error.code == ErrorCode::INTERRUPTED => return Err(error),
            Err(error) => {
                return Ok(Some(format!(
                    "whether all names are whole could not be found out: {error}"
                )));
            }
        };
        groups.retain(|group| !cut.unborne.contains(&group.id));
        self.describe_borne(groups, &cut, deadline)?;
        Ok(cut.gap())
    }

    fn cut_names(
        &self,
        mut suspects: Suspects,
        until: Instant,
        deadline: &Deadline,
    ) -> Result<CutNames, KafkaError> {
        let (listed, _) = self.consumer_groups(deadline)?;
        let left = self.left_for_names(until, deadline);
        let (named, _) = self.named_groups(None, left, deadline)?;
        suspects.confirm(&Suspects::among(&listed, &named));
        let mut cut = CutNames::default();
        for id in suspects.repeated {
            if !self.may_be_borne(&id, until, deadline)? {
                cut.unborne.insert(id.clone());
            }
            cut.beginnings.insert(id);
        }
        for id in suspects.undescribed {
            if self.may_be_borne(&id, until, deadline)? {
                // A service that describes none of its groups without members.
                break;
            }
            cut.unborne.insert(id.clone());
            cut.beginnings.insert(id);
        }
        Ok(cut)
    }

    /// Whether a group may have this whole name: librdkafka looks for one by the length of its name too
    /// (`rd_kafka_ListGroups_resp_cb`).
    fn may_be_borne(
        &self,
        id: &GroupId,
        until: Instant,
        deadline: &Deadline,
    ) -> Result<bool, KafkaError> {
        let left = self.left_for_names(until, deadline);
        let (found, is_complete) = self.named_groups(Some(id), left, deadline)?;
        Ok(!found.is_empty() || !is_complete)
    }

    /// Takes type and state of a group that shares the beginning of its name from a description: the listing may
    /// have told the other's.
    fn describe_borne(
        &self,
        groups: &mut [GroupListing],
        cut: &CutNames,
        deadline: &Deadline,
    ) -> Result<(), KafkaError> {
        let shared: BTreeSet<GroupId> = cut.beginnings.difference(&cut.unborne).cloned().collect();
        if shared.is_empty() {
            return Ok(());
        }
        let described = self.look_at_groups(&shared, false, deadline, description)?;
        for group in groups {
            let Some(described) = described.get(&group.id) else {
                continue;
            };
            let known = described.as_ref().ok();
            group.group_type = known.map_or(GroupType::Unknown, |known| known.group_type);
            group.state = known.map_or(GroupState::Unknown, |known| known.state);
            group.foreign_protocol = known.and_then(|known| known.foreign_protocol.clone());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(id: &str, group_type: GroupType) -> Listed {
        Listed {
            id: id.to_owned(),
            state: GroupState::Empty,
            group_type,
        }
    }

    fn named(id: &str, state: &str) -> NamedGroup {
        NamedGroup {
            id: id.to_owned(),
            protocol: String::new(),
            state: state.to_owned(),
        }
    }

    fn ids<const N: usize>(names: [&str; N]) -> BTreeSet<GroupId> {
        names.map(GroupId::new).into()
    }

    #[test]
    fn a_name_is_suspect_where_it_is_repeated_or_its_broker_knows_no_such_group() {
        let new = [
            listed("billing", GroupType::Classic),
            listed("billing", GroupType::Simple),
            listed("ghost", GroupType::Simple),
            listed("modern", GroupType::Consumer),
        ];
        let old = [
            named("billing", "Stable"),
            named("ghost", "Dead"),
            named("modern", "Dead"),
            named("share", "Dead"),
            named("sink", "Stable"),
            named("sink", "Stable"),
        ];
        let suspects = Suspects::among(&new, &old);
        assert_eq!(suspects.repeated, ids(["billing", "sink"]));
        assert_eq!(suspects.undescribed, ids(["ghost"]));
    }

    #[test]
    fn a_group_that_moves_or_goes_between_two_listings_is_no_longer_suspect() {
        let moving = [
            listed("billing", GroupType::Classic),
            listed("billing", GroupType::Classic),
            listed("gone", GroupType::Classic),
        ];
        let mut suspects = Suspects::among(&moving, &[named("gone", "Dead")]);
        assert!(!suspects.is_empty());
        suspects.confirm(&Suspects::among(&moving[..1], &[named("billing", "Empty")]));
        assert_eq!(suspects, Suspects::default());
    }
}
