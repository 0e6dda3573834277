//! `DeleteGroups`, one request for each group; and whether commits may be removed.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::change::not_sent;
use super::exchange::Sending;
use super::flow::Attempt;
use super::session::Session;
use crate::clock::Deadline;
use crate::kafka::native::{Api, Event, PartitionList, error_of};
use crate::model::{ErrorCode, GroupId, KafkaError, PerGroup, PerTopic, TopicName, TopicPartition};

/// Requests under way at once; what is under way when somebody gives up is in doubt.
const AT_ONCE: usize = 16;

/// No topic has so many partitions.
const NO_PARTITION: i32 = i32::MAX;

impl Session {
    pub(super) fn remove_groups(
        &self,
        groups: &BTreeSet<GroupId>,
        deadline: &Deadline,
    ) -> PerGroup<()> {
        let tried = RefCell::new(BTreeSet::new());
        let mut answers = PerGroup::new();
        let send = |group: &GroupId, sending: &Sending<'_>| {
            tried.borrow_mut().insert(group.clone());
            let options = sending.options()?;
            sending
                .handle
                .delete_group(group.as_str(), &options, sending.queue)
        };
        let on_answer = |group, event: Result<&Event<'_>, KafkaError>, _: &Attempt| {
            answers.insert(group, event.and_then(Event::deleted_group));
            None
        };
        let works = groups.iter().cloned().collect();
        let whole = self.meet(deadline).and_then(|()| {
            self.exchange(Api::DeleteGroups, works, AT_ONCE, deadline, send, on_answer)
        });
        complete(groups, &tried.into_inner(), &answers, whole)
    }

    pub(super) fn may_remove_commits(
        &self,
        group: &GroupId,
        topics: &BTreeSet<TopicName>,
        deadline: &Deadline,
    ) -> Result<PerTopic<()>, KafkaError> {
        let mut answer = Err(error_of(ErrorCode::BAD_MESSAGE.0));
        let lost = self.insist(vec![()], deadline, &mut |session, _, deadline| {
            answer = session.ask_to_remove_commits(group, topics, deadline)?;
            let error = answer.as_ref().err();
            let lost = error.filter(|error| error.code == ErrorCode::NOT_COORDINATOR);
            Ok(lost.map(|error| ((), error.clone())).into_iter().collect())
        })?;
        lost.into_iter()
            .next()
            .map_or(answer, |((), error)| Err(error))
    }

    fn ask_to_remove_commits(
        &self,
        group: &GroupId,
        topics: &BTreeSet<TopicName>,
        deadline: &Deadline,
    ) -> Result<Result<PerTopic<()>, KafkaError>, KafkaError> {
        self.meet(deadline)?;
        let mut list = PartitionList::with_capacity(topics.len());
        for topic in topics {
            list.add(&TopicPartition::new(topic.clone(), NO_PARTITION), 0);
        }
        let send = |(): &(), sending: &Sending<'_>| {
            let options = sending.options()?;
            sending
                .handle
                .delete_commits(group.as_str(), &list, &options, sending.queue)
        };
        let mut answer = Err(error_of(ErrorCode::BAD_MESSAGE.0));
        let on_answer = |(), event: Result<&Event<'_>, KafkaError>, attempt: &Attempt| {
            answer = event.and_then(|event| permissions(event, topics));
            let passes = |error: &KafkaError| attempt.may_mend(error.code);
            let passes_at = |asked: &Result<(), KafkaError>| asked.as_ref().is_err_and(passes);
            let again = match &answer {
                Ok(topics) => topics.values().any(passes_at),
                Err(error) => passes(error),
            };
            again.then_some(())
        };
        self.exchange(Api::DeleteCommits, vec![()], 1, deadline, send, on_answer)?;
        Ok(answer)
    }
}

/// Reads the answer to a removal from partitions that are not there.
fn permissions(
    event: &Event<'_>,
    topics: &BTreeSet<TopicName>,
) -> Result<PerTopic<()>, KafkaError> {
    let answers: BTreeMap<_, _> = event
        .deleted_commits()?
        .map(|view| (view.topic(), view.code()))
        .collect();
    let permission = |topic: &TopicName| match answers.get(&**topic).copied().map(ErrorCode) {
        Some(ErrorCode(0) | ErrorCode::UNKNOWN_TOPIC_OR_PARTITION) => Ok(()),
        Some(ErrorCode(code)) => Err(error_of(code)),
        None => Err(error_of(ErrorCode::BAD_MESSAGE.0)),
    };
    let permissions = topics
        .iter()
        .map(|topic| (topic.clone(), permission(topic)));
    Ok(permissions.collect())
}

/// Gives each group its answer, or the reason why there is none.
fn complete(
    groups: &BTreeSet<GroupId>,
    tried: &BTreeSet<GroupId>,
    answers: &PerGroup<()>,
    whole: Result<(), KafkaError>,
) -> PerGroup<()> {
    let unanswered = whole.and_then(|()| Err(error_of(ErrorCode::BAD_MESSAGE.0)));
    let outcome_of = |group: &GroupId| {
        let outcome = answers.get(group).unwrap_or(&unanswered).clone();
        if tried.contains(group) {
            outcome
        } else {
            outcome.map_err(not_sent)
        }
    };
    groups
        .iter()
        .map(|group| (group.clone(), outcome_of(group)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_is_told_from_what_was_held_back_when_a_removal_is_given_up() {
        let groups = ["answered", "asked", "later"].map(GroupId::new);
        let [answered, asked, later] = &groups;
        let outcomes = complete(
            &groups.clone().into(),
            &BTreeSet::from([answered.clone(), asked.clone()]),
            &PerGroup::from([(answered.clone(), Ok(()))]),
            Err(error_of(ErrorCode::INTERRUPTED.0)),
        );
        let code = |group| outcomes[group].as_ref().err().map(|error| error.code);
        assert_eq!(code(answered), None);
        assert_eq!(code(asked), Some(ErrorCode::INTERRUPTED));
        assert_eq!(code(later), Some(ErrorCode::PURGED_IN_QUEUE));
    }
}
