use super::groups::{known, protocol};
use super::{Align, Table, absent, counted, grouped};
use crate::model::{GroupId, GroupType, Looked, Member, ObservedGroup};
use crate::plan::{Owner, folded};

const COLUMNS: [(&str, Align); 5] = [
    ("CLIENT", Align::Left),
    ("HOST", Align::Left),
    ("INSTANCE", Align::Left),
    ("MEMBER", Align::Left),
    ("ASSIGNMENT", Align::Left),
];

/// Writes one group: what it is, and then its members.
pub fn group(id: &GroupId, looked: &Looked) -> String {
    let group = match looked {
        Ok(group) => group,
        Err(error) => return format!("group        {id}\n! {error}\n"),
    };
    let description = &group.description;
    let (group_type, state) = (description.group_type, description.state);
    let protocol = protocol(description.protocol(), group_type);
    let heading = format!("group        {id} ({group_type}, {state})\n");
    let Some(members) = description.known_members() else {
        return heading
            + &format!("protocol     {protocol}\n")
            + "! no consumer group: its position is not a consumer group's commits, and cannot be reset\n";
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
    for line in group.unreadable().into_iter().chain(group.negative()) {
        text += &format!("! {line}\n");
    }
    match members.is_empty() {
        true => text,
        false => text + "\n" + &table(&members),
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
