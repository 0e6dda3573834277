use std::collections::{BTreeMap, BTreeSet};

use super::SnapshotArgs;
use crate::commands::Session;
use crate::error::Error;
use crate::model::{GroupDescription, GroupId, GroupListing, GroupState, GroupType, Listing};
use crate::render::first_few;

/// The groups of a snapshot, before their commits are read.
#[derive(Default)]
pub(super) struct Chosen {
    pub(super) groups: BTreeMap<GroupId, (GroupType, GroupState)>,
    /// The groups that were asked for by name: a mistyped one is described as dead, and not as absent.
    pub(super) named: BTreeSet<GroupId>,
    /// What could not be seen, and why.
    pub(super) gaps: Vec<String>,
}

/// Finds the groups that were asked for, with what the cluster says of them.
///
/// # Errors
/// Usage: no group is asked for. Refused: nothing matches, or a named group is not a consumer's.
pub(super) fn choose(args: &SnapshotArgs, session: &mut Session<'_>) -> Result<Chosen, Error> {
    if args.groups.is_empty() && !args.all_groups {
        return Err(Error::usage("no group is named")
            .hint("name groups, or write --groups-matching REGEX or --all-groups"));
    }
    let mut chosen = Chosen {
        named: args.groups.named()?,
        ..Chosen::default()
    };
    if args.all_groups || args.groups.pattern().is_some() {
        let listing = session.cluster.groups(session.deadline)?;
        choose_listed(args, session, listing, &mut chosen)?;
    }
    if !chosen.named.is_empty() {
        choose_named(session, &mut chosen)?;
    }
    Ok(chosen)
}

/// A listing has type and state, so that nobody has to describe thousands of groups one by one.
fn choose_listed(
    args: &SnapshotArgs,
    session: &mut Session<'_>,
    listing: Listing<GroupListing>,
    chosen: &mut Chosen,
) -> Result<(), Error> {
    let pattern = args.groups.pattern();
    let wanted =
        |group: &GroupListing| pattern.is_none_or(|pattern| pattern.matches(group.id.as_str()));
    let matching = listing.found.into_iter().filter(wanted);
    let (foreign, consumers): (Vec<_>, Vec<_>) =
        matching.partition(|group| group.foreign_protocol.is_some());
    if !foreign.is_empty() {
        let ids: Vec<_> = foreign.iter().map(|group| group.id.to_string()).collect();
        session.ui.status(format_args!(
            "left out, since they are no consumer groups: {}",
            first_few(&ids, 10)
        ));
    }
    if let (Some(pattern), true) = (pattern, consumers.is_empty()) {
        let refused = format!("no consumer group matches {}", pattern.as_str());
        return Err(Error::refused(refused));
    }
    let known = consumers
        .into_iter()
        .map(|group| (group.id, (group.group_type, group.state)));
    chosen.groups.extend(known);
    chosen.gaps = listing.gaps;
    Ok(())
}

fn choose_named(session: &Session<'_>, chosen: &mut Chosen) -> Result<(), Error> {
    let described = session
        .cluster
        .describe_groups(&chosen.named, session.deadline)?;
    for (id, description) in described {
        let known = match description {
            Ok(description) => consumer_group(description)?,
            // Its commits may be readable all the same.
            Err(error) => {
                let gap = format!("group {id}: type and state could not be read: {error}");
                chosen.gaps.push(gap);
                (GroupType::Unknown, GroupState::Unknown)
            }
        };
        chosen.groups.insert(id, known);
    }
    Ok(())
}

fn consumer_group(group: GroupDescription) -> Result<(GroupType, GroupState), Error> {
    match group.foreign_protocol {
        Some(protocol) => Err(Error::refused(format!(
            "group {} is a {protocol} group, and its position is not a consumer group's commits",
            group.id
        ))),
        None => Ok((group.group_type, group.state)),
    }
}
