use std::collections::{BTreeMap, BTreeSet};

use crate::commands::Session;
use crate::error::Error;
use crate::model::{KafkaError, Resource, Rights};

/// Asks what the user may do with resources; a request for the groups, and one for the topics.
///
/// # Errors
/// Failed: the cluster could not be asked.
pub fn look(
    resources: &BTreeSet<Resource>,
    session: &Session<'_>,
) -> Result<BTreeMap<Resource, Result<Rights, KafkaError>>, Error> {
    let (cluster, deadline) = (session.cluster, session.deadline);
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
