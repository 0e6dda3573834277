use std::collections::{BTreeMap, BTreeSet};

use super::{Kind, minimal};
use crate::model::{Operation, Resource, Right, option_word, shell_word};

/// What the names in an ACL stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// The one resource of this name.
    Literal,
    /// Every resource whose name begins so.
    Prefixed,
}

/// What Kafka reads in the place of a name as: all of them.
const EVERY: &str = "*";

/// Stands for a user whose name is not known.
pub const SOMEBODY: &str = "User:NAME";

/// ACLs for one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Where `kafka-acls.sh` is to connect to.
    pub bootstrap_servers: String,
    /// Such as `User:alice`; `None` where it is not known, for which [`SOMEBODY`] stands.
    pub principal: Option<String>,
    pub pattern: Pattern,
}

impl Grant {
    /// The commands for an administrator, one for each resource, with no right that another implies; none for what
    /// [`Grant::ungrantable`] names.
    pub fn commands<'a>(&self, rights: impl IntoIterator<Item = &'a Right>) -> Vec<String> {
        let mut of_resource: BTreeMap<&Resource, BTreeSet<Operation>> = BTreeMap::new();
        for right in rights {
            let operations = of_resource.entry(&right.resource).or_default();
            operations.insert(right.operation);
        }
        let commands = of_resource.iter();
        let commands = commands.filter(|(resource, _)| !self.is_every(resource));
        commands
            .map(|(resource, operations)| self.command(resource, operations))
            .collect()
    }

    /// Why no ACL is printed for some of these resources, where that is so: one of the name `*` is about all of
    /// them (`ResourcePattern.WILDCARD_RESOURCE` of Kafka).
    pub fn ungrantable<'a>(&self, rights: impl IntoIterator<Item = &'a Right>) -> Vec<String> {
        let resources = rights.into_iter().map(|right| &right.resource);
        let every: BTreeSet<_> = resources.filter(|one| self.is_every(one)).collect();
        let why = |resource: &Resource| {
            let word = Kind::of(resource).word();
            format!(
                "{resource}: no ACL is for it alone, since the name * in one means every {word}"
            )
        };
        every.into_iter().map(why).collect()
    }

    /// Whether Kafka reads the name of this one resource as that of all of its kind.
    fn is_every(&self, resource: &Resource) -> bool {
        let name = match resource {
            Resource::Cluster => return false,
            Resource::Group(group) => group.as_str(),
            Resource::Topic(topic) => topic,
        };
        self.pattern == Pattern::Literal && name == EVERY
    }

    fn command(&self, resource: &Resource, operations: &BTreeSet<Operation>) -> String {
        let mut words = vec![
            "kafka-acls.sh".to_owned(),
            "--bootstrap-server".to_owned(),
            shell_word(&self.bootstrap_servers).into_owned(),
            "--add".to_owned(),
            "--allow-principal".to_owned(),
            shell_word(self.principal.as_deref().unwrap_or(SOMEBODY)).into_owned(),
        ];
        for operation in minimal(operations) {
            words.extend(["--operation".to_owned(), operation.name().to_owned()]);
        }
        let (option, name) = match resource {
            Resource::Cluster => ("--cluster", None),
            Resource::Group(group) => ("--group", Some(group.as_str())),
            Resource::Topic(topic) => ("--topic", Some(&**topic)),
        };
        let Some(name) = name else {
            words.push(option.to_owned());
            return words.join(" ");
        };
        words.push(option_word(option, name));
        if self.pattern == Pattern::Prefixed {
            words.extend(["--resource-pattern-type", "prefixed"].map(str::to_owned));
        }
        words.join(" ")
    }
}

/// The principal as which a broker knows a client with these properties of librdkafka, if no broker maps it
/// to another; `None` where the client does not say it: a certificate's subject, or a token's.
pub fn principal<'a>(property: impl Fn(&str) -> Option<&'a str>) -> Option<String> {
    let protocol = property("security.protocol").unwrap_or("plaintext");
    match protocol.to_ascii_lowercase().as_str() {
        "plaintext" => Some("User:ANONYMOUS".to_owned()),
        "sasl_plaintext" | "sasl_ssl" => {
            let mechanism = property("sasl.mechanism").or_else(|| property("sasl.mechanisms"));
            let mechanism = mechanism?.to_ascii_uppercase();
            let by_name = mechanism == "PLAIN" || mechanism.starts_with("SCRAM-");
            let name = property("sasl.username").filter(|_| by_name)?;
            Some(format!("User:{name}"))
        }
        _ => None,
    }
}
