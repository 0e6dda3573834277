use std::collections::BTreeSet;

use super::{Kind, Task};
use crate::model::{Operation, Resource, Rights};

/// Whether a command may be run on a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::VariantArray)]
pub enum Allowed {
    Yes,
    No,
    Unknown,
}

/// What one command asks for on one resource, and what of it the user has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub command: &'static str,
    pub resource: Resource,
    /// What is known to be missing.
    pub missing: BTreeSet<Operation>,
    /// What the cluster does not tell.
    pub untold: BTreeSet<Operation>,
    /// Why it does not.
    pub reason: Option<String>,
}

impl Check {
    pub fn allowed(&self) -> Allowed {
        match (self.missing.is_empty(), self.untold.is_empty()) {
            (false, _) => Allowed::No,
            (true, false) => Allowed::Unknown,
            (true, true) => Allowed::Yes,
        }
    }
}

/// Why nothing is known of the rights on a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    pub reason: String,
    /// Whether it may not be described, which is known to be missing then, and all else is not.
    pub lacks_describe: bool,
}

/// Compares what a command needs of a resource with what the user may; `None` where it needs nothing of it.
pub fn check(task: &Task, resource: &Resource, rights: &Result<Rights, Unseen>) -> Option<Check> {
    let of_kind = |(kind, operation)| (kind == Kind::of(resource)).then_some(operation);
    let needed: BTreeSet<Operation> = task.needs().into_iter().filter_map(of_kind).collect();
    if needed.is_empty() {
        return None;
    }
    let mut check = Check {
        command: task.name,
        resource: resource.clone(),
        missing: BTreeSet::new(),
        untold: BTreeSet::new(),
        reason: rights.as_ref().err().map(|unseen| unseen.reason.clone()),
    };
    for operation in needed {
        let allowed = match rights {
            Ok(rights) => rights.allow(operation),
            Err(unseen) => {
                let is_known = unseen.lacks_describe && operation == Operation::Describe;
                is_known.then_some(false)
            }
        };
        match allowed {
            Some(true) => {}
            Some(false) => drop(check.missing.insert(operation)),
            None => drop(check.untold.insert(operation)),
        }
    }
    if check.reason.is_none() && !check.untold.is_empty() {
        check.reason = Some("the brokers do not tell what you may do".to_owned());
    }
    Some(check)
}
