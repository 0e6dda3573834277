//! What is looked at, for how long and for whom; what the user may do and see.

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::Deadline;
use crate::error::Error;
use crate::kafka::ReadCluster;
use crate::model::{ErrorCode, KafkaError, Resource, Rights};

/// What is looked at, for how long, and who is told how it goes.
#[derive(Clone, Copy)]
pub struct Observer<'a> {
    pub cluster: &'a dyn ReadCluster,
    pub deadline: &'a Deadline,
    pub notices: &'a dyn Notices,
}

/// What a reading says of itself while it goes on.
pub trait Notices {
    /// Work over so many pieces begins; it is over when what this returns is dropped.
    fn progress(&self, work: &'static str, pieces: usize) -> Box<dyn Progress>;

    /// What was asked for is seen in part alone.
    fn warning(&self, text: &str);
}

/// Work that is under way.
pub trait Progress {
    /// One more piece is done.
    fn advance(&self);
}

/// Nobody is told.
pub struct Silent;

impl Notices for Silent {
    fn progress(&self, _work: &'static str, _pieces: usize) -> Box<dyn Progress> {
        Box::new(Silent)
    }

    fn warning(&self, _: &str) {}
}

impl Progress for Silent {
    fn advance(&self) {}
}

/// Passes on that a reading was interrupted, and hands back whatever else came of it: for what adds to what was read,
/// and spoils nothing of it where it fails.
///
/// # Errors
/// `INTERRUPTED`.
pub(super) fn unless_interrupted<T>(
    read: Result<T, KafkaError>,
) -> Result<Result<T, KafkaError>, KafkaError> {
    match read {
        Err(error) if error.code == ErrorCode::INTERRUPTED => Err(error),
        read => Ok(read),
    }
}

/// What stands where a cluster should have answered for something and did not.
pub fn unanswered() -> KafkaError {
    KafkaError::new(ErrorCode::BAD_MESSAGE, "the cluster did not answer for it")
}

/// Asks what the user may do with resources; a request for the groups, and one for the topics.
///
/// # Errors
/// Failed: the cluster could not be asked.
pub fn rights(
    resources: &BTreeSet<Resource>,
    observer: Observer<'_>,
) -> Result<BTreeMap<Resource, Result<Rights, KafkaError>>, Error> {
    let Observer {
        cluster, deadline, ..
    } = observer;
    let (mut groups, mut topics) = (BTreeSet::new(), BTreeSet::new());
    let mut looked = BTreeMap::new();
    for resource in resources {
        match resource {
            Resource::Cluster => {
                let rights = cluster.cluster_rights(deadline)?;
                looked.insert(Resource::Cluster, Ok(rights));
            }
            Resource::Group(id) => drop(groups.insert(id.clone())),
            Resource::Topic(name) => drop(topics.insert(name.clone())),
        }
    }
    if !groups.is_empty() {
        let rights = cluster.group_rights(&groups, deadline)?.into_iter();
        looked.extend(rights.map(|(id, rights)| (Resource::Group(id), rights)));
    }
    if !topics.is_empty() {
        let rights = cluster.topic_rights(&topics, deadline)?.into_iter();
        looked.extend(rights.map(|(name, rights)| (Resource::Topic(name), rights)));
    }
    deadline.check()?;
    Ok(looked)
}

/// The name of a broker's setting.
const AUTHORIZER: &str = "authorizer.class.name";

/// Whether nothing is hidden from anybody: every broker tells that it has no authorizer. No right proves it, since an
/// authorizer decides for each topic anew (`allow.everyone.if.no.acl.found`, an ACL that denies).
pub fn sees_everything(observer: Observer<'_>) -> bool {
    let told = observer
        .cluster
        .every_brokers_setting(AUTHORIZER, observer.deadline);
    let has_none = |class: &Result<Option<String>, KafkaError>| matches!(class, Ok(Some(class)) if class.is_empty());
    told.is_ok_and(|told| !told.is_empty() && told.values().all(has_none))
}
