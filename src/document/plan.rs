use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Envelope;
use crate::model::{CommittedOffset, Offset};
use crate::plan::{Action, Change, GroupPlan, Plan};

const SCHEMA: (&str, u32) = ("koffset.plan", 1);

/// The content of a `koffset.plan` document.
#[derive(Clone, Debug, Serialize)]
pub struct PlanDocument {
    pub id: String,
    command: &'static str,
    description: String,
    /// SHA-256 of `groups` as compact JSON.
    digest: String,
    groups: Vec<Group>,
}

#[derive(Clone, Debug, Serialize)]
struct Group {
    group_id: String,
    r#type: String,
    state: String,
    remove_group: bool,
    applicable: bool,
    blockers: Vec<Blocker>,
    warnings: Vec<Remark>,
    changes: Vec<Row>,
}

#[derive(Clone, Debug, Serialize)]
struct Blocker {
    code: &'static str,
    message: String,
    topic: Option<String>,
    partition: Option<i32>,
}

#[derive(Clone, Debug, Serialize)]
struct Remark {
    code: &'static str,
    message: String,
}

#[derive(Clone, Debug, Serialize)]
struct Row {
    topic: String,
    topic_id: Option<String>,
    partition: i32,
    log_start: Option<i64>,
    end: Option<i64>,
    before: Option<Committed>,
    after: Option<Committed>,
    action: &'static str,
    delta: Option<i64>,
    replayed: Option<u64>,
    skipped: Option<u64>,
    lag_after: Option<u64>,
    requested: String,
    notes: Vec<String>,
}

/// A commit, as every document writes it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Committed {
    offset: i64,
    leader_epoch: Option<i32>,
    metadata: Option<String>,
}

impl From<&CommittedOffset> for Committed {
    fn from(committed: &CommittedOffset) -> Self {
        Committed {
            offset: committed.offset.get(),
            leader_epoch: committed.leader_epoch,
            metadata: committed.metadata.clone(),
        }
    }
}

impl Action {
    /// The word for it in documents.
    pub fn word(self) -> &'static str {
        match self {
            Action::Keep => "keep",
            Action::Rewind => "rewind",
            Action::Advance => "advance",
            Action::Create => "create",
            Action::Delete => "delete",
        }
    }
}

impl Envelope<PlanDocument> {
    /// The document of a plan. Its id is made of its time and digest.
    pub fn of_plan(plan: &Plan) -> Result<Self, serde_json::Error> {
        let groups: Vec<Group> = plan
            .groups
            .iter()
            .map(|group| Group::new(group, plan))
            .collect();
        let digest = digest(&groups)?;
        let content = PlanDocument {
            id: format!(
                "{}-{}",
                plan.observed_at.format("%Y%m%dT%H%M%SZ"),
                &digest[..8]
            ),
            command: plan.command,
            description: plan.description.clone(),
            digest,
            groups,
        };
        Ok(Envelope::new(
            SCHEMA,
            plan.cluster_id.as_ref(),
            plan.observed_at,
            plan.incomplete.clone(),
            content,
        ))
    }
}

fn digest(groups: &[Group]) -> Result<String, serde_json::Error> {
    let hash = Sha256::digest(serde_json::to_vec(groups)?);
    Ok(hash.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Group {
    fn new(group: &GroupPlan, plan: &Plan) -> Self {
        Group {
            group_id: group.id.to_string(),
            r#type: group.group_type.to_string(),
            state: group.state.to_string(),
            remove_group: false,
            applicable: !plan.is_blocked(),
            blockers: group.blockers.iter().map(Blocker::from).collect(),
            warnings: group
                .warnings
                .iter()
                .map(|warning| Remark {
                    code: warning.code(),
                    message: warning.to_string(),
                })
                .collect(),
            changes: group
                .changes
                .iter()
                .map(|(tp, change)| Row::new(&tp.topic, tp.partition, change))
                .collect(),
        }
    }
}

impl From<&crate::plan::Blocker> for Blocker {
    fn from(blocker: &crate::plan::Blocker) -> Self {
        let partition = blocker.partition.as_ref();
        Blocker {
            code: blocker.reason.code(),
            message: blocker.to_string(),
            topic: partition.map(|tp| tp.topic.to_string()),
            partition: partition.map(|tp| tp.partition),
        }
    }
}

impl Row {
    fn new(topic: &str, partition: i32, change: &Change) -> Self {
        let range = change.range.as_ref();
        Row {
            topic: topic.to_owned(),
            topic_id: change.topic_id.as_ref().map(ToString::to_string),
            partition,
            log_start: range.map(|range| Offset::get(range.log_start)),
            end: range.map(|range| Offset::get(range.end)),
            before: change.before.as_ref().map(Committed::from),
            after: change.after.as_ref().map(Committed::from),
            action: change.action.word(),
            delta: change.delta(),
            replayed: change.replayed(),
            skipped: change.skipped(),
            lag_after: change.lag_after(),
            requested: change.requested.clone(),
            notes: change.notes.iter().map(ToString::to_string).collect(),
        }
    }
}
