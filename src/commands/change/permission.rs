//! Whether the user may send what a plan writes, asked before anybody agrees to it.

use std::collections::{BTreeMap, BTreeSet};

use crate::acl::{About, Kind, Request};
use crate::commands::Session;
use crate::error::Error;
use crate::model::{Resource, Right, Rights};
use crate::observe::rights;
use crate::plan::{GroupPlan, Plan};

/// Asks what the user may do with the groups and topics of a plan. What brokers do not tell is left for the
/// requests themselves to learn.
///
/// # Errors
/// Refused: a right is missing. Failed: the cluster could not be asked.
pub(super) fn check_permission(plan: &Plan, session: &Session<'_>) -> Result<(), Error> {
    let needed: BTreeSet<Right> = plan.groups.iter().flat_map(needed).collect();
    let resources = needed.iter().map(|right| right.resource.clone()).collect();
    let looked = rights(&resources, session.observer())?;
    let is_missing = |right: &Right| {
        let rights = looked.get(&right.resource);
        rights.is_some_and(|rights| {
            let allowed = |rights: &Rights| rights.allow(right.operation);
            rights.as_ref().ok().and_then(allowed) == Some(false)
        })
    };
    let missing: BTreeSet<Right> = needed.into_iter().filter(is_missing).collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(refusal(missing))
    }
}

/// What the requests ask for that carry the plan of a group out.
fn needed(group: &GroupPlan) -> BTreeSet<Right> {
    let about = |topic| About {
        group: Some(&group.id),
        topic,
    };
    let whole = group
        .remove_group
        .then_some((Request::DeleteGroups, about(None)));
    let written = group.changes.iter().filter(|(_, change)| change.writes());
    let rows = written.filter(|_| !group.remove_group).map(|(at, change)| {
        let request = match change.after {
            Some(_) => Request::OffsetCommit,
            None => Request::OffsetDelete,
        };
        (request, about(Some(&at.topic)))
    });
    let rights = whole.into_iter().chain(rows).flat_map(|(request, about)| {
        let needs = request.needs().iter();
        needs.filter_map(move |need| about.right(*need))
    });
    rights.collect()
}

fn refusal(missing: BTreeSet<Right>) -> Error {
    let mut of_resource: BTreeMap<&Resource, Vec<&str>> = BTreeMap::new();
    for right in &missing {
        let operations = of_resource.entry(&right.resource).or_default();
        operations.push(right.operation.name());
    }
    let lines = of_resource
        .iter()
        .map(|(resource, operations)| {
            let word = Kind::of(resource).word();
            format!(
                "{resource}: needs {} on the {word}",
                operations.join(" and ")
            )
        })
        .collect();
    Error {
        lacking: missing,
        ..Error::refused("you may not make this change:").details(lines)
    }
}
