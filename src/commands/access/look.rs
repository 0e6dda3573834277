use std::collections::{BTreeMap, BTreeSet};

use crate::acl::Unseen;
use crate::commands::Session;
use crate::error::Error;
use crate::model::{ErrorCode, KafkaError, Resource, Rights};

/// Asks what the user may do with resources; a request for the groups, and one for the topics.
///
/// # Errors
/// Failed: the cluster could not be asked.
pub fn look(
    resources: &BTreeSet<Resource>,
    session: &Session<'_>,
) -> Result<BTreeMap<Resource, Result<Rights, Unseen>>, Error> {
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
        looked.extend(rights.map(|(id, rights)| (Resource::Group(id), rights.map_err(unseen))));
    }
    if !topics.is_empty() {
        let rights = cluster.topic_rights(&topics, deadline)?.into_iter();
        looked.extend(rights.map(|(name, rights)| (Resource::Topic(name), rights.map_err(unseen))));
    }
    deadline.check()?;
    Ok(looked)
}

fn unseen(error: KafkaError) -> Unseen {
    let lacks_describe = matches!(
        error.code,
        ErrorCode::GROUP_AUTHORIZATION_FAILED | ErrorCode::TOPIC_AUTHORIZATION_FAILED
    );
    let reason = match (lacks_describe, error.code) {
        (true, _) => "what you may not describe tells nothing else".to_owned(),
        (_, ErrorCode::UNKNOWN_TOPIC_OR_PARTITION) => "there is no such topic".to_owned(),
        _ => error.to_string(),
    };
    Unseen {
        reason,
        lacks_describe,
    }
}
