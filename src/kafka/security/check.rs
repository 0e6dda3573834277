//! What makes no sense of how a connection is secured, said before librdkafka does in words of its own or not at all.

use std::fs::File;

use super::approach::{logs_in, mechanism, property, protocol};
use super::{iam, kerberos};
use crate::model::{ErrorCode, KafkaError};
use crate::settings::{Connection, mechanisms};

/// The properties that name a file, or a folder of certificates.
const FILES: [&str; 7] = [
    "sasl.kerberos.keytab",
    "ssl.ca.location",
    "ssl.certificate.location",
    "ssl.crl.location",
    "ssl.key.location",
    "ssl.keystore.location",
    "https.ca.location",
];

/// A value of these properties that is no file: librdkafka looks for one itself.
const LOOKED_FOR: &str = "probe";

/// Checks what is said of security.
///
/// # Errors
/// `INVALID_ARGUMENT`: an address with another protocol, SASL without a mechanism or with one that is not built in,
/// OAUTHBEARER without a way to a token, half of what Kerberos needs, a file that cannot be read.
pub(in crate::kafka) fn check(connection: &Connection) -> Result<(), KafkaError> {
    if let Some(lacking) = mechanism(connection).and_then(mechanisms::not_built_in) {
        let error = KafkaError::new(ErrorCode::INVALID_ARGUMENT, lacking.why());
        return Err(error.with_hint(Some(lacking.hint())));
    }
    let complaint = other_protocol(connection)
        .or_else(|| no_mechanism(connection))
        .or_else(|| no_token(connection))
        .or_else(|| kerberos::complaint(connection))
        .or_else(|| iam::complaint(connection))
        .or_else(|| unreadable(connection));
    match complaint {
        Some(why) => Err(KafkaError::new(ErrorCode::INVALID_ARGUMENT, why)),
        None => Ok(()),
    }
}

/// Whether a program may be run to log in: kinit, or what a profile of AWS names.
pub(in crate::kafka) fn may_run_a_program(connection: &Connection) -> bool {
    kerberos::runs_kinit(connection) || iam::may_run_a_program(connection)
}

/// Finds an address that librdkafka would leave out in silence.
fn other_protocol(connection: &Connection) -> Option<String> {
    let protocol = protocol(connection);
    let mut servers = connection.bootstrap_servers.split(',');
    let other = servers.find(|server| {
        let named = server.split_once("://");
        named.is_some_and(|(named, _)| !named.trim().eq_ignore_ascii_case(protocol))
    })?;
    Some(format!(
        "security.protocol={protocol} is not that of the address {other}"
    ))
}

/// librdkafka would take Kerberos for granted.
fn no_mechanism(connection: &Connection) -> Option<String> {
    (logs_in(connection) && mechanism(connection).is_none()).then(|| {
        let protocol = protocol(connection);
        format!(
            "security.protocol={protocol} needs sasl.mechanism: one of {}",
            mechanisms::mechanisms_in_words()
        )
    })
}

/// librdkafka would wait for somebody to bring a token.
fn no_token(connection: &Connection) -> Option<String> {
    let is = |key, value| property(connection, key).is_some_and(|v| v.eq_ignore_ascii_case(value));
    let has_source =
        is("sasl.oauthbearer.method", "oidc") || is("enable.sasl.oauthbearer.unsecure.jwt", "true");
    let by_token = mechanism(connection)?.eq_ignore_ascii_case("OAUTHBEARER");
    (by_token && !has_source).then(|| {
        "sasl.mechanism=OAUTHBEARER needs sasl.oauthbearer.method=oidc, and with it \
         sasl.oauthbearer.token.endpoint.url, client.id and client.secret"
            .to_owned()
    })
}

/// librdkafka would tell a number of OpenSSL's.
fn unreadable(connection: &Connection) -> Option<String> {
    FILES.into_iter().find_map(|key| {
        let file = property(connection, key).filter(|file| *file != LOOKED_FOR)?;
        let error = File::open(file).err()?;
        Some(format!("{key}={file}: {error}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::PropertyValue;

    fn complaint(servers: &str, given: &[(&str, &str)]) -> Option<String> {
        let owned = |(key, value): &(&str, &str)| {
            let value = PropertyValue::Plain((*value).to_owned());
            ((*key).to_owned(), value)
        };
        let connection = Connection {
            bootstrap_servers: servers.to_owned(),
            properties: given.iter().map(owned).collect(),
        };
        check(&connection).err().map(|error| error.message)
    }

    #[test]
    fn the_protocol_before_an_address_is_that_of_the_connection() {
        let no_mechanism = complaint("SASL_SSL://a:1,b:2", &[]).unwrap();
        assert!(no_mechanism.starts_with("security.protocol=SASL_SSL needs sasl.mechanism"));
        let ssl = [("security.protocol", "SSL")];
        assert_eq!(complaint("ssl://a:1,b:2", &ssl), None);
        assert_eq!(
            complaint("a:1,PLAINTEXT://b:2", &ssl).unwrap(),
            "security.protocol=SSL is not that of the address PLAINTEXT://b:2"
        );
    }

    #[test]
    fn a_login_needs_a_mechanism_by_either_name() {
        let login = ("security.protocol", "sasl_ssl");
        assert!(complaint("a:1", &[login]).is_some());
        for key in ["sasl.mechanism", "sasl.mechanisms"] {
            assert_eq!(complaint("a:1", &[login, (key, "PLAIN")]), None);
        }
    }

    #[test]
    fn tokens_need_an_issuer() {
        let tokens = ("sasl.mechanism", "OAUTHBEARER");
        let why = complaint("a:1", &[tokens]).unwrap();
        assert!(why.contains("sasl.oauthbearer.method=oidc"), "{why}");
        let issuer = ("sasl.oauthbearer.method", "OIDC");
        assert_eq!(complaint("a:1", &[tokens, issuer]), None);
    }

    #[test]
    fn a_file_that_is_not_there_is_told_with_its_property() {
        let why = complaint("a:1", &[("ssl.ca.location", "/nowhere/ca.pem")]).unwrap();
        assert!(
            why.starts_with("ssl.ca.location=/nowhere/ca.pem: "),
            "{why}"
        );
        assert_eq!(complaint("a:1", &[("ssl.ca.location", "probe")]), None);
    }
}
