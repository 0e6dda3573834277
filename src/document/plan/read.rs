use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::SCHEMA;
use super::form::{ChangeForm, GroupForm, TopicForm};
use super::form::{digest, id};
use crate::document::parts::{LeftOutForm, left_out_groups};
use crate::document::{Envelope, Worded, load, reading};
use crate::error::Error;
use crate::model::Size;
use crate::model::{ClusterId, GroupId, OffsetRange, TopicId, TopicName, TopicPartition};
use crate::plan::{Action, Change, GroupPlan, Note, Plan, Warning};

/// The document as it is read. A key that it does not know is covered by the digest all the same.
#[derive(Deserialize)]
pub(crate) struct PlanForm {
    cluster_id: Option<String>,
    #[serde(deserialize_with = "reading::instant")]
    observed_at: DateTime<Utc>,
    incomplete: Vec<String>,
    id: String,
    command: String,
    description: String,
    #[serde(default, deserialize_with = "reading::instant_or_null")]
    as_of: Option<DateTime<Utc>>,
    undoes: Option<String>,
    digest: String,
    #[serde(default)]
    topics: Vec<TopicForm<'static>>,
    #[serde(default)]
    left_out: Vec<LeftOutForm<'static>>,
    groups: Vec<GroupForm<'static>>,
}

/// Reads a `koffset.plan` document.
///
/// # Errors
/// Failed, with the place in the document: no JSON, cut off, of another kind or of a newer version, or a
/// value that a plan cannot hold. Refused: it was edited, or it is the plan of a change that was refused.
pub fn read_plan(text: &[u8]) -> Result<Plan, Error> {
    let form: PlanForm = reading::document(text, SCHEMA)?;
    let id = form.id.clone();
    let plan = plan_of(form, &reading::document(text, SCHEMA)?)?;
    let written = Envelope::of_plan(&plan).map_err(Error::failed)?;
    if written.content.id == id {
        Ok(plan)
    } else {
        Err(Error::refused("the plan says more than this koffset knows")
            .hint("a newer koffset wrote it and can carry it out"))
    }
}

/// Reads a plan's file.
///
/// # Errors
/// As [`load`] and [`read_plan`], with the file's name in front.
pub fn load_plan(path: &Path, most: Size) -> Result<Plan, Error> {
    read_plan(&load(path, most)?).map_err(|error| error.context(path.display().to_string()))
}

/// The plan of a form, if it is what `document`, from which the form was read, was when it was written.
pub(crate) fn plan_of(form: PlanForm, document: &Value) -> Result<Plan, Error> {
    let found = digest(document);
    if found != form.digest || id(form.observed_at, &found) != form.id {
        return Err(
            Error::refused("the plan was edited: its digest is not that of what it holds")
                .hint("what was reviewed is what is applied: make a new plan, as with koffset reset --save-plan FILE"),
        );
    }
    let blockers = form.groups.iter().flat_map(|group| &group.blockers);
    if let Some(blocker) = blockers.map(|blocker| &blocker.message).next() {
        let mut lines = blocker.lines();
        let first = lines.next().unwrap_or_default();
        let members = lines.map(|line| line.trim_start().to_owned());
        return Err(
            Error::refused(format!("the plan cannot be carried out: {first}"))
                .details(members.collect()),
        );
    }
    let groups = form.groups.into_iter().enumerate().map(|(index, group)| {
        group_plan(group).map_err(|(within, problem)| {
            Error::failed(format!("groups[{index}]{within}: {problem}"))
        })
    });
    let groups: Vec<GroupPlan> = groups.collect::<Result<_, _>>()?;
    let mut ids = BTreeSet::new();
    if let Some(group) = groups.iter().find(|group| !ids.insert(&group.id)) {
        return Err(Error::failed(format!("group {} is in it twice", group.id)));
    }
    let topics = form.topics.iter();
    Ok(Plan {
        command: form.command,
        description: form.description,
        as_of: form.as_of,
        undoes: form.undoes,
        cluster_id: form.cluster_id.map(ClusterId),
        observed_at: form.observed_at,
        incomplete: form.incomplete,
        topics: topics
            .map(|of| (TopicName::from(&*of.topic), of.partitions))
            .collect(),
        left_out: left_out_groups(form.left_out),
        groups,
    })
}

/// Where in a group something is wrong, and what.
type Problem = (String, &'static str);

fn group_plan(form: GroupForm<'_>) -> Result<GroupPlan, Problem> {
    let mut plan = GroupPlan {
        id: GroupId::new(&*form.group_id),
        group_type: form.group_type,
        state: form.state,
        absent: form.absent,
        remove_group: form.remove_group,
        blockers: Vec::new(),
        warnings: Vec::new(),
        changes: [].into(),
    };
    for warning in form.warnings {
        plan.warnings.push(Warning::Told {
            code: warning.code.into(),
            message: warning.message,
        });
    }
    for (index, row) in form.changes.into_iter().enumerate() {
        let wrong = |problem| (format!(".changes[{index}]"), problem);
        let at = TopicPartition::new(&*row.topic, row.partition.0);
        let change = change(row).map_err(wrong)?;
        if plan.changes.insert(at, change).is_some() {
            return Err(wrong("the partition is in it twice"));
        }
    }
    Ok(plan)
}

fn change(form: ChangeForm<'_>) -> Result<Change, &'static str> {
    let range = match (form.log_start, form.end, form.last_stable) {
        (Some(start), Some(end), Some(stable)) => Some(OffsetRange {
            log_start: start.0,
            log_start_epoch: None,
            end: end.0,
            end_epoch: None,
            last_stable: stable.0,
        }),
        (None, None, None) => None,
        _ => return Err("log_start, end and last_stable are only there together"),
    };
    let (before, after) = (form.before.map(Into::into), form.after.map(Into::into));
    let negative = form.stored_negative.map(|negative| negative.0);
    if negative.is_some() && before.is_some() {
        return Err("has both a commit before and a stored_negative");
    }
    let removes_negative = negative.is_some() && after.is_none();
    let action = if removes_negative && form.action == Action::Delete.word() {
        Action::Delete
    } else {
        Action::between(before.as_ref(), after.as_ref())
    };
    if action.word() != form.action {
        return Err("the action is not the way from before to after");
    }
    Ok(Change {
        topic_id: form.topic_id.map(|id| TopicId(id.into())),
        range,
        before,
        negative,
        after,
        action,
        requested: form.requested.into(),
        notes: form.notes.into_iter().map(Note::Told).collect(),
    })
}
