use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA;
use super::form::{BlockerForm, BlockingMember, ChangeForm, GroupForm, TopicForm, WarningForm};
use super::form::{digest, id};
use crate::document::parts::CommittedForm;
use crate::document::parts::{LeftOutForm, left_out_forms};
use crate::document::parts::{Ordinal, WrittenNegative, WrittenOffset};
use crate::document::{Envelope, Kind, Worded};
use crate::model::{GroupId, Member, TopicName, TopicPartition, instant};
use crate::plan::{Action, Blocker, Change, GroupPlan, Plan, Warning, folded};

/// The content of a `koffset.plan` document.
#[derive(Clone, Serialize, JsonSchema)]
pub struct PlanDocument<'a> {
    pub id: String,
    command: Cow<'a, str>,
    description: Cow<'a, str>,
    /// The moment that the description names last; left out where it names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    /// The journal's id of the change that is taken back, if one is.
    undoes: Option<&'a str>,
    /// SHA-256 of all but `id` and itself.
    pub(in crate::document) digest: String,
    /// Left out where none was seen, as the first plans did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    topics: Vec<TopicForm<'a>>,
    /// The groups that a pattern matched and the plan leaves out; left out itself where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<LeftOutForm<'a>>,
    groups: Vec<GroupForm<'a>>,
}

impl Worded for Action {
    fn word(self) -> &'static str {
        match self {
            Action::Keep => "keep",
            Action::Rewind => "rewind",
            Action::Advance => "advance",
            Action::Create => "create",
            Action::Delete => "delete",
        }
    }
}

impl Kind for PlanDocument<'_> {
    const SCHEMA: (&'static str, u32) = SCHEMA;
}

impl<'a> Envelope<PlanDocument<'a>> {
    /// The document of a plan. Its id is made of its time and digest.
    pub fn of_plan(plan: &'a Plan) -> Result<Self, serde_json::Error> {
        let groups = plan.groups.iter().map(|group| group_form(group, plan));
        let content = PlanDocument {
            id: String::new(),
            command: plan.command.as_str().into(),
            description: plan.description.as_str().into(),
            as_of: plan.as_of.map(instant),
            undoes: plan.undoes.as_deref(),
            digest: String::new(),
            topics: plan.topics.iter().map(topic_form).collect(),
            left_out: left_out_forms(&plan.left_out),
            groups: groups.collect(),
        };
        let mut document = Envelope::new(
            SCHEMA,
            plan.cluster_id.as_ref(),
            plan.observed_at,
            plan.incomplete.clone(),
            content,
        );
        let digest = digest(&serde_json::to_value(&document)?);
        document.content.id = id(plan.observed_at, &digest);
        document.content.digest = digest;
        Ok(document)
    }
}

fn group_form<'a>(group: &'a GroupPlan, plan: &Plan) -> GroupForm<'a> {
    GroupForm {
        group_id: group.id.as_str().into(),
        group_type: group.group_type,
        state: group.state,
        absent: group.absent,
        remove_group: group.remove_group,
        applicable: !plan.is_blocked(),
        blockers: group.blockers.iter().map(blocker_form).collect(),
        warnings: group.warnings.iter().map(warning_form).collect(),
        changes: group
            .changes
            .iter()
            .map(|(partition, change)| change_form(partition, change))
            .collect(),
    }
}

fn topic_form<'a>((topic, partitions): (&'a TopicName, &usize)) -> TopicForm<'a> {
    TopicForm {
        topic: (&**topic).into(),
        partitions: *partitions,
    }
}

fn blocker_form(blocker: &Blocker) -> BlockerForm<'_> {
    let partition = blocker.partition.as_ref();
    BlockerForm {
        code: blocker.reason.code().into(),
        message: blocker.to_string(),
        topic: partition.map(|at| (&*at.topic).into()),
        partition: partition.map(|at| at.partition),
        members: blocker.reason.members().iter().map(blocking).collect(),
        group_ids: blocker.reason.groups().iter().map(id_of).collect(),
    }
}

fn id_of(group: &GroupId) -> Cow<'_, str> {
    group.as_str().into()
}

fn blocking(member: &Member) -> BlockingMember<'_> {
    BlockingMember {
        member_id: member.id.as_str().into(),
        client_id: member.client_id.as_str().into(),
        host: member.host.as_str().into(),
        instance_id: member.instance_id.as_deref().map(Cow::from),
        assignment: folded(&member.assignment),
    }
}

fn warning_form(warning: &Warning) -> WarningForm<'_> {
    WarningForm {
        code: warning.code().into(),
        message: warning.to_string(),
    }
}

fn change_form<'a>(at: &'a TopicPartition, change: &'a Change) -> ChangeForm<'a> {
    let range = change.range.as_ref();
    ChangeForm {
        topic: (&*at.topic).into(),
        topic_id: change.topic_id.as_ref().map(|id| id.0.as_str().into()),
        partition: Ordinal(at.partition),
        log_start: range.map(|range| WrittenOffset(range.log_start)),
        end: range.map(|range| WrittenOffset(range.end)),
        last_stable: range.map(|range| WrittenOffset(range.last_stable)),
        before: change.before.as_ref().map(CommittedForm::from),
        stored_negative: change.negative.map(WrittenNegative),
        after: change.after.as_ref().map(CommittedForm::from),
        action: change.action.word().into(),
        delta: change.delta(),
        replayed: change.replayed(),
        skipped: change.skipped(),
        lag_after: change.lag_after(),
        requested: change.requested.as_str().into(),
        notes: change.notes.iter().map(ToString::to_string).collect(),
    }
}
