//! What the user may do, asked beside what is there.

use std::collections::BTreeSet;
use std::thread;

use super::exchange::Sending;
use super::flow::Attempt;
use super::session::Session;
use crate::clock::Deadline;
use crate::kafka::native::{Api, DescriptionView, Event, error_of};
use crate::model::{
    ErrorCode, GroupId, KafkaError, Operation, PerGroup, PerTopic, Rights, TopicName,
};

impl Session {
    /// What the user may do with the cluster, asked once in the life of the session.
    pub(super) fn cluster_rights(&self, deadline: &Deadline) -> Result<Rights, KafkaError> {
        if let Some(rights) = self.known_rights.get() {
            return Ok(rights.clone());
        }
        self.meet(deadline)?;
        if self.handle.cluster_id().is_none() {
            return Ok(Rights::UNTOLD);
        }
        let rights = self.ask_cluster_rights(deadline)?;
        Ok(self.known_rights.get_or_init(|| rights).clone())
    }

    /// Does something while the rights on the cluster are asked for.
    pub(super) fn beside_cluster_rights<T: Send>(
        &self,
        deadline: &Deadline,
        work: impl FnOnce() -> T,
    ) -> (T, Result<Rights, KafkaError>) {
        thread::scope(|scope| {
            let asking = scope.spawn(|| self.cluster_rights(deadline));
            let done = work();
            let lost = |_| Err(error_of(ErrorCode::FAILED.0));
            (done, asking.join().unwrap_or_else(lost))
        })
    }

    fn ask_cluster_rights(&self, deadline: &Deadline) -> Result<Rights, KafkaError> {
        let mut rights = Err(error_of(ErrorCode::BAD_MESSAGE.0));
        let send = |(): &(), sending: &Sending<'_>| {
            let options = sending.options()?.with_rights(true)?;
            sending.handle.describe_cluster(&options, sending.queue);
            Ok(())
        };
        let on_answer = |(), event: Result<&Event<'_>, KafkaError>, attempt: &Attempt| {
            rights = event.and_then(|event| event.cluster_rights());
            let again = rights
                .as_ref()
                .is_err_and(|error| attempt.may_mend(error.code));
            again.then_some(())
        };
        self.exchange(Api::DescribeCluster, vec![()], 1, deadline, send, on_answer)?;
        rights
    }

    pub(super) fn topic_rights(
        &self,
        names: &BTreeSet<TopicName>,
        deadline: &Deadline,
    ) -> Result<PerTopic<Rights>, KafkaError> {
        self.look_at_topics(names, true, deadline, |topic| {
            Ok(of_described(topic.rights()))
        })
    }

    pub(super) fn group_rights(
        &self,
        ids: &BTreeSet<GroupId>,
        deadline: &Deadline,
    ) -> Result<PerGroup<Rights>, KafkaError> {
        self.look_at_groups(ids, true, deadline, |_, group| rights_on(group))
    }
}

fn rights_on(group: DescriptionView<'_>) -> Result<Rights, KafkaError> {
    match group.failure() {
        None => Ok(of_described(group.rights())),
        Some((code, _)) => Err(error_of(code)),
    }
}

/// Only who may describe a topic or group is given a description: a broker that tells rights without that one
/// tells nothing.
fn of_described(rights: Rights) -> Rights {
    match rights.allow(Operation::Describe) {
        Some(false) => Rights::UNTOLD,
        Some(true) | None => rights,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_that_tells_no_right_to_describe_tells_of_no_right() {
        assert_eq!(of_described(Rights::told([])), Rights::UNTOLD);
        assert_eq!(
            of_described(Rights::told([Operation::Read])),
            Rights::UNTOLD
        );
        let described = Rights::told([Operation::Describe]);
        assert_eq!(of_described(described.clone()), described);
        assert_eq!(of_described(Rights::UNTOLD), Rights::UNTOLD);
    }
}
