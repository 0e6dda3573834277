//! Groups, a row for each.

use std::io::{self, Write};

use super::table::{Column, plain, table_of, write_csv_keys, write_csv_rows};
use super::{Page, absent, grouped, known};
use crate::model::{Coordinator, GroupDescription, GroupType, ListedGroup, ObservedGroup, visible};

type Of = Column<'static, ListedGroup>;

/// Writes a row for each group, with the columns for what only a look at each tells where it was taken: `?`
/// is not known, `-` is not there.
pub fn groups_table(groups: &[ListedGroup], wide: bool) -> Page {
    let mut columns = listed_columns();
    if wide {
        columns.push(Of::shown("COORDINATOR", |group| {
            known(
                told(group).and_then(|group| group.coordinator.as_ref()),
                ToString::to_string,
            )
        }));
        columns.extend(looked_columns());
    }
    table_of(&columns, groups)
}

/// Writes the headings of [`groups_csv`].
///
/// # Errors
/// As [`groups_csv`].
pub fn groups_csv_titles(out: &mut dyn Write, wide: bool) -> io::Result<()> {
    write_csv_keys(out, &csv_columns(wide))
}

/// Writes a row for each group, both what is absent and what is not known as nothing.
///
/// # Errors
/// Where the stream takes no more.
pub fn groups_csv(out: &mut dyn Write, groups: &[ListedGroup], wide: bool) -> io::Result<()> {
    write_csv_rows(out, &csv_columns(wide), groups)
}

fn csv_columns(wide: bool) -> Vec<Of> {
    let mut columns = listed_columns();
    if wide {
        columns.extend([
            Of::plain("coordinator_broker", |group| {
                plain(coordinator(group).map(|coordinator| coordinator.broker))
            }),
            Of::plain("coordinator_host", |group| {
                plain(coordinator(group).map(|coordinator| &coordinator.host))
            }),
            Of::plain("coordinator_port", |group| {
                plain(coordinator(group).map(|coordinator| coordinator.port))
            }),
        ]);
        columns.extend(looked_columns());
        columns.push(Of::plain("error", |group| plain(group.error())));
    }
    columns
}

/// The columns that the listing itself fills.
fn listed_columns() -> Vec<Of> {
    vec![
        Of::text(
            "GROUP",
            "group",
            |group| group.listing.id.to_string(),
            |group| group.listing.id.as_str().to_owned(),
        ),
        Of::text(
            "TYPE",
            "type",
            |group| group.listing.group_type.to_string(),
            |group| group.listing.group_type.to_string(),
        ),
        Of::text(
            "STATE",
            "state",
            |group| group.listing.state.to_string(),
            |group| group.listing.state.to_string(),
        ),
        Of::text(
            "PROTOCOL",
            "protocol",
            |group| protocol(group.listing.protocol(), group.listing.group_type),
            |group| plain(group.listing.protocol()),
        ),
    ]
}

/// The columns that only a look at each group fills.
fn looked_columns() -> [Of; 3] {
    [
        Of::text(
            "ASSIGNOR",
            "assignor",
            |group| match told(group) {
                Some(group) => absent(group.assignor.as_deref(), shown),
                None => "?".to_owned(),
            },
            |group| plain(description(group).and_then(|group| group.assignor.as_ref())),
        ),
        Of::number(
            "MEMBERS",
            "members",
            |group| known(told(group), |group| grouped(group.members.len())),
            |group| {
                let members = description(group).and_then(GroupDescription::known_members);
                plain(members.map(|members| members.len()))
            },
        ),
        Of::number(
            "COMMITTED",
            "committed_partitions",
            |group| known(committed(group), grouped),
            |group| plain(committed(group)),
        ),
    ]
}

fn observed(group: &ListedGroup) -> Option<&ObservedGroup> {
    group.looked.as_ref()?.as_ref().ok()
}

fn description(group: &ListedGroup) -> Option<&GroupDescription> {
    observed(group).map(|group| &group.description)
}

/// What is told of a consumer's group, and of no other.
fn told(group: &ListedGroup) -> Option<&GroupDescription> {
    description(group).filter(|group| !group.is_foreign())
}

fn coordinator(group: &ListedGroup) -> Option<&Coordinator> {
    description(group)?.coordinator.as_ref()
}

fn committed(group: &ListedGroup) -> Option<usize> {
    observed(group).and_then(ObservedGroup::committed)
}

/// A simple group has no protocol.
pub(super) fn protocol(protocol: Option<&str>, group_type: GroupType) -> String {
    match (protocol, group_type) {
        (Some(protocol), _) => shown(protocol),
        (None, GroupType::Simple) => "-".to_owned(),
        (None, _) => "?".to_owned(),
    }
}

/// A name of others in a cell.
pub(super) fn shown(name: &str) -> String {
    visible(name).into_owned()
}
