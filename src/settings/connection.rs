use std::collections::BTreeMap;

use super::secret::PropertyValue;

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
