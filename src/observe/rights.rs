//! What the user may do, and see.

use std::collections::{BTreeMap, BTreeSet};

use super::Observer;
use crate::error::Error;
use crate::model::{KafkaError, Resource, Rights};

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
