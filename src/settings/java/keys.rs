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
        _ => Fate::LeftOut("librdkafka has no counterpart"),
    }
}
