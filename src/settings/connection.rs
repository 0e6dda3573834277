use std::collections::BTreeMap;

use super::servers::check_servers;
use crate::error::Error;

/// The properties that koffset must set itself, since its promises stand on them.
const RESERVED: [&str; 5] = [
    "group.id",
    "isolation.level",
    "allow.auto.create.topics",
    "enable.auto.commit",
    "log.queue",
];

/// How to reach a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connection {
    /// `host:port`, comma-separated.
    pub bootstrap_servers: String,
    /// librdkafka's properties (`CONFIGURATION.md` of librdkafka), as given with `-X`.
    pub properties: BTreeMap<String, String>,
}

impl Connection {
    /// Checks the addresses, and reads the `key=value` of each `-X`.
    ///
    /// # Errors
    /// Usage: what is no address, no `=`, a key given twice, or a property that koffset must set itself.
    pub fn new(bootstrap_servers: &str, properties: &[String]) -> Result<Self, Error> {
        check_servers(bootstrap_servers)?;
        let mut read = BTreeMap::new();
        for property in properties {
            let (key, value) = property
                .split_once('=')
                .filter(|(key, _)| !key.is_empty())
                .ok_or_else(|| {
                    Error::usage(format!("-X {property}: expected key=value"))
                        .hint("for instance: -X security.protocol=ssl")
                })?;
            if RESERVED.contains(&key) {
                return Err(Error::usage(format!(
                    "-X {key}: koffset sets this property itself"
                )));
            }
            if key == "bootstrap.servers" || key == "metadata.broker.list" {
                return Err(Error::usage(format!("-X {key}: use --bootstrap-server")));
            }
            if read.insert(key.to_owned(), value.to_owned()).is_some() {
                return Err(Error::usage(format!("-X {key} is given twice")));
            }
        }
        Ok(Connection {
            bootstrap_servers: bootstrap_servers.to_owned(),
            properties: read,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(property: &str) -> String {
        Connection::new("b:9092", &[property.to_owned()])
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn a_property_that_koffset_sets_itself_is_refused() {
        for key in RESERVED {
            assert!(refused(&format!("{key}=x")).contains("sets this property itself"));
        }
    }

    #[test]
    fn a_value_may_hold_equal_signs() {
        let given = ["sasl.password=a=b".to_owned()];
        let read = Connection::new("b:9092", &given).unwrap();
        assert_eq!(read.properties["sasl.password"], "a=b");
    }

    #[test]
    fn what_is_no_pair_is_refused() {
        assert!(refused("security.protocol").contains("expected key=value"));
        assert!(refused("=x").contains("expected key=value"));
    }
}
