use std::collections::{BTreeMap, BTreeSet};

use super::AccessArgs;
use super::args::AccessFormat;
use crate::acl::{Allowed, Check, Grant, Kind, Pattern, Task, Unseen, check};
use crate::commands::Session;
use crate::document::{AccessDocument, Envelope};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::model::{ErrorCode, KafkaError, Resource, Right, Rights};
use crate::observe::rights;
use crate::render::{Product, access_table, json};
use crate::settings::Connection;
use crate::ui::Ui;

/// Prints which commands the user may run, and what is missing.
///
/// # Errors
/// Usage: no group or topic is named that a command needs, or one twice. Failed: the cluster could not be asked.
pub fn run(
    args: &AccessArgs,
    connection: &Connection,
    session: &mut Session<'_>,
) -> Result<ExitStatus, Error> {
    let resources = args.resources()?;
    for kind in args.left_out() {
        let word = kind.word();
        session.ui.status(format_args!(
            "no {word} is named, so that what commands need of {word}s is not checked"
        ));
    }
    let looked: BTreeMap<Resource, Result<Rights, Unseen>> =
        rights(&resources, session.observer())?
            .into_iter()
            .map(|(resource, rights)| (resource, rights.map_err(unseen)))
            .collect();
    let tasks = args.tasks().into_iter();
    let checks: Vec<Check> = tasks
        .flat_map(|task| {
            let looked = looked.iter();
            looked.filter_map(|(resource, rights)| check(task, resource, rights))
        })
        .collect();
    let grant = Grant::of(connection, args.principal.as_deref());
    let missing = missing(&checks);
    let commands = grant.commands(&missing);
    for why in grant.ungrantable(&missing) {
        session.ui.warning(why);
    }
    let product = match args.format {
        AccessFormat::Table => access_table(&checks, grant.principal.as_deref(), &commands).into(),
        AccessFormat::Json => {
            let cluster_id = session.cluster.cluster_id(session.deadline)?;
            let document = AccessDocument::new(&checks, grant.principal.as_deref(), commands);
            let at = session.started_at;
            let envelope = Envelope::of_access(document, cluster_id.as_ref(), at, untold(&checks));
            let json = json(&envelope).map_err(|error| Error::new(ErrorKind::Failed, error))?;
            Product::from(json)
        }
    };
    session.ui.product(product)?;
    Ok(status(&checks))
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

fn missing(checks: &[Check]) -> BTreeSet<Right> {
    let rights = checks.iter().flat_map(|check| {
        let operations = check.missing.iter();
        operations.map(|operation| Right {
            resource: check.resource.clone(),
            operation: *operation,
        })
    });
    rights.collect()
}

/// Why something is not known, once for each resource.
fn untold(checks: &[Check]) -> Vec<String> {
    let reasons = checks.iter().filter_map(|check| {
        let reason = check.reason.as_ref()?;
        (!check.untold.is_empty()).then(|| format!("{}: {reason}", check.resource))
    });
    let reasons: BTreeSet<String> = reasons.collect();
    reasons.into_iter().collect()
}

fn status(checks: &[Check]) -> ExitStatus {
    let any = |allowed| checks.iter().any(|check| check.allowed() == allowed);
    if any(Allowed::No) {
        ExitStatus::Findings
    } else if any(Allowed::Unknown) {
        ExitStatus::Failed
    } else {
        ExitStatus::Done
    }
}

/// Prints the ACLs with which the commands may be run on groups and topics; no cluster is asked.
///
/// # Errors
/// Usage: what is needed of groups or topics, and none is named; or one of them has no ACL of its own.
pub fn recipe(
    args: &AccessArgs,
    bootstrap_servers: Option<&str>,
    ui: &mut Ui,
) -> Result<ExitStatus, Error> {
    let resources = args.resources()?;
    if let Some(kind) = args.left_out().first() {
        let word = kind.word();
        return Err(Error::usage(format!(
            "the commands need rights on {word}s, and no {word} is named"
        ))
        .hint(format!("name it with --{word}")));
    }
    let needs: Vec<_> = args.tasks().into_iter().flat_map(Task::needs).collect();
    let rights: Vec<Right> = resources
        .iter()
        .flat_map(|resource| {
            let of_kind = needs
                .iter()
                .filter(move |(kind, _)| *kind == Kind::of(resource));
            of_kind.map(move |(_, operation)| Right {
                resource: resource.clone(),
                operation: *operation,
            })
        })
        .collect();
    let grant = Grant {
        bootstrap_servers: bootstrap_servers.unwrap_or("HOST:PORT").to_owned(),
        principal: args.principal.clone(),
        pattern: if args.prefixed {
            Pattern::Prefixed
        } else {
            Pattern::Literal
        },
    };
    if let Some(why) = grant.ungrantable(&rights).into_iter().next() {
        return Err(Error::usage(why));
    }
    let mut product = grant.commands(&rights).join("\n");
    product.push('\n');
    ui.product(product)?;
    Ok(ExitStatus::Done)
}
