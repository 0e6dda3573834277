//! Which addresses credentials are for: those that stand beside them. They go to no others.

use std::collections::{BTreeMap, BTreeSet};

use super::origin::{Origin, Valued};
use super::properties::Properties;
use super::secret::Written;
use crate::error::Error;
use crate::model::shown_servers;

/// Where a client secret or an assertion is sent for a token.
const ISSUER: &str = "sasl.oauthbearer.token.endpoint.url";

/// The port of Kafka where an address has none, as in librdkafka.
const PORT: &str = "9092";

/// Files whose contents are sent to the issuer, or signed with for it.
const ASSERTIONS: [&str; 2] = [
    "sasl.oauthbearer.assertion.file",
    "sasl.oauthbearer.assertion.private.key.file",
];

/// A source of properties, and the addresses that its credentials are for.
pub(super) struct Bound {
    origin: Origin,
    /// What made it one: a flag, a variable, or the file of contexts.
    said_by: Option<Origin>,
    /// A file that is a part of it, with credentials for the same addresses.
    part: Option<Origin>,
    servers: Option<String>,
    issuer: Option<Written>,
}

impl Bound {
    pub(super) fn new(origin: Origin, servers: Option<&str>, properties: &Properties) -> Self {
        Bound {
            origin,
            said_by: None,
            part: None,
            servers: servers.map(str::to_owned),
            issuer: properties.get(ISSUER).cloned(),
        }
    }

    pub(super) fn said_by(self, said_by: Option<Origin>) -> Self {
        Bound { said_by, ..self }
    }

    /// Checks that the servers which count are this source's own, if it has any.
    ///
    /// # Errors
    /// Usage, naming both sources.
    pub(super) fn check_servers(&self, servers: &Valued<String>) -> Result<(), Error> {
        let Some(own) = &self.servers else {
            return Ok(());
        };
        if servers.origin == self.origin || are_among(&servers.value, own) {
            return Ok(());
        }
        let other = shown_servers(&servers.value);
        let error = Error::usage(format!(
            "{} and {} name different clusters: credentials for {} do not go to {other}",
            servers.origin,
            self.named(),
            shown_servers(own)
        ));
        Err(error.hint(self.way_out(&servers.origin)))
    }

    /// What another source says that is one with this counts where this says nothing.
    pub(super) fn or_issuer_of(self, properties: Option<&Properties>) -> Self {
        let others = properties.and_then(|others| others.get(ISSUER));
        let issuer = self.issuer.or_else(|| others.cloned());
        Bound { issuer, ..self }
    }

    pub(super) fn with_part(self, part: Option<Origin>) -> Self {
        Bound { part, ..self }
    }

    /// Checks that no secret of this source goes to another issuer of tokens than its own. Where it names a cluster and
    /// no issuer, only who types one says which it is.
    ///
    /// # Errors
    /// Usage, naming both sources.
    pub(super) fn check_issuer(
        &self,
        properties: &BTreeMap<String, Valued<Written>>,
    ) -> Result<(), Error> {
        let Some(counts) = properties.get(ISSUER) else {
            return Ok(());
        };
        let is_foreign = match &self.issuer {
            Some(own) => !counts.value.is_same_as(own),
            None => self.servers.is_some() && !counts.is_flag(),
        };
        let is_own = |value: &Valued<Written>| {
            value.origin == self.origin || self.part.as_ref() == Some(&value.origin)
        };
        let mut secrets = properties
            .iter()
            .filter(|(name, value)| is_for_issuer(name, &value.value) && is_own(value));
        match secrets.next() {
            Some((secret, _)) if is_foreign => Err(Error::usage(format!(
                "{} names another {ISSUER} than {}: its {secret} does not go there",
                counts.origin,
                self.named()
            ))
            .hint(format!("give {secret} where {ISSUER} is given"))),
            _ => Ok(()),
        }
    }

    fn way_out(&self, other: &Origin) -> String {
        match (&self.said_by, other) {
            (None, _) => format!("take bootstrap.servers out of {}", self.origin),
            (Some(Origin::Flag(_)), Origin::Flag(_)) => "leave one of the two out".to_owned(),
            _ => "say which with one flag: --context NAME, or --bootstrap-server HOST:PORT"
                .to_owned(),
        }
    }

    fn named(&self) -> String {
        match &self.said_by {
            Some(said_by) => format!("{} ({said_by})", self.origin),
            None => self.origin.to_string(),
        }
    }
}

fn is_for_issuer(property: &str, value: &Written) -> bool {
    let is_secret = property.starts_with("sasl.oauthbearer.") && value.is_secret();
    is_secret || ASSERTIONS.contains(&property)
}

/// Whether all of these addresses stand among the others.
pub(super) fn are_among(servers: &str, own: &str) -> bool {
    let own: BTreeSet<String> = own.split(',').map(normal).collect();
    servers
        .split(',')
        .all(|server| own.contains(&normal(server)))
}

/// Whether an address stands in both, whatever the protocol before it.
pub(super) fn share_an_address(servers: &str, others: &str) -> bool {
    let address = |server: &str| {
        let server = normal(server);
        let after_protocol = server
            .split_once("://")
            .map(|(_, address)| address.to_owned());
        after_protocol.unwrap_or(server)
    };
    let others: BTreeSet<String> = others.split(',').map(address).collect();
    servers
        .split(',')
        .any(|server| others.contains(&address(server)))
}

/// An address in the form in which equal ones are equal. What stands before `://` is a part of it: without TLS,
/// an address gets what was meant for it with TLS.
fn normal(server: &str) -> String {
    let server = server.trim().to_ascii_lowercase();
    let (_, address) = server.split_once("://").unwrap_or(("", &server));
    let after_host = address.rsplit_once(']').map_or(address, |(_, port)| port);
    if after_host.contains(':') {
        server
    } else {
        format!("{server}:{PORT}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_the_same_however_they_are_written() {
        for (servers, own) in [
            ("a:9092", "a"),
            ("A:1", "b:2, a:1"),
            ("[::1]", "[::1]:9092"),
            ("b:2,a:1", "a:1,b:2,c:3"),
            ("SASL_SSL://a:1", "sasl_ssl://a:1"),
        ] {
            assert!(are_among(servers, own), "{servers} {own}");
        }
    }

    #[test]
    fn one_address_in_common_is_enough_to_be_the_same_cluster() {
        for (servers, others) in [
            ("a", "b:2,A:9092"),
            ("c:3, a:1", "a:1,b:2"),
            ("sasl_ssl://a:1", "a:1"),
            ("ssl://a", "sasl_ssl://a:9092"),
        ] {
            assert!(share_an_address(servers, others), "{servers} {others}");
        }
        for (servers, others) in [("a:1", "a:2"), ("a", "b"), ("[::1]", "[::2]")] {
            assert!(!share_an_address(servers, others), "{servers} {others}");
        }
    }

    #[test]
    fn another_host_port_or_protocol_is_another_address() {
        for (servers, own) in [
            ("a:9093", "a"),
            ("b:1", "a:1"),
            ("a:1,b:2", "a:1"),
            ("sasl_plaintext://a:1", "sasl_ssl://a:1"),
            ("a:1", "sasl_ssl://a:1"),
            ("", "a:1"),
        ] {
            assert!(!are_among(servers, own), "{servers} {own}");
        }
    }
}
