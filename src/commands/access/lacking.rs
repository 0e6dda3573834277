use std::collections::BTreeSet;

use crate::acl::{Grant, HIDDEN_GROUPS, Pattern, principal};
use crate::error::{Error, ErrorKind};
use crate::exit::ExitStatus;
use crate::model::{Resource, Right, option_word};
use crate::settings::{Connection, PropertyValue};
use crate::ui::Ui;

/// Resources beyond this many are only counted.
const SHOWN: usize = 5;

impl Grant {
    /// ACLs for the user of a connection, or for another one.
    pub(super) fn of(connection: &Connection, another: Option<&str>) -> Self {
        let property = |key: &str| connection.properties.get(key).map(PropertyValue::expose);
        let user = another.map(str::to_owned).or_else(|| principal(property));
        Grant {
            bootstrap_servers: connection.bootstrap_servers.clone(),
            principal: user,
            pattern: Pattern::Literal,
        }
    }
}

/// Says, of a command that did not come to its end, which ACLs would have let it.
pub fn with_lacking(
    ended: Result<ExitStatus, Error>,
    mut lacking: BTreeSet<Right>,
    connection: &Connection,
    ui: &mut Ui,
) -> Result<ExitStatus, Error> {
    if let Err(error) = &ended {
        let is_told = error.hints.iter().any(|hint| hint == HIDDEN_GROUPS);
        if error.kind == ErrorKind::Refused && !is_told {
            // Groups were listed only for the name that may have been meant.
            lacking.retain(|right| right.resource != Resource::Cluster);
        }
        lacking.extend(error.lacking.iter().cloned());
    }
    if lacking.is_empty() || matches!(ended, Ok(ExitStatus::Done)) {
        return ended;
    }
    let lines = lines(&lacking, &Grant::of(connection, None));
    match ended {
        Err(error) => Err(lines.into_iter().fold(error, Error::hint)),
        Ok(status) => {
            lines.iter().for_each(|line| ui.hint(line));
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
    lines.extend(grant.ungrantable(lacking).into_iter().take(SHOWN));
    if let Some(more @ 1..) = resources.len().checked_sub(SHOWN) {
        lines.push(format!("and so for {more} more"));
    }
    lines.extend(next_step(resources.into_iter().take(SHOWN)));
    lines
}

/// A broker names the first right that it misses, and there may be more.
fn next_step<'a>(resources: impl Iterator<Item = &'a Resource>) -> Option<String> {
    let names = resources.filter_map(|resource| match resource {
        Resource::Cluster => None,
        Resource::Group(group) => Some(format!(" {}", option_word("-g", group.as_str()))),
        Resource::Topic(topic) => Some(format!(" {}", option_word("-t", topic))),
    });
    let names: String = names.collect();
    (!names.is_empty()).then(|| format!("koffset access{names} shows all that is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{GroupId, Operation, TopicName};

    fn lines_of(resources: impl IntoIterator<Item = Resource>) -> Vec<String> {
        let operation = Operation::Read;
        let rights = resources.into_iter().map(|resource| Right {
            resource,
            operation,
        });
        lines(&rights.collect(), &Grant::of(&Connection::to("a:1"), None))
    }

    #[test]
    fn names_in_a_command_to_be_pasted_mean_only_themselves() {
        let group = Resource::Group(GroupId::new("$(reboot) it's"));
        let topic = Resource::Topic(TopicName::from("orders"));
        assert_eq!(
            lines_of([group, topic]).last().unwrap(),
            r"koffset access -g '$(reboot) it'\''s' -t orders shows all that is missing"
        );
    }

    #[test]
    fn what_kafka_would_read_as_every_group_is_not_printed_for_one() {
        let lines = lines_of([Resource::Group(GroupId::new("*"))]);
        assert_eq!(
            lines,
            [
                "group *: no ACL is for it alone, since the name * in one means every group",
                "koffset access -g '*' shows all that is missing"
            ]
        );
    }
}
