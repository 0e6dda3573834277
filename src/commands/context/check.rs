use super::CheckArgs;
use super::args::ContextFormat;
use crate::commands::Session;
use crate::document::{CONTEXT_CHECK, CheckedContext, Envelope};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::model::{ClusterId, visible};
use crate::render::{Page, Product, counted, json};

/// Says which cluster answers, after [`crate::commands::settings::check_cluster`] has compared it.
///
/// # Errors
/// Failed: the cluster does not answer.
pub fn check(args: &CheckArgs, session: &mut Session<'_>) -> Result<ExitStatus, Error> {
    let id = session.cluster.cluster_id(session.deadline)?;
    let brokers = session.cluster.brokers(session.deadline)?.len();
    let topics = session.cluster.topic_names(session.deadline)?.len();
    let took = session.deadline.clock().now() - session.started_at;
    let settings = session.settings;
    let checked = CheckedContext {
        context: settings.context.as_ref().map(|name| name.value.clone()),
        expected_cluster_id: settings.cluster_id.clone(),
        brokers,
        topics,
        took_ms: took.num_milliseconds(),
    };
    let product = match args.format {
        ContextFormat::Table => page(id.as_ref(), &checked).into(),
        ContextFormat::Json => json(&Envelope::new(
            CONTEXT_CHECK,
            id.as_ref(),
            session.started_at,
            Vec::new(),
            checked,
        ))
        .map(Product::from)
        .map_err(|error| Error::new(ErrorKind::Failed, error))?,
    };
    session.ui.product(product)?;
    Ok(ExitStatus::Done)
}

fn page(id: Option<&ClusterId>, checked: &CheckedContext) -> Page {
    let name = checked.context.as_deref();
    let id = match (id, &checked.expected_cluster_id) {
        (None, _) => "answers, and tells no id".to_owned(),
        (Some(id), Some(_)) => format!("{id}, as the context says"),
        (Some(id), None) if name.is_some() => {
            format!("{id}; cluster_id = \"{id}\" in the context would keep commands off another")
        }
        (Some(id), None) => id.to_string(),
    };
    let topics = counted(checked.topics, "topic");
    Page::from_iter([
        format!("context  {}", name.map_or("-".into(), visible)),
        format!("cluster  {id}"),
        format!("brokers  {}", checked.brokers),
        format!("topics   {topics} that this user may describe"),
        format!("took     {} ms", checked.took_ms),
    ])
}
