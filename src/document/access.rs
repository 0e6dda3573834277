use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Envelope, Kind, Word, Worded};
use crate::acl::{self, Allowed, Check};
use crate::model::{ClusterId, Operation, Resource};

const ACCESS: (&str, u32) = ("koffset.access", 1);

/// What the user may do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AccessDocument {
    /// For whom the commands are, where it is known.
    principal: Option<String>,
    checks: Vec<CheckEntry>,
    /// Of `kafka-acls.sh`, which grant what is missing.
    commands: Vec<String>,
}

/// What one command needs on one resource.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct CheckEntry {
    command: &'static str,
    resource: ResourceEntry,
    allowed: Word<Allowed>,
    missing: Vec<Word<Operation>>,
    /// What the cluster does not tell, and why.
    untold: Vec<Word<Operation>>,
    /// Why it cannot be told, where it cannot.
    reason: Option<String>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ResourceEntry {
    #[serde(rename = "type")]
    kind: Word<acl::Kind>,
    /// `None` for the cluster.
    name: Option<String>,
}

impl Kind for AccessDocument {
    const SCHEMA: (&'static str, u32) = ACCESS;
}

impl AccessDocument {
    pub fn new(checks: &[Check], principal: Option<&str>, commands: Vec<String>) -> Self {
        AccessDocument {
            principal: principal.map(str::to_owned),
            checks: checks.iter().map(CheckEntry::of).collect(),
            commands,
        }
    }
}

impl CheckEntry {
    fn of(check: &Check) -> Self {
        let name = match &check.resource {
            Resource::Cluster => None,
            Resource::Group(group) => Some(group.as_str().to_owned()),
            Resource::Topic(topic) => Some(topic.to_string()),
        };
        CheckEntry {
            command: check.command,
            resource: ResourceEntry {
                kind: Word(acl::Kind::of(&check.resource)),
                name,
            },
            allowed: Word(check.allowed()),
            missing: check.missing.iter().copied().map(Word).collect(),
            untold: check.untold.iter().copied().map(Word).collect(),
            reason: check.reason.clone(),
        }
    }
}

impl Worded for Allowed {
    fn word(self) -> &'static str {
        match self {
            Allowed::Yes => "yes",
            Allowed::No => "no",
            Allowed::Unknown => "unknown",
        }
    }
}

impl Worded for acl::Kind {
    fn word(self) -> &'static str {
        self.word()
    }
}

impl Worded for Operation {
    fn word(self) -> &'static str {
        match self {
            Operation::Describe => "describe",
            Operation::Read => "read",
            Operation::Delete => "delete",
            Operation::ClusterAction => "cluster-action",
        }
    }
}

impl Envelope<AccessDocument> {
    pub fn of_access(
        document: AccessDocument,
        cluster_id: Option<&ClusterId>,
        observed_at: DateTime<Utc>,
        incomplete: Vec<String>,
    ) -> Self {
        Envelope::new(ACCESS, cluster_id, observed_at, incomplete, document)
    }
}
