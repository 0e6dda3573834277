use std::collections::BTreeMap;

use super::groups::{protocol, shown};
use super::{Align, Page, Table, above_last_stable, absent, counted, grouped, known, pending};
use crate::model::{
    GroupId, GroupType, InTransaction, Looked, Member, ObservedGroup, TopicPartition,
};
use crate::plan::{Owner, folded};

const COLUMNS: [(&str, Align); 5] = [
    ("CLIENT", Align::Left),
    ("HOST", Align::Left),
    ("INSTANCE", Align::Left),
    ("MEMBER", Align::Left),
    ("ASSIGNMENT", Align::Left),
];

/// More partitions than this in which transactions hold something become a count.
const MOST_HELD: usize = 10;

/// What open transactions hold of a group.
type Held = BTreeMap<TopicPartition, InTransaction>;

/// Writes one group: what it is, what open transactions hold of it, and then its members.
pub fn group(id: &GroupId, looked: &Looked, held: Option<&Held>) -> Page {
    let group = match looked {
        Ok(group) => group,
        Err(error) => {
            let lines = [format!("group        {id}"), format!("! {error}")];
            return Page::from_iter(lines);
        }
    };
    let description = &group.description;
    let (group_type, state) = (description.group_type, description.state);
    let protocol = protocol(description.protocol(), group_type);
    let mut page = Page::of(format_args!("group        {id} ({group_type}, {state})"));
    let Some(members) = description.known_members() else {
        let committed = known(group.committed(), |count| counted(count, "partition"));
        page.line(format_args!("protocol     {protocol}"));
        page.line(format_args!("committed    {committed}"));
        page.line("! not a consumer group: koffset does not change its commits");
        return page;
    };
    let lines = [
        (
            "coordinator",
            known(description.coordinator.as_ref(), ToString::to_string),
        ),
        ("protocol", protocol),
        ("assignor", absent(description.assignor.as_deref(), shown)),
        (
            "committed",
            known(group.committed(), |count| counted(count, "partition")),
        ),
        ("owner", absent(owner(group), |owner| owner)),
        ("members", grouped(members.len())),
    ];
    for (label, text) in lines {
        page.line(format_args!("{label:11}  {text}"));
    }
    held.iter()
        .for_each(|held| in_transactions(&mut page, held));
    for line in group.unreadable().into_iter().chain(group.negative()) {
        page.line(format_args!("! {line}"));
    }
    if !members.is_empty() {
        page.gap();
        page.table(&table(&members));
    }
    page
}

fn in_transactions(page: &mut Page, held: &Held) {
    for (at, held) in held.iter().take(MOST_HELD) {
        let above = held.above_last_stable.filter(|above| *above > 0);
        let words = above
            .map(above_last_stable)
            .into_iter()
            .chain(pending(held.pending));
        let words: Vec<String> = words.collect();
        page.line(format_args!("note         {at}: {}", words.join("; ")));
    }
    let more = held.len().saturating_sub(MOST_HELD);
    if more > 0 {
        let more = counted(more, "partition");
        page.line(format_args!(
            "note         transactions hold something in {more} more"
        ));
    }
}

fn owner(group: &ObservedGroup) -> Option<String> {
    let simple = || {
        (group.description.group_type == GroupType::Simple)
            .then(|| "consumers with assign(), if any: they never show as members".to_owned())
    };
    Owner::of(group)
        .map(|owner| owner.to_string())
        .or_else(simple)
}

fn table(members: &[&Member]) -> Table {
    let mut table = Table::new(&COLUMNS);
    for member in members {
        table.row([
            shown(&member.client_id),
            shown(&member.host),
            absent(member.instance_id.as_deref(), shown),
            shown(&member.id),
            if member.assignment.is_empty() {
                "-".to_owned()
            } else {
                folded(&member.assignment)
            },
        ]);
    }
    table
}
