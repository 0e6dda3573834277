use crate::model::closest;
use crate::settings::properties::RESERVED;

/// What becomes of a Java client's key.
pub(super) enum Fate {
    Servers,
    /// Whether host names are checked: where it is empty, they are not.
    HostNames,
    /// librdkafka has it under this name, with the same values.
    Same(&'static str),
    /// The same, with the values in lower case.
    Word(&'static str),
    /// Without it the connection would be less safe than the file says, or not be what it says.
    Refused(&'static str),
    LeftOut(&'static str),
}

/// What Java and librdkafka call by one name, and mean the same by.
const SAME: [&str; 13] = [
    "client.dns.lookup",
    "client.id",
    "client.rack",
    "connections.max.idle.ms",
    "metadata.max.age.ms",
    "metadata.recovery.rebootstrap.trigger.ms",
    "metadata.recovery.strategy",
    "reconnect.backoff.max.ms",
    "reconnect.backoff.ms",
    "retry.backoff.max.ms",
    "retry.backoff.ms",
    "socket.connection.setup.timeout.ms",
    "ssl.key.password",
];

/// What decides how safe a connection is begins so.
const SECURITY: [&str; 3] = ["security.", "sasl.", "ssl."];

/// Kafka's keys of that sort (`configNames` of the configurations of its clients, 2.1 to 4.4).
const KNOWN: [&str; 68] = [
    "sasl.client.callback.handler.class",
    "sasl.jaas.config",
    "sasl.kerberos.kinit.cmd",
    "sasl.kerberos.min.time.before.relogin",
    "sasl.kerberos.service.name",
    "sasl.kerberos.ticket.renew.jitter",
    "sasl.kerberos.ticket.renew.window.factor",
    "sasl.login.callback.handler.class",
    "sasl.login.class",
    "sasl.login.connect.timeout.ms",
    "sasl.login.read.timeout.ms",
    "sasl.login.refresh.buffer.seconds",
    "sasl.login.refresh.min.period.seconds",
    "sasl.login.refresh.window.factor",
    "sasl.login.refresh.window.jitter",
    "sasl.login.retry.backoff.max.ms",
    "sasl.login.retry.backoff.ms",
    "sasl.mechanism",
    "sasl.oauthbearer.allow.unverified.audience",
    "sasl.oauthbearer.allow.unverified.issuer",
    "sasl.oauthbearer.assertion.algorithm",
    "sasl.oauthbearer.assertion.claim.aud",
    "sasl.oauthbearer.assertion.claim.exp.seconds",
    "sasl.oauthbearer.assertion.claim.iss",
    "sasl.oauthbearer.assertion.claim.jti.include",
    "sasl.oauthbearer.assertion.claim.nbf.seconds",
    "sasl.oauthbearer.assertion.claim.sub",
    "sasl.oauthbearer.assertion.file",
    "sasl.oauthbearer.assertion.private.key.file",
    "sasl.oauthbearer.assertion.private.key.passphrase",
    "sasl.oauthbearer.assertion.template.file",
    "sasl.oauthbearer.client.credentials.client.id",
    "sasl.oauthbearer.client.credentials.client.secret",
    "sasl.oauthbearer.clock.skew.seconds",
    "sasl.oauthbearer.expected.audience",
    "sasl.oauthbearer.expected.issuer",
    "sasl.oauthbearer.header.urlencode",
    "sasl.oauthbearer.jwks.endpoint.refresh.ms",
    "sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms",
    "sasl.oauthbearer.jwks.endpoint.retry.backoff.ms",
    "sasl.oauthbearer.jwks.endpoint.url",
    "sasl.oauthbearer.jwt.retriever.class",
    "sasl.oauthbearer.jwt.validator.class",
    "sasl.oauthbearer.scope",
    "sasl.oauthbearer.scope.claim.name",
    "sasl.oauthbearer.sub.claim.name",
    "sasl.oauthbearer.token.endpoint.url",
    "security.protocol",
    "security.providers",
    "ssl.cipher.suites",
    "ssl.enabled.protocols",
    "ssl.endpoint.identification.algorithm",
    "ssl.engine.factory.class",
    "ssl.key.password",
    "ssl.keymanager.algorithm",
    "ssl.keystore.certificate.chain",
    "ssl.keystore.key",
    "ssl.keystore.location",
    "ssl.keystore.password",
    "ssl.keystore.type",
    "ssl.protocol",
    "ssl.provider",
    "ssl.secure.random.implementation",
    "ssl.trustmanager.algorithm",
    "ssl.truststore.certificates",
    "ssl.truststore.location",
    "ssl.truststore.password",
    "ssl.truststore.type",
];

/// Keys of librdkafka that Kafka's clients do not have, each with what a Java client's file says in its place, if
/// there is anything (CONFIGURATION.md of librdkafka 2.12.1).
const OF_LIBRDKAFKA: [(&str, &str); 35] = [
    ("enable.sasl.oauthbearer.unsecure.jwt", ""),
    ("enable.ssl.certificate.verification", ""),
    (
        "https.ca.location",
        "ssl.truststore.location in sasl.jaas.config",
    ),
    ("https.ca.pem", ""),
    ("metadata.broker.list", "bootstrap.servers"),
    ("sasl.kerberos.keytab", "keyTab in sasl.jaas.config"),
    ("sasl.kerberos.principal", "principal in sasl.jaas.config"),
    ("sasl.mechanisms", "sasl.mechanism"),
    (
        "sasl.oauthbearer.assertion.jwt.template.file",
        "sasl.oauthbearer.assertion.template.file",
    ),
    ("sasl.oauthbearer.assertion.private.key.pem", ""),
    (
        "sasl.oauthbearer.client.id",
        "sasl.oauthbearer.client.credentials.client.id",
    ),
    (
        "sasl.oauthbearer.client.secret",
        "sasl.oauthbearer.client.credentials.client.secret",
    ),
    ("sasl.oauthbearer.config", ""),
    (
        "sasl.oauthbearer.extensions",
        "extension_NAME in sasl.jaas.config",
    ),
    ("sasl.oauthbearer.grant.type", ""),
    ("sasl.oauthbearer.metadata.authentication.type", ""),
    ("sasl.oauthbearer.method", ""),
    ("sasl.password", "password in sasl.jaas.config"),
    ("sasl.username", "username in sasl.jaas.config"),
    ("socket.timeout.ms", ""),
    ("ssl.ca.certificate.stores", ""),
    (
        "ssl.ca.location",
        "ssl.truststore.location with ssl.truststore.type=PEM",
    ),
    (
        "ssl.ca.pem",
        "ssl.truststore.certificates with ssl.truststore.type=PEM",
    ),
    (
        "ssl.certificate.location",
        "ssl.keystore.location with ssl.keystore.type=PEM",
    ),
    (
        "ssl.certificate.pem",
        "ssl.keystore.certificate.chain with ssl.keystore.type=PEM",
    ),
    ("ssl.certificate.verify_cb", ""),
    ("ssl.crl.location", ""),
    ("ssl.curves.list", ""),
    ("ssl.engine.id", ""),
    ("ssl.engine.location", ""),
    (
        "ssl.key.location",
        "ssl.keystore.location with ssl.keystore.type=PEM",
    ),
    ("ssl.key.pem", "ssl.keystore.key with ssl.keystore.type=PEM"),
    ("ssl.providers", ""),
    ("ssl.sigalgs.list", ""),
    ("topic.metadata.refresh.interval.ms", "metadata.max.age.ms"),
];

/// What a Java client's file says in the place of a key that is librdkafka's alone; empty where it has nothing.
pub(super) fn counterpart(key: &str) -> Option<&'static str> {
    let mut keys = OF_LIBRDKAFKA.iter();
    keys.find(|(one, _)| *one == key).map(|(_, said)| *said)
}

/// Whether a key is none of Kafka's clients, and decides how safe the connection is if it is a misspelt one.
pub(super) fn is_unknown(key: &str) -> bool {
    SECURITY.iter().any(|prefix| key.starts_with(prefix)) && !KNOWN.contains(&key)
}

/// The key of Kafka's clients that was most likely meant by an unknown one.
pub(super) fn meant(key: &str) -> Option<&'static str> {
    closest(key, KNOWN.into_iter())
}

const JAVA_CODE: &str = "names Java code, which koffset cannot run";

/// What becomes of a key that has to do neither with stores nor with SASL.
pub(super) fn fate(key: &str) -> Fate {
    if let Some(same) = SAME.iter().find(|same| **same == key) {
        return Fate::Same(same);
    }
    match key {
        "bootstrap.servers" => Fate::Servers,
        "security.protocol" => Fate::Word("security.protocol"),
        "ssl.endpoint.identification.algorithm" => Fate::HostNames,
        "config.providers" | "security.providers" | "ssl.engine.factory.class" => {
            Fate::Refused(JAVA_CODE)
        }
        "sasl.client.callback.handler.class" | "sasl.login.class" => Fate::Refused(JAVA_CODE),
        "request.timeout.ms" | "default.api.timeout.ms" => Fate::LeftOut("--timeout says it"),
        _ if RESERVED.contains(&key) => Fate::LeftOut("koffset sets it itself"),
        _ if key.ends_with(".password") && key.starts_with("ssl.") => {
            Fate::LeftOut("there is no store that it belongs to")
        }
        _ if counterpart(key).is_some() => {
            Fate::LeftOut("it is a setting of librdkafka, not of Kafka's clients")
        }
        _ => Fate::LeftOut("librdkafka has no counterpart"),
    }
}
