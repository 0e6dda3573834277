use std::collections::BTreeSet;

use super::{Align, Cell, Page, Table, Tone, cell};
use crate::acl::{Allowed, Check, SOMEBODY};
use crate::model::Operation;

const COLUMNS: [(&str, Align); 4] = [
    ("COMMAND", Align::Left),
    ("ON", Align::Left),
    ("ALLOWED", Align::Left),
    ("MISSING", Align::Left),
];

/// Writes what commands may do as columns, and under them the commands that grant what is missing.
pub fn access_table(checks: &[Check], principal: Option<&str>, commands: &[String]) -> Page {
    let mut table = Table::new(&COLUMNS);
    for check in checks {
        table.row([
            Cell::from(check.command),
            check.resource.to_string().into(),
            allowed(check.allowed()),
            missing(check).into(),
        ]);
    }
    let mut page = table.render();
    if !commands.is_empty() {
        let what = match principal {
            Some(principal) => format!("grants {principal} what is missing with"),
            None => format!(
                "grants what is missing with this, where {SOMEBODY} is who you are to the brokers"
            ),
        };
        page.gap();
        page.line(format_args!("an administrator {what}:"));
        commands.iter().for_each(|command| page.line(command));
    }
    page
}

fn allowed(allowed: Allowed) -> Cell {
    match allowed {
        Allowed::Yes => "yes".into(),
        Allowed::No => cell("no", Tone::Bad),
        Allowed::Unknown => cell("unknown", Tone::Bad),
    }
}

fn missing(check: &Check) -> String {
    let names = |operations: &BTreeSet<Operation>| {
        let names: Vec<&str> = operations.iter().map(|one| one.name()).collect();
        names.join(", ")
    };
    let missing = names(&check.missing);
    let untold = names(&check.untold);
    let reason = check.reason.as_deref().unwrap_or_default();
    match (check.missing.is_empty(), check.untold.is_empty()) {
        (_, true) => missing,
        (true, false) => format!("? {untold}: {reason}"),
        (false, false) => format!("{missing}; ? {untold}: {reason}"),
    }
}
