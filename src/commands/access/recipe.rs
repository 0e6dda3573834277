use super::AccessArgs;
use crate::acl::{Grant, Kind, Pattern, Task};
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::model::Right;
use crate::ui::Ui;

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
