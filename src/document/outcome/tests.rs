use serde_json::{Value, json};

use super::*;
use crate::document::Envelope;
use crate::error::Error;
use crate::model::{ErrorCode, GroupId, KafkaError, StoredCommit};
use crate::plan::scene::{Scene, noon};
use crate::plan::{Outcome, Removal, Sent, Status, judge};

fn error(message: &str) -> KafkaError {
    KafkaError::new(ErrorCode::BAD_MESSAGE, message)
}

/// How a move from 1500 to 1200 and the deletion of its group ended.
fn ended(sent: Sent, read_back_fails: bool) -> Outcome {
    let plan = Scene::committed(1500).goes_to_offset(1200).plan();
    let mut outcome = Outcome::nothing_to_do(&plan);
    let (_, _, change) = plan.changes().next().unwrap();
    let read_back = if read_back_fails {
        Err(error("nobody answers"))
    } else {
        Ok(change.after.clone().map(StoredCommit::from))
    };
    for group in outcome.groups.values_mut() {
        for row in group.partitions.values_mut() {
            *row = judge(change, sent.clone(), read_back.clone());
        }
        group.removal = Some(Removal {
            status: Status::Failed,
            error: Some(error("no")),
            late_copy: None,
        });
    }
    outcome
}

fn written(outcome: &Outcome) -> Value {
    let of = OutcomeOf {
        plan_id: "plan",
        journal_id: Some("journal"),
        cluster_id: None,
        left_out: &[],
    };
    let document = Envelope::<OutcomeDocument<'_>>::of_outcome(outcome, of, noon());
    serde_json::to_value(document).unwrap()
}

fn read(document: &Value) -> Result<ReadOutcome, Error> {
    read_outcome(document.to_string().as_bytes())
}

#[test]
fn an_outcome_that_was_read_is_the_outcome_that_was_written() {
    for outcome in [
        ended(Sent::Acknowledged, false),
        ended(Sent::Acknowledged, true),
        ended(Sent::Doubtful(error("timed out")), true),
        ended(Sent::Refused(error("not authorised")), false),
        ended(Sent::NotSent, false),
    ] {
        let document = written(&outcome);
        let read = read(&document).unwrap();
        assert_eq!(written(&read.outcome), document);
        assert_eq!(read.journal_id.as_deref(), Some("journal"));
        assert_eq!(read.observed_at, noon());
    }
}

#[test]
fn an_outcome_that_contradicts_itself_is_damaged() {
    let row = "/groups/0/partitions/0";
    for (place, value, says) in [
        (
            "/result",
            json!("applied"),
            "says applied, and its rows come to partial",
        ),
        ("/result", json!("fine"), "says fine"),
        (
            &format!("{row}/status"),
            json!("done"),
            "\"done\" is no status",
        ),
        (
            &format!("{row}/read_back_error"),
            json!("no"),
            "both a read_back and an error",
        ),
        (&format!("{row}/partition"), json!(-1), "from 0 to"),
    ] {
        let mut document = written(&ended(Sent::Acknowledged, false));
        *document.pointer_mut(place).unwrap() = value;
        let error = read(&document).err().unwrap().to_string();
        assert!(error.contains(says), "{place}: {error}");
    }
}

#[test]
fn a_missing_commit_is_not_taken_for_no_commit() {
    for key in ["before", "requested", "read_back", "read_back_error"] {
        let mut document = written(&ended(Sent::Acknowledged, false));
        let row = &mut document["groups"][0]["partitions"][0];
        row.as_object_mut().unwrap().remove(key);
        let error = read(&document).err().unwrap().to_string();
        assert!(error.contains(&format!("missing field `{key}`")), "{error}");
    }
}

#[test]
fn an_outcome_of_groups_of_any_name_is_read_back() {
    for name in ["", "a\nb", "\u{0}\u{1b}[31m", "\"'\\\u{2028}"] {
        let mut outcome = ended(Sent::Acknowledged, false);
        let (_, group) = outcome.groups.pop_first().unwrap();
        outcome.groups.insert(GroupId::new(name), group);
        let read = read(&written(&outcome)).unwrap();
        assert_eq!(read.outcome.groups.keys().next(), Some(&GroupId::new(name)));
    }
}

#[test]
fn a_copy_that_may_come_late_is_read_back_and_an_outcome_without_one_has_no_key_for_it() {
    let mut outcome = ended(Sent::Acknowledged, false);
    assert!(!written(&outcome).to_string().contains("late_copy"));
    for group in outcome.groups.values_mut() {
        for row in group.partitions.values_mut() {
            row.late_copy = Some(noon());
        }
    }
    let document = written(&outcome);
    let row = &document["groups"][0]["partitions"][0];
    assert_eq!(row["late_copy_sent_at"], "2023-11-14T22:13:20.000Z");
    assert_eq!(read(&document).unwrap().outcome, outcome);
}
