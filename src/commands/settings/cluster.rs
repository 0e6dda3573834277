use crate::commands::Session;
use crate::error::Error;

/// Refuses a cluster that is not the context's: its id comes with the first answer of any broker.
///
/// # Errors
/// Refused: it is another one, or it tells no id. What [`crate::kafka::ReadCluster::cluster_id`] meets.
pub fn check_cluster(session: &Session<'_>) -> Result<(), Error> {
    let settings = session.settings;
    let (Some(name), Some(expected)) = (&settings.context, &settings.cluster_id) else {
        return Ok(());
    };
    let found = session.cluster.cluster_id(session.deadline)?;
    match found {
        Some(found) if found.0 == *expected => Ok(()),
        found => {
            let found = found.map_or_else(|| "one without an id".to_owned(), |id| id.to_string());
            let name = &name.value;
            Err(Error::refused(format!(
                "context {name} is for cluster {expected}, and this is {found}"
            )))
        }
    }
}
