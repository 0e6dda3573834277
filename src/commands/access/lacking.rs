use std::collections::BTreeSet;

use super::args::SOMEBODY;
use crate::acl::{Grant, Pattern, principal};
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::model::{Resource, Right};
use crate::settings::Connection;
use crate::ui::Ui;

/// Resources beyond this many are only counted.
const SHOWN: usize = 5;

impl Grant {
    /// ACLs for the user of a connection, or for another one.
    pub(super) fn of(connection: &Connection, another: Option<&str>) -> Self {
        let property = |key: &str| connection.properties.get(key).map(String::as_str);
        let user = another.map(str::to_owned).or_else(|| principal(property));
        Grant {
            bootstrap_servers: connection.bootstrap_servers.clone(),
            principal: user.unwrap_or_else(|| SOMEBODY.to_owned()),
            pattern: Pattern::Literal,
        }
    }
}

/// Says, of a command that did not come to its end, which ACLs would have let it.
pub fn with_lacking(
    ended: Result<ExitStatus, Error>,
    lacking: &BTreeSet<Right>,
    connection: &Connection,
    ui: &mut Ui,
) -> Result<ExitStatus, Error> {
    if lacking.is_empty() || matches!(ended, Ok(ExitStatus::Done)) {
        return ended;
    }
    let lines = lines(lacking, &Grant::of(connection, None));
    match ended {
        Err(error) => Err(lines.into_iter().fold(error, Error::hint)),
        Ok(status) => {
            lines.iter().for_each(|line| ui.status(line));
            Ok(status)
        }
    }
}

fn lines(lacking: &BTreeSet<Right>, grant: &Grant) -> Vec<String> {
    let resources: BTreeSet<&Resource> = lacking.iter().map(|right| &right.resource).collect();
    let mut lines: Vec<String> = grant
        .commands(lacking)
        .into_iter()
        .take(SHOWN)
        .map(|command| format!("an administrator allows it with: {command}"))
        .collect();
    if let Some(more @ 1..) = resources.len().checked_sub(SHOWN) {
        lines.push(format!("and so for {more} more"));
    }
    lines
}
