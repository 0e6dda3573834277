use std::collections::BTreeSet;
use std::str::FromStr;

use super::{Kind, Request};
use crate::model::Operation;

/// What a command, or one of its forms, asks of a cluster.
#[derive(Debug)]
pub struct Task {
    /// The command as it is typed.
    pub name: &'static str,
    pub requests: &'static [Request],
}

const LOGS: &[Request] = &[Request::Metadata, Request::ListOffsets];
const RECORDS: &[Request] = &[Request::Metadata, Request::ListOffsets, Request::Fetch];
const POSITIONS: &[Request] = &[
    Request::DescribeGroups,
    Request::OffsetFetch,
    Request::Metadata,
    Request::ListOffsets,
];
const TIMES: &[Request] = &[
    Request::DescribeGroups,
    Request::OffsetFetch,
    Request::Metadata,
    Request::ListOffsets,
    Request::Fetch,
];
const MOVES: &[Request] = &[
    Request::DescribeGroups,
    Request::OffsetFetch,
    Request::Metadata,
    Request::ListOffsets,
    Request::OffsetCommit,
];
const REMOVES: &[Request] = &[
    Request::DescribeGroups,
    Request::OffsetFetch,
    Request::Metadata,
    Request::ListOffsets,
    Request::OffsetDelete,
];
/// Of a plan or a change, which may move commits and remove some.
const MOVES_AND_REMOVES: &[Request] = &[
    Request::DescribeGroups,
    Request::OffsetFetch,
    Request::Metadata,
    Request::ListOffsets,
    Request::OffsetCommit,
    Request::OffsetDelete,
];

/// Every command that asks a cluster; the forms of one that need more stand behind it, and what `copy` needs of
/// the group that is copied.
pub const TASKS: &[Task] = &[
    task("range", LOGS),
    task("count", LOGS),
    task("count --exact", RECORDS),
    task("lag", POSITIONS),
    task("lag --time", TIMES),
    task("watch", POSITIONS),
    task("snapshot", POSITIONS),
    task("diff", POSITIONS),
    task("group list", &[Request::ListGroups]),
    task(
        "group describe",
        &[Request::DescribeGroups, Request::OffsetFetch],
    ),
    task("reset", MOVES),
    task("seek", MOVES),
    task("copy", MOVES),
    task("copy from", POSITIONS),
    task("apply", MOVES_AND_REMOVES),
    task("undo", MOVES_AND_REMOVES),
    task("delete-offsets", REMOVES),
    task(
        "group delete",
        &[
            Request::DescribeGroups,
            Request::OffsetFetch,
            Request::Metadata,
            Request::ListOffsets,
            Request::DeleteGroups,
        ],
    ),
];

const fn task(name: &'static str, requests: &'static [Request]) -> Task {
    Task { name, requests }
}

impl Task {
    /// All that it asks for, also what is implied by another.
    pub fn needs(&self) -> BTreeSet<(Kind, Operation)> {
        let needs = self.requests.iter().flat_map(|request| request.needs());
        needs.copied().collect()
    }

    /// Whether it asks for no more than to look: neither to change anything nor to read a record.
    fn only_looks(&self) -> bool {
        let mut needs = self.needs().into_iter();
        needs.all(|(_, operation)| operation == Operation::Describe)
    }
}

/// Leaves out what another one implies: an ACL that allows READ allows DESCRIBE.
pub fn minimal(operations: &BTreeSet<Operation>) -> BTreeSet<Operation> {
    let implied = |wanted: &Operation| {
        let mut others = operations.iter().filter(|other| *other != wanted);
        others.any(|other| other.implies(*wanted))
    };
    let needed = operations.iter().filter(|operation| !implied(operation));
    needed.copied().collect()
}

/// Commands that somebody runs: one, or all of a sort.
#[derive(Clone, Copy, Debug)]
pub enum Role {
    One(&'static Task),
    /// All that only look.
    Read,
    /// All.
    Operate,
}

impl Role {
    pub fn tasks(self) -> impl Iterator<Item = &'static Task> {
        TASKS.iter().filter(move |task| match self {
            Role::One(one) => task.name == one.name,
            Role::Read => task.only_looks(),
            Role::Operate => true,
        })
    }
}

impl FromStr for Role {
    type Err = String;

    /// Takes `read`, `operate` or a command, such as `reset`, `'group delete'` or `group-delete`.
    fn from_str(written: &str) -> Result<Self, String> {
        let same = |task: &&Task| words(task.name).eq(words(written));
        match written {
            "read" => Ok(Role::Read),
            "operate" => Ok(Role::Operate),
            _ => TASKS.iter().find(same).map(Role::One).ok_or_else(|| {
                let names: Vec<&str> = TASKS.iter().map(|task| task.name).collect();
                format!(
                    "{written} is no command that asks a cluster; there are read and operate for many, and {}",
                    names.join(", ")
                )
            }),
        }
    }
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split([' ', '-']).filter(|word| !word.is_empty())
}
