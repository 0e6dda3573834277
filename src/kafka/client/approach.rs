use std::collections::BTreeMap;

use crate::settings::Connection;

/// How koffset approaches brokers, as far as it tells why they do not answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Approach {
    pub(super) is_encrypted: bool,
    pub(super) logs_in: bool,
    /// Whether tokens are what it logs in with.
    pub(super) by_token: bool,
    /// Whether it has a certificate of its own.
    pub(super) has_certificate: bool,
    /// Where tokens come from.
    pub(super) token_endpoint: Option<String>,
}

/// What tells librdkafka the client's own certificate.
const CERTIFICATES: [&str; 3] = [
    "ssl.certificate.location",
    "ssl.certificate.pem",
    "ssl.keystore.location",
];

impl Approach {
    pub(super) fn of(connection: &Connection) -> Self {
        let given = &connection.properties;
        let protocol = security_protocol(&connection.bootstrap_servers, given);
        let endpoint = given.get("sasl.oauthbearer.token.endpoint.url");
        Approach {
            is_encrypted: protocol.ends_with("ssl"),
            logs_in: protocol.starts_with("sasl_"),
            by_token: ["sasl.mechanism", "sasl.mechanisms"]
                .into_iter()
                .filter_map(|key| given.get(key))
                .any(|mechanism| mechanism.eq_ignore_ascii_case("OAUTHBEARER")),
            has_certificate: CERTIFICATES.into_iter().any(|key| given.contains_key(key)),
            token_endpoint: endpoint.cloned(),
        }
    }

    /// The value of `security.protocol` that this would be with other choices.
    pub(super) fn protocol(is_encrypted: bool, logs_in: bool) -> &'static str {
        match (is_encrypted, logs_in) {
            (false, false) => "plaintext",
            (true, false) => "ssl",
            (false, true) => "sasl_plaintext",
            (true, true) => "sasl_ssl",
        }
    }
}

/// What is said of the protocol, before the first address or as a property.
fn security_protocol(servers: &str, given: &BTreeMap<String, String>) -> String {
    let property = given.get("security.protocol").map(String::as_str);
    let before_address = servers.split_once("://").map(|(protocol, _)| protocol);
    let protocol = property.or(before_address).unwrap_or("plaintext");
    protocol.trim().to_ascii_lowercase()
}
