use std::io::{self, Write};
use std::iter::once;

use super::csv::write_csv;
use super::{Align, Page, Table, absent, grouped};
use crate::model::{GroupType, ListedGroup, Looked, ObservedGroup, visible};

const COLUMNS: [(&str, Align); 8] = [
    ("GROUP", Align::Left),
    ("TYPE", Align::Left),
    ("STATE", Align::Left),
    ("PROTOCOL", Align::Left),
    ("COORDINATOR", Align::Left),
    ("ASSIGNOR", Align::Left),
    ("MEMBERS", Align::Right),
    ("COMMITTED", Align::Right),
];
/// The columns that the listing itself fills.
const LISTED: usize = 4;
const CSV_TITLES: [&str; 11] = [
    "group",
    "type",
    "state",
    "protocol",
    "coordinator_broker",
    "coordinator_host",
    "coordinator_port",
    "assignor",
    "members",
    "committed_partitions",
    "error",
];

/// Writes a row for each group, with the columns for what only a look at each tells where it was taken: `?`
/// is not known, `-` is not there.
pub fn groups_table(groups: &[ListedGroup], wide: bool) -> Page {
    let columns = if wide { COLUMNS.len() } else { LISTED };
    let mut table = Table::new(&COLUMNS[..columns]);
    for group in groups {
        let cells = listed_cells(group).into_iter();
        table.row(cells.chain(group.looked.iter().flat_map(looked_cells)));
    }
    table.render()
}

/// Writes the headings of [`groups_csv`].
///
/// # Errors
/// As [`groups_csv`].
pub fn groups_csv_titles(out: &mut dyn Write, wide: bool) -> io::Result<()> {
    let columns = if wide { CSV_TITLES.len() } else { LISTED };
    let titles = CSV_TITLES[..columns].iter().map(|&title| title.to_owned());
    write_csv(out, once(titles.collect()))
}

/// Writes a row for each group, both what is absent and what is not known as nothing.
///
/// # Errors
/// Where the stream takes no more.
pub fn groups_csv(out: &mut dyn Write, groups: &[ListedGroup], wide: bool) -> io::Result<()> {
    let rows = groups.iter().map(|group| {
        let listing = &group.listing;
        let listed = [
            listing.id.as_str().to_owned(),
            listing.group_type.to_string(),
            listing.state.to_string(),
            listing.protocol().unwrap_or_default().to_owned(),
        ];
        let looked = group.looked.iter().flat_map(looked_fields);
        let error = wide.then(|| group.error().unwrap_or_default());
        listed.into_iter().chain(looked).chain(error).collect()
    });
    write_csv(out, rows)
}

fn listed_cells(group: &ListedGroup) -> [String; LISTED] {
    let listing = &group.listing;
    [
        listing.id.to_string(),
        listing.group_type.to_string(),
        listing.state.to_string(),
        protocol(listing.protocol(), listing.group_type),
    ]
}

/// A simple group has no protocol.
pub(super) fn protocol(protocol: Option<&str>, group_type: GroupType) -> String {
    match (protocol, group_type) {
        (Some(protocol), _) => shown(protocol),
        (None, GroupType::Simple) => "-".to_owned(),
        (None, _) => "?".to_owned(),
    }
}

fn looked_cells(looked: &Looked) -> [String; 4] {
    let told = looked
        .as_ref()
        .ok()
        .filter(|group| !group.description.is_foreign());
    let Some(group) = told else {
        let committed = looked.as_ref().ok().and_then(ObservedGroup::committed);
        let [coordinator, assignor, members] = ["?"; 3].map(str::to_owned);
        return [coordinator, assignor, members, known(committed, grouped)];
    };
    let description = &group.description;
    [
        known(description.coordinator.as_ref(), ToString::to_string),
        absent(description.assignor.as_deref(), shown),
        grouped(description.members.len()),
        known(group.committed(), grouped),
    ]
}

fn looked_fields(looked: &Looked) -> [String; 6] {
    let group = looked.as_ref().ok();
    let description = group.map(|group| &group.description);
    let coordinator = description.and_then(|group| group.coordinator.as_ref());
    let members = description.and_then(|group| Some(group.known_members()?.len()));
    let assignor = description.and_then(|group| group.assignor.clone());
    let broker = coordinator.map(|coordinator| coordinator.broker.to_string());
    let host = coordinator.map(|coordinator| coordinator.host.clone());
    let port = coordinator.map(|coordinator| coordinator.port.to_string());
    let members = members.map(|members| members.to_string());
    let committed = group.and_then(ObservedGroup::committed);
    let committed = committed.map(|committed| committed.to_string());
    [broker, host, port, assignor, members, committed].map(Option::unwrap_or_default)
}

/// A name of others in a cell.
pub(super) fn shown(name: &str) -> String {
    visible(name).into_owned()
}

/// `?` where a value is not known.
pub(super) fn known<T>(value: Option<T>, text: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| "?".to_owned(), text)
}
