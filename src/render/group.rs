use std::collections::BTreeMap;

use super::groups::{known, protocol};
use super::{Align, Table, above_last_stable, absent, counted, grouped, pending};
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
pub fn group(id: &GroupId, looked: &Looked, held: Option<&Held>) -> String {
    let group = match looked {
        Ok(group) => group,
        Err(error) => return format!("group        {id}\n! {error}\n"),
    };
    let description = &group.description;
    let (group_type, state) = (description.group_type, description.state);
    let protocol = protocol(description.protocol(), group_type);
    let heading = format!("group        {id} ({group_type}, {state})\n");
    let Some(members) = description.known_members() else {
        let committed = known(group.committed(), |count| counted(count, "partition"));
        return heading
            + &format!("protocol     {protocol}\ncommitted    {committed}\n")
            + "! not a consumer group: koffset does not change its commits\n";
    };
    let mut text = heading;
    text += &format!(
        "coordinator  {}\nprotocol     {protocol}\nassignor     {}\ncommitted    {}\nowner        {}\nmembers      {}\n",
        known(description.coordinator.as_ref(), ToString::to_string),
        absent(description.assignor.as_ref(), String::clone),
        known(group.committed(), |count| counted(count, "partition")),
        absent(owner(group), |owner| owner),
        grouped(members.len()),
    );
    text += &held.map_or_else(String::new, in_transactions);
    for line in group.unreadable().into_iter().chain(group.negative()) {
        text += &format!("! {line}\n");
    }
    match members.is_empty() {
        true => text,
        false => text + "\n" + &table(&members),
    }
}

fn in_transactions(held: &Held) -> String {
    let mut text = String::new();
    for (at, held) in held.iter().take(MOST_HELD) {
        let above = held.above_last_stable.filter(|above| *above > 0);
        let words = above
            .map(above_last_stable)
            .into_iter()
            .chain(pending(held.pending));
        let words: Vec<String> = words.collect();
        text += &format!("note         {at}: {}\n", words.join("; "));
    }
    match held.len().saturating_sub(MOST_HELD) {
        0 => text,
        more => {
            let more = counted(more, "partition");
            text + &format!("note         transactions hold something in {more} more\n")
        }
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

fn table(members: &[&Member]) -> String {
    let mut table = Table::new(&COLUMNS);
    for member in members {
        table.row([
            member.client_id.clone(),
            member.host.clone(),
            absent(member.instance_id.as_ref(), String::clone),
            member.id.clone(),
            match member.assignment.is_empty() {
                true => "-".to_owned(),
                false => folded(&member.assignment),
            },
        ]);
    }
    table.render()
}
