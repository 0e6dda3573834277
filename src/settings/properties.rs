use std::collections::BTreeMap;
use std::path::Path;

use super::secret::{PropertyValue, Written};
use crate::error::Error;

/// librdkafka's properties by their names.
pub type Properties = BTreeMap<String, Written>;

/// The properties that koffset must set itself, since its promises stand on them.
pub(super) const RESERVED: [&str; 5] = [
    "group.id",
    "isolation.level",
    "allow.auto.create.topics",
    "enable.auto.commit",
    "log.queue",
];

/// Second names that librdkafka has for a property, each with the first: under one name, what is stronger
/// takes the place of what is weaker.
const ALIASES: [(&str, &str); 4] = [
    ("sasl.mechanism", "sasl.mechanisms"),
    (
        "sasl.oauthbearer.client.credentials.client.id",
        "sasl.oauthbearer.client.id",
    ),
    (
        "sasl.oauthbearer.client.credentials.client.secret",
        "sasl.oauthbearer.client.secret",
    ),
    ("max.in.flight.requests.per.connection", "max.in.flight"),
];

/// The one name under which a property is kept.
pub(super) fn first_name(key: &str) -> &str {
    let alias = ALIASES.iter().find(|(second, _)| *second == key);
    alias.map_or(key, |(_, first)| first)
}

/// Why a property cannot be set, where that is so.
pub(super) fn refusal(key: &str) -> Option<&'static str> {
    match key {
        "bootstrap.servers" | "metadata.broker.list" => {
            Some("use --bootstrap-server, or bootstrap_servers of a context")
        }
        "sasl.kerberos.kinit.cmd" => {
            Some("koffset runs kinit itself where sasl.kerberos.keytab is given")
        }
        "debug" => Some("koffset reads librdkafka's log itself, and shows none of it"),
        _ if RESERVED.contains(&key) => Some("koffset sets this property itself"),
        _ => None,
    }
}

/// Reads the `KEY=VALUE` of each `-X`.
///
/// # Errors
/// Usage: no `=`, a key given twice, or a property that koffset must set itself.
pub fn read_properties(given: &[String]) -> Result<Properties, Error> {
    let mut read = Properties::new();
    for property in given {
        let (key, value) = property
            .split_once('=')
            .filter(|(key, _)| !key.is_empty())
            .ok_or_else(|| {
                let name = name_in(property);
                let gap = if name.is_empty() { "" } else { " " };
                Error::usage(format!("-X{gap}{name}: expected key=value"))
                    .hint("for instance: -X security.protocol=ssl")
            })?;
        if let Some(why) = refusal(key) {
            return Err(Error::usage(format!("-X {key}: {why}")));
        }
        let name = first_name(key);
        let value = Written::read(name, value, Path::new(""));
        if read.insert(name.to_owned(), value).is_some() {
            return Err(Error::usage(format!("-X {key} is given twice")));
        }
    }
    Ok(read)
}

/// What may be the name of a property in a text that may hold a secret too.
fn name_in(text: &str) -> &str {
    let ends = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_');
    text.split(ends).next().unwrap_or_default()
}

/// How to reach a cluster.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// `host:port`, comma-separated.
    pub bootstrap_servers: String,
    /// librdkafka's properties (`CONFIGURATION.md` of librdkafka).
    pub properties: BTreeMap<String, PropertyValue>,
}

impl Connection {
    /// A connection without any property.
    pub fn to(bootstrap_servers: &str) -> Self {
        Connection {
            bootstrap_servers: bootstrap_servers.to_owned(),
            properties: BTreeMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(given: &[&str]) -> String {
        let given: Vec<String> = given.iter().map(|text| (*text).to_owned()).collect();
        read_properties(&given).unwrap_err().to_string()
    }

    #[test]
    fn a_property_that_koffset_sets_itself_is_refused() {
        for key in RESERVED {
            assert!(refused(&[&format!("{key}=x")]).contains("sets this property itself"));
        }
    }

    #[test]
    fn a_value_may_hold_equal_signs() {
        let read = read_properties(&["client.id=a=b".to_owned()]).unwrap();
        assert_eq!(read["client.id"].to_string(), "a=b");
    }

    #[test]
    fn what_is_no_pair_is_refused() {
        assert!(refused(&["security.protocol"]).contains("expected key=value"));
        assert_eq!(refused(&["=x"]), "-X: expected key=value");
        assert!(!refused(&["sasl.password:hunter2"]).contains("hunter2"));
    }

    #[test]
    fn a_property_under_two_names_is_given_twice() {
        let twice = refused(&["sasl.mechanisms=PLAIN", "sasl.mechanism=GSSAPI"]);
        assert_eq!(twice, "-X sasl.mechanism is given twice");
    }
}
