//! What the properties of a connection say of how brokers are approached.

use crate::settings::{Connection, PropertyValue, mechanisms};

/// The mechanism of SASL, by either of the property's names.
pub(super) fn mechanism(connection: &Connection) -> Option<&str> {
    property(connection, "sasl.mechanism").or_else(|| property(connection, "sasl.mechanisms"))
}

pub(super) fn property<'c>(connection: &'c Connection, key: &str) -> Option<&'c str> {
    connection.properties.get(key).map(PropertyValue::expose)
}

/// The protocol of a connection: the property, or what stands before the first address.
pub(in crate::kafka) fn protocol(connection: &Connection) -> &str {
    let before_address = || {
        let (named, _) = connection.bootstrap_servers.split_once("://")?;
        Some(named.trim())
    };
    property(connection, "security.protocol")
        .or_else(before_address)
        .unwrap_or("plaintext")
}

/// Whether SASL is what the protocol of a connection asks for.
pub(super) fn logs_in(connection: &Connection) -> bool {
    let protocol = protocol(connection).to_ascii_lowercase();
    protocol.starts_with("sasl_")
}

/// Whether Kerberos is what this connection logs in with.
pub(super) fn uses_kerberos(connection: &Connection) -> bool {
    logs_in(connection) && mechanism(connection) == Some(mechanisms::KERBEROS)
}

/// Whether IAM is what this connection logs in with.
pub(super) fn uses_iam(connection: &Connection) -> bool {
    mechanism(connection) == Some(mechanisms::MSK_IAM)
}

/// How koffset approaches brokers, as far as it tells why they do not answer.
#[derive(Clone, Debug, Default)]
pub(in crate::kafka) struct Approach {
    pub(in crate::kafka) is_encrypted: bool,
    pub(in crate::kafka) logs_in: bool,
    /// Whether tokens are what it logs in with.
    pub(in crate::kafka) by_token: bool,
    /// Whether it logs in with a ticket of Kerberos.
    pub(in crate::kafka) by_ticket: bool,
    /// Whether it signs its tokens itself, for AWS MSK.
    pub(in crate::kafka) by_iam: bool,
    /// Whether it has a certificate of its own, and its key.
    pub(in crate::kafka) has_certificate: bool,
    /// Where tokens come from.
    pub(in crate::kafka) token_endpoint: Option<String>,
}

impl Approach {
    pub(in crate::kafka) fn of(connection: &Connection) -> Self {
        let given = |key: &str| property(connection, key);
        let has = |keys: [&str; 2]| keys.into_iter().any(|key| given(key).is_some());
        let protocol = protocol(connection).to_ascii_lowercase();
        let mechanism = mechanism(connection).unwrap_or_default();
        let has_pair = has(["ssl.certificate.location", "ssl.certificate.pem"])
            && has(["ssl.key.location", "ssl.key.pem"]);
        Approach {
            is_encrypted: protocol.ends_with("ssl"),
            logs_in: logs_in(connection),
            by_token: mechanism.eq_ignore_ascii_case("OAUTHBEARER"),
            by_iam: uses_iam(connection),
            by_ticket: uses_kerberos(connection),
            has_certificate: has_pair || given("ssl.keystore.location").is_some(),
            token_endpoint: given("sasl.oauthbearer.token.endpoint.url").map(str::to_owned),
        }
    }

    /// The value of `security.protocol` that this would be with other choices.
    pub(in crate::kafka) fn protocol(is_encrypted: bool, logs_in: bool) -> &'static str {
        match (is_encrypted, logs_in) {
            (false, false) => "plaintext",
            (true, false) => "ssl",
            (false, true) => "sasl_plaintext",
            (true, true) => "sasl_ssl",
        }
    }
}
