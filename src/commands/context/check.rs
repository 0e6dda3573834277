use crate::commands::Session;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::render::counted;

/// Says which cluster answers, after [`crate::commands::settings::check_cluster`] has compared it.
///
/// # Errors
/// Failed: the cluster does not answer.
pub fn check(session: &mut Session<'_>) -> Result<ExitStatus, Error> {
    let id = session.cluster.cluster_id(session.deadline)?;
    let topics = session.cluster.topic_names(session.deadline)?;
    let took = session.deadline.clock().now() - session.started_at;
    let settings = session.settings;
    let name = settings.context.as_ref();
    let name = name.map_or("-", |name| name.value.as_str());
    let id = match (id, &settings.cluster_id) {
        (None, _) => "answers, and tells no id".to_owned(),
        (Some(id), Some(_)) => format!("{id}, as the context says"),
        (Some(id), None) if settings.context.is_some() => {
            format!("{id}; cluster_id = \"{id}\" in the context would keep commands off another")
        }
        (Some(id), None) => id.to_string(),
    };
    let topics = counted(topics.len(), "topic");
    session.ui.product(&format!(
        "context  {name}\ncluster  {id}\ntopics   {topics} that this user may describe\ntook     {} ms\n",
        took.num_milliseconds()
    ))?;
    Ok(ExitStatus::Done)
}
