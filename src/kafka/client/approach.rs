use crate::kafka::config::security_protocol;
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

/// The two names of one property.
const MECHANISM: [&str; 2] = ["sasl.mechanism", "sasl.mechanisms"];

impl Approach {
    pub(super) fn of(connection: &Connection) -> Self {
        let given = |key: &str| connection.properties.get(key).map(String::as_str);
        let protocol = security_protocol(connection).to_ascii_lowercase();
        let is_token = |mechanism: &str| mechanism.eq_ignore_ascii_case("OAUTHBEARER");
        Approach {
            is_encrypted: protocol.ends_with("ssl"),
            logs_in: protocol.starts_with("sasl_"),
            by_token: MECHANISM.into_iter().filter_map(given).any(is_token),
            has_certificate: CERTIFICATES.into_iter().any(|key| given(key).is_some()),
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
