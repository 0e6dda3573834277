use crate::kafka::{iam, kerberos, security};
use crate::settings::Connection;

/// How koffset approaches brokers, as far as it tells why they do not answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Approach {
    pub(super) is_encrypted: bool,
    pub(super) logs_in: bool,
    /// Whether tokens are what it logs in with.
    pub(super) by_token: bool,
    /// Whether it logs in with a ticket of Kerberos.
    pub(super) by_ticket: bool,
    /// Whether it signs its tokens itself, for AWS MSK.
    pub(super) by_iam: bool,
    /// Whether it has a certificate of its own, and its key.
    pub(super) has_certificate: bool,
    /// Where tokens come from.
    pub(super) token_endpoint: Option<String>,
}

impl Approach {
    pub(super) fn of(connection: &Connection) -> Self {
        let given = |key: &str| security::property(connection, key);
        let has = |keys: [&str; 2]| keys.into_iter().any(|key| given(key).is_some());
        let protocol = security::protocol(connection).to_ascii_lowercase();
        let mechanism = security::mechanism(connection).unwrap_or_default();
        let has_pair = has(["ssl.certificate.location", "ssl.certificate.pem"])
            && has(["ssl.key.location", "ssl.key.pem"]);
        Approach {
            is_encrypted: protocol.ends_with("ssl"),
            logs_in: security::logs_in(connection),
            by_token: mechanism.eq_ignore_ascii_case("OAUTHBEARER"),
            by_iam: iam::is_chosen(connection),
            by_ticket: kerberos::is_chosen(connection),
            has_certificate: has_pair || given("ssl.keystore.location").is_some(),
            token_endpoint: given("sasl.oauthbearer.token.endpoint.url").map(str::to_owned),
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
