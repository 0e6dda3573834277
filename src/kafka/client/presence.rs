//! Brokers that do not answer: noticing them, and going on without them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::brokers::{Addressee, nobody};
use super::session::Session;
use crate::clock::Deadline;
use crate::kafka::diagnosis::duration_in_words;
use crate::kafka::native::{Api, Asked, Broker, Handle};
use crate::model::{ErrorCode, GroupId, KafkaError};

/// How long a broker to which no connection comes about is waited for: enough for one that is just starting to
/// listen, or for a partition to get another leader.
const PATIENCE: Duration = Duration::from_millis(1500);

impl Session {
    /// Asks which brokers there are.
    ///
    /// # Errors
    /// `INTERRUPTED`, or no broker answered.
    pub(super) fn learn_brokers(
        &self,
        timeout: Duration,
        deadline: &Deadline,
    ) -> Result<(), KafkaError> {
        let found = self.blocking(timeout, deadline, Handle::brokers)?;
        self.brokers().note_all(found);
        Ok(())
    }

    /// As [`Session::learn_brokers`], of another broker where one is silent.
    pub(super) fn learn_all_brokers(&self, deadline: &Deadline) -> Result<(), KafkaError> {
        let timeout = deadline.request()?;
        match self.learn_brokers(timeout.min(PATIENCE), deadline) {
            Err(error) if error.code != ErrorCode::INTERRUPTED => {
                self.learn_brokers(timeout, deadline)
            }
            learned => learned,
        }
    }

    /// Says of each group who answers for it.
    pub(super) fn for_coordinators(&self, groups: Vec<GroupId>) -> Vec<(GroupId, Addressee)> {
        let brokers = self.brokers();
        let groups = groups.into_iter();
        let addressed = groups.map(|group| {
            let coordinator = brokers.coordinator(&group);
            (group, coordinator)
        });
        addressed.collect()
    }

    /// The broker to ask what any can answer: where librdkafka chose one that is down, it would choose that one
    /// again.
    pub(super) fn chosen(&self, api: Api, tries: u32, now: Instant) -> Option<i32> {
        if api.asks() != Asked::AnyBroker {
            return None;
        }
        let reachability = self.reachability();
        let brokers = self.brokers();
        let all = brokers.all();
        let seems_there = |broker: &&Arc<Broker>| {
            brokers.lost(broker, now).is_none() && !reachability.is_apart(&broker.address)
        };
        let there: Vec<_> = all.iter().filter(seems_there).collect();
        let index = usize::try_from(tries).ok()?.checked_rem(there.len())?;
        let choose = tries > 0 || there.len() < all.len();
        choose.then(|| there[index].id)
    }

    /// Refuses to ask a broker that was given up a moment ago. One that is connected, and was slow to look into its
    /// logs, is still asked for groups.
    ///
    /// # Errors
    /// What was said of it then.
    pub(super) fn check_addressee(
        &self,
        api: Api,
        addressee: &Addressee,
        now: Instant,
        deadline: &Deadline,
    ) -> Result<(), KafkaError> {
        let Addressee::Broker(broker) = addressee else {
            return Ok(());
        };
        let counts = api.asks() == Asked::Named || self.reachability().is_apart(&broker.address);
        if deadline.insists() || !counts {
            return Ok(());
        }
        let lost = self.brokers().lost(broker, now).cloned();
        lost.map_or(Ok(()), Err)
    }

    /// Whether an answer that did not come for so long is not going to.
    pub(super) fn is_in_vain(
        &self,
        addressee: &Addressee,
        waited: Duration,
        deadline: &Deadline,
    ) -> bool {
        let is_gone = || match addressee {
            Addressee::Anyone => false,
            Addressee::Broker(broker) => self.reachability().is_apart(&broker.address),
            Addressee::Nobody { .. } => true,
        };
        waited >= PATIENCE && !deadline.insists() && is_gone()
    }

    /// Says why nothing came. A broker that is to blame is remembered: one to which no connection comes about,
    /// or that was asked for what it answers at once. A coordinator may have reason to be slow.
    pub(super) fn unanswered(
        &self,
        api: Api,
        addressee: &Addressee,
        deadline: &Deadline,
        waited: Duration,
    ) -> KafkaError {
        match addressee {
            Addressee::Broker(broker) if self.has_answered() => {
                let is_apart = self.reachability().is_apart(&broker.address);
                if !is_apart && api.asks() != Asked::Named {
                    return self.timed_out(deadline, waited);
                }
                let cut = if is_apart { "" } else { deadline.cut(waited) };
                let waited = duration_in_words(waited);
                let message = format!("no answer of broker {} within {waited}{cut}", broker.id);
                let timed_out = KafkaError::new(ErrorCode::TIMED_OUT, message);
                let error = self
                    .reachability()
                    .with_obstacle(timed_out, &broker.address);
                let now = deadline.clock().instant();
                self.brokers().lose(broker, &error, now);
                error
            }
            Addressee::Nobody { missing } => nobody(missing),
            _ => self.timed_out(deadline, waited),
        }
    }
}
