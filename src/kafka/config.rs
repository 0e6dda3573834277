//! From settings to the configuration of librdkafka.

use std::collections::BTreeMap;

use super::native::Conf;
use super::security::{self, iam, kerberos};
use crate::model::{Isolation, KafkaError};
use crate::settings::Connection;

/// What the operator may change with `-X`.
const DEFAULTS: [(&str, &str); 6] = [
    ("client.id", "koffset"),
    // A request waits for its answer, not for company.
    ("socket.nagle.disable", "true"),
    // A person waits: the second address of a name, or a broker that starts, is tried soon.
    ("reconnect.backoff.ms", "50"),
    ("reconnect.backoff.max.ms", "500"),
    // An address that never answers is told before the time of a request is over.
    ("socket.connection.setup.timeout.ms", "5000"),
    // Otherwise the end of the client waits for a last telemetry push.
    ("enable.metrics.push", "false"),
];

/// What koffset's promises stand on; the first is a group that never has a member. Without one, librdkafka
/// 2.12 crashes on a coordinator's `NOT_COORDINATOR` (confluentinc/librdkafka#5040).
const FIXED: [(&str, &str); 5] = [
    ("group.id", "koffset"),
    ("enable.auto.commit", "false"),
    ("allow.auto.create.topics", "false"),
    ("log.queue", "true"),
    // Brokers tell which requests they know in the log alone.
    ("debug", "feature"),
];

/// Where the certificates of authorities are, each with what else may tell it: for brokers, and for the
/// issuer of OAuth tokens. OpenSSL as built into koffset knows no such place of this machine by itself.
const AUTHORITIES: [(&str, &str); 2] = [
    ("ssl.ca.location", "ssl.ca.pem"),
    ("https.ca.location", "https.ca.pem"),
];

/// Makes the configuration of a client for this connection.
///
/// # Errors
/// `INVALID_ARGUMENT` naming the property that librdkafka does not take.
pub(super) fn configuration(connection: &Connection) -> Result<Conf, KafkaError> {
    security::check(connection)?;
    conf(connection, properties(connection))
}

/// Checks that librdkafka has a property, and takes this value for it by itself.
///
/// # Errors
/// `INVALID_ARGUMENT` naming the property.
pub fn check_property(key: &str, value: &str) -> Result<(), KafkaError> {
    if iam::OWN.contains(&key) {
        Ok(())
    } else {
        Conf::new().set(key, value)
    }
}

fn conf(connection: &Connection, properties: BTreeMap<&str, &str>) -> Result<Conf, KafkaError> {
    let mut conf = Conf::new();
    for (key, value) in properties {
        if !iam::is_own(connection, key) {
            conf.set(key, value)?;
        }
    }
    #[cfg(feature = "aws-msk-iam")]
    if let Some(signer) = security::Signer::of(connection) {
        conf.sign(&signer)?;
    }
    Ok(conf)
}

/// How much is read of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Amount {
    All,
    /// One record.
    First,
}

/// What a consumer is that reads records. A topic that is gone is believed to be so sooner than in half a
/// minute; and where the queue is full, librdkafka looks again soon, for which it takes a second.
const READING: [(&str, &str); 5] = [
    ("topic.metadata.propagation.max.ms", "1000"),
    ("enable.partition.eof", "true"),
    ("auto.offset.reset", "error"),
    ("enable.auto.offset.store", "false"),
    ("fetch.queue.backoff.ms", "5"),
];

/// The memory that reading takes is that of the queue and of one answer of each broker.
const ALL: [(&str, &str); 2] = [
    ("queued.max.messages.kbytes", "16384"),
    ("fetch.max.bytes", "8388608"),
];

/// One record is wanted of each of many logs, and a broker sends whole batches: one of the size that Java's
/// producer makes by default, and larger ones one an answer. What waits in the queue is read before more is
/// asked for, and a log that has nothing keeps no other waiting.
const FIRST: [(&str, &str); 5] = [
    ("fetch.message.max.bytes", "20480"),
    ("fetch.max.bytes", "4194304"),
    ("queued.max.messages.kbytes", "4096"),
    ("queued.min.messages", "1"),
    ("fetch.wait.max.ms", "50"),
];

/// Makes the configuration of a consumer that reads records on this connection.
///
/// # Errors
/// As [`configuration`].
pub(super) fn reading(
    connection: &Connection,
    amount: Amount,
    isolation: Isolation,
) -> Result<Conf, KafkaError> {
    let level = match isolation {
        Isolation::ReadUncommitted => "read_uncommitted",
        Isolation::ReadCommitted => "read_committed",
    };
    let mut properties = properties(connection);
    properties.extend(READING);
    match amount {
        Amount::All => properties.extend(ALL),
        Amount::First => properties.extend(FIRST),
    }
    properties.insert("isolation.level", level);
    conf(connection, properties)
}

fn properties(connection: &Connection) -> BTreeMap<&str, &str> {
    let given = &connection.properties;
    let mut properties = BTreeMap::from(DEFAULTS);
    let looked_for = AUTHORITIES
        .iter()
        .filter(|(_, inline)| !given.contains_key(*inline));
    properties.extend(looked_for.map(|(location, _)| (*location, "probe")));
    properties.extend(
        given
            .iter()
            .map(|(key, value)| (key.as_str(), value.expose())),
    );
    properties.extend(FIXED);
    properties.extend(kerberos::property_of(connection));
    properties.insert("bootstrap.servers", &connection.bootstrap_servers);
    properties.insert("security.protocol", security::protocol(connection));
    properties
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ErrorCode;
    use crate::settings::PropertyValue;

    fn connection(given: &[(&str, &str)]) -> Connection {
        Connection {
            bootstrap_servers: "b:9092".to_owned(),
            properties: given
                .iter()
                .map(|(key, value)| {
                    let value = PropertyValue::Plain((*value).to_owned());
                    ((*key).to_owned(), value)
                })
                .collect(),
        }
    }

    fn refused(given: (&str, &str)) -> KafkaError {
        configuration(&connection(&[given])).err().unwrap()
    }

    #[test]
    fn an_unknown_property_is_refused_by_name() {
        let error = refused(("security.protocl", "ssl"));
        assert_eq!(error.code, ErrorCode::INVALID_ARGUMENT);
        assert!(error.message.contains("security.protocl"), "{error}");
    }

    #[test]
    fn the_nearest_name_of_an_unknown_property_is_said() {
        let meant = |key| refused((key, "ssl")).message;
        for (key, name) in [
            ("securty.protocol", "security.protocol"),
            ("ssl.ca.locaton", "ssl.ca.location"),
            ("ssl.key.pasword", "ssl.key.password"),
            ("ssl.keystore.passwrd", "ssl.keystore.password"),
            ("ssl.certficate.location", "ssl.certificate.location"),
            ("sasl.passwrd", "sasl.password"),
            ("sasl.pasword", "sasl.password"),
            ("sasl.passwort", "sasl.password"),
            ("sasl.passphrase", "sasl.password"),
            ("sasl.usrname", "sasl.username"),
            ("sasl.user", "sasl.username"),
            ("sasl.mechansim", "sasl.mechanisms"),
            ("sasl.kerberos.keytap", "sasl.kerberos.keytab"),
            (
                "sasl.oauthbearer.client.secrt",
                "sasl.oauthbearer.client.secret",
            ),
            ("sasl.oauthbearer.clientid", "sasl.oauthbearer.client.id"),
            ("plugin.library.path", "plugin.library.paths"),
        ] {
            let meant = meant(key);
            let expected = format!("; did you mean {name}?");
            assert!(meant.ends_with(&expected), "{key}: {meant}");
        }
        assert!(!meant("quite.another").contains("did you mean"));
    }

    #[test]
    fn a_value_that_a_property_cannot_have_is_refused_with_its_name() {
        let error = refused(("security.protocol", "tls"));
        assert_eq!(error.code, ErrorCode::INVALID_ARGUMENT);
        assert!(error.message.contains("security.protocol"), "{error}");
        assert!(error.message.contains("tls"), "{error}");
    }

    #[test]
    fn what_is_given_beats_the_defaults_but_not_what_the_promises_stand_on() {
        let connection = connection(&[("client.id", "mine"), ("enable.auto.commit", "true")]);
        let properties = properties(&connection);
        assert_eq!(properties["client.id"], "mine");
        assert_eq!(properties["enable.auto.commit"], "false");
        assert_eq!(properties["group.id"], "koffset");
    }

    /// OIDC needs a libcurl inside, which a build can silently lack.
    #[test]
    fn tokens_of_an_issuer_can_be_fetched() {
        let oidc = [
            ("sasl.oauthbearer.method", "oidc"),
            (
                "sasl.oauthbearer.token.endpoint.url",
                "https://issuer/token",
            ),
        ];
        assert!(configuration(&connection(&oidc)).is_ok());
    }

    #[test]
    fn authorities_are_looked_for_unless_they_are_given() {
        let none = connection(&[]);
        assert_eq!(properties(&none)["ssl.ca.location"], "probe");
        assert_eq!(properties(&none)["https.ca.location"], "probe");
        let file = connection(&[("ssl.ca.location", "ca.pem")]);
        assert_eq!(properties(&file)["ssl.ca.location"], "ca.pem");
        let inline = connection(&[("ssl.ca.pem", "-----BEGIN")]);
        assert!(!properties(&inline).contains_key("ssl.ca.location"));
    }
}
