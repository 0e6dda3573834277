use std::collections::BTreeSet;

use crate::commands::Session;
use crate::commands::gather::observe_each_group;
use crate::error::Error;
use crate::kafka::Stability;
use crate::model::{ErrorCode, GroupId, KafkaError, ObservedGroup, PerGroup};

/// Describes groups and reads their commits; what fails, or comes too late, stands at its group. `on_group` is
/// told of each group that is done.
///
/// # Errors
/// Interrupted: by Ctrl-C.
pub(super) fn look_at(
    ids: &BTreeSet<GroupId>,
    stability: Stability,
    session: &Session<'_>,
    on_group: &mut dyn FnMut(),
) -> Result<PerGroup<ObservedGroup>, Error> {
    let (cluster, deadline) = (session.cluster, session.deadline);
    let looked = match observe_each_group(cluster, deadline, ids, stability, on_group) {
        Ok(looked) => looked,
        Err(error) => {
            let failed = |id: &GroupId| (id.clone(), Err(error.clone()));
            ids.iter().map(failed).collect()
        }
    };
    let interrupted = |error: &&KafkaError| error.code == ErrorCode::INTERRUPTED;
    let errors = looked.values().filter_map(|group| group.as_ref().err());
    match errors.into_iter().find(interrupted) {
        Some(error) => Err(error.clone().into()),
        None => Ok(looked),
    }
}
