use super::args::ContextFormat;
use super::{CheckArgs, ListArgs, ShowArgs};
use crate::clock::Clock;
use crate::commands::{Session, settings::ConfigFile};
use crate::document::{
    CONTEXT, CONTEXT_CHECK, CONTEXTS, CheckedContext, ContextList, Envelope, ShownContext,
};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::model::{ClusterId, visible};
use crate::render::{Page, Product, contexts_table, counted, json, settings_table};
use crate::settings::Settings;
use crate::ui::Ui;

/// Prints what counts, without any secret.
///
/// # Errors
/// Failed: stdout takes no more.
pub fn show(
    args: &ShowArgs,
    settings: &Settings,
    clock: &dyn Clock,
    ui: &mut Ui,
) -> Result<ExitStatus, Error> {
    let product = match args.format {
        ContextFormat::Table => Ok(settings_table(settings, args.origin).into()),
        ContextFormat::Json => json(&Envelope::new(
            CONTEXT,
            None,
            clock.now(),
            Vec::new(),
            ShownContext::of(settings),
        ))
        .map(Product::from),
    };
    ui.product(product.map_err(|error| Error::new(ErrorKind::Failed, error))?)?;
    Ok(ExitStatus::Done)
}

/// Prints the contexts of the file.
///
/// # Errors
/// As [`ConfigFile::read`].
pub fn list(
    args: &ListArgs,
    file: &ConfigFile,
    clock: &dyn Clock,
    ui: &mut Ui,
) -> Result<ExitStatus, Error> {
    let contexts = file.read()?.contexts;
    if contexts.contexts.is_empty() {
        let file = contexts.file.display();
        ui.status(format_args!("{file} holds no contexts"));
    }
    let product = match args.format {
        ContextFormat::Table if contexts.contexts.is_empty() => Ok(Page::default().into()),
        ContextFormat::Table => Ok(contexts_table(&contexts).into()),
        ContextFormat::Json => json(&Envelope::new(
            CONTEXTS,
            None,
            clock.now(),
            Vec::new(),
            ContextList::of(&contexts),
        ))
        .map(Product::from),
    };
    ui.product(product.map_err(|error| Error::new(ErrorKind::Failed, error))?)?;
    Ok(ExitStatus::Done)
}

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
