//! Whether any broker can be reached, and why not, from librdkafka's error events and log lines.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::advice::MISREAD_ADDRESS;
use super::cause::Cause;
use super::report::Report;
use super::token::NoToken;
use crate::kafka::security::Approach;
use crate::kafka::security::Secrets;
use crate::model::{ErrorCode, KafkaError};
use crate::settings::Connection;

/// How long a failure that may pass is tried again before the cluster is called unreachable: enough for each
/// address of a name, and for a broker that is just starting to listen.
const PERSISTENCE: Duration = Duration::from_millis(1500);

/// What has gone wrong on the way to the brokers.
pub(in crate::kafka) struct Reachability {
    /// The addresses that were given, each `host:port`.
    bootstrap: BTreeSet<String>,
    approach: Approach,
    /// The last failure of each address.
    failures: BTreeMap<String, Failure>,
    /// Why the certificate of an address is not believed, which the failure that follows does not tell.
    certificates: BTreeMap<String, Cause>,
    no_token: Option<NoToken>,
    secrets: Secrets,
    /// Since when each address that was given has failed.
    all_failed_since: Option<Instant>,
}

struct Failure {
    cause: Cause,
    /// Whether the address was only known from `--bootstrap-server`; a broker that told its own is met again
    /// under that.
    bootstrap: bool,
    /// Whether no connection came about.
    apart: bool,
}

impl Reachability {
    pub(in crate::kafka) fn new(connection: &Connection) -> Self {
        let servers = connection.bootstrap_servers.split(',');
        Reachability {
            bootstrap: servers.map(given_address).collect(),
            approach: Approach::of(connection),
            failures: BTreeMap::new(),
            certificates: BTreeMap::new(),
            no_token: None,
            secrets: Secrets::of(connection),
            all_failed_since: None,
        }
    }

    pub(in crate::kafka) fn note(&mut self, report: Report, now: Instant) {
        match report {
            Report::Failure(text) => self.note_failure(&text, now),
            Report::Certificate(text) => self.note_certificate(&text),
            Report::TokenRefused(no_token) => self.no_token = Some(no_token),
            Report::NoToken(no_token) => drop(self.no_token.get_or_insert(no_token)),
            Report::ApiVersions(_) | Report::Other => {}
        }
    }

    fn note_failure(&mut self, text: &str, now: Instant) {
        let Some((name, reason)) = text.split_once(": ") else {
            return;
        };
        let Some(address) = address(name) else {
            return;
        };
        let bootstrap = name.ends_with("/bootstrap");
        let told = self.certificates.get(&address);
        let cause = match told.filter(|_| Cause::is_of_certificate(reason)) {
            Some(cause) => cause.clone(),
            // A broker that others have told of speaks what they do.
            None if !bootstrap => Cause::of(reason, &self.approach).without_guess(reason),
            None => Cause::of(reason, &self.approach),
        };
        let apart = !reason.contains("in state UP");
        let failure = self.failures.entry(address).or_insert(Failure {
            cause: cause.clone(),
            bootstrap,
            apart,
        });
        failure.bootstrap = bootstrap;
        failure.apart |= apart;
        if !matches!(cause, Cause::Other(_)) {
            failure.cause = cause;
        }
        if self.telling_failures() >= self.bootstrap.len() {
            self.all_failed_since.get_or_insert(now);
        }
    }

    fn note_certificate(&mut self, text: &str) {
        let named = text.split_once(": ");
        let told =
            named.and_then(|(name, rest)| Some((address(name)?, Cause::of_certificate(rest)?)));
        self.certificates.extend(told);
    }

    /// How many of the addresses that were given have failed otherwise than by silence.
    fn telling_failures(&self) -> usize {
        let failures = self.failures.values();
        let telling =
            failures.filter(|failure| failure.bootstrap && failure.cause != Cause::Silent);
        telling.count()
    }

    /// Whether there is no point in waiting on: every address failed, for a while, or for a reason that
    /// does not pass.
    pub(in crate::kafka) fn hopeless(&self, now: Instant) -> bool {
        let mut causes = self.failures.values().map(|failure| &failure.cause);
        let failed = self.all_failed_since.is_some_and(|since| {
            now.saturating_duration_since(since) >= PERSISTENCE || causes.any(Cause::is_lasting)
        });
        self.no_token.is_some() || failed
    }

    /// The one error for an operator whose cluster never answered; `waited` is how long it had.
    pub(in crate::kafka) fn unreachable(&self, waited: Duration) -> KafkaError {
        if let Some(no_token) = &self.no_token {
            return self.without_token(no_token);
        }
        let mut each = self.in_words(|_, failure| failure.cause != Cause::Silent);
        if self.telling_failures() < self.bootstrap.len() {
            let is_silent = |address: &&String| {
                let failure = self.failures.get(*address);
                failure.is_none_or(|failure| failure.cause == Cause::Silent)
            };
            let silent = self.bootstrap.iter().filter(is_silent);
            each.extend(silent.map(|address| {
                format!("{address} (no answer within {})", duration_in_words(waited))
            }));
        }
        let message = format!("no broker can be reached: {}", each.join(", "));
        let error = KafkaError::new(self.code(), message);
        self.secrets.hide(error.with_hint(Some(self.hint())))
    }

    fn without_token(&self, no_token: &NoToken) -> KafkaError {
        let (message, hint) = if self.approach.by_iam {
            no_token.of_iam()
        } else {
            let endpoint = self.approach.token_endpoint.as_deref();
            (no_token.message(endpoint), no_token.hint())
        };
        let error = KafkaError::new(ErrorCode::AUTHENTICATION, message);
        self.secrets.hide(error.with_hint(Some(hint.to_owned())))
    }

    /// Whether no connection to this address came about, for all that is known.
    pub(in crate::kafka) fn is_apart(&self, address: &str) -> bool {
        let failure = self.failures.get(address);
        failure.is_some_and(|failure| failure.apart)
    }

    /// Notes that the address has answered.
    pub(in crate::kafka) fn forget(&mut self, address: &str) {
        self.failures.remove(address);
    }

    /// Adds to the error of an answer that did not come what keeps the brokers of a cluster that has answered
    /// from answering more.
    pub(in crate::kafka) fn with_obstacles(&self, error: KafkaError) -> KafkaError {
        self.explained(error, &self.in_words(|_, failure| !failure.bootstrap))
    }

    /// As [`Reachability::with_obstacles`], with what keeps this broker alone from answering.
    pub(in crate::kafka) fn with_obstacle(&self, error: KafkaError, address: &str) -> KafkaError {
        self.explained(error, &self.in_words(|failed, _| failed == address))
    }

    fn explained(&self, error: KafkaError, obstacles: &[String]) -> KafkaError {
        if obstacles.is_empty() {
            return error;
        }
        let message = format!("{}: {}", error.message, obstacles.join(", "));
        let mut causes = self.failures.values().map(|failure| &failure.cause);
        let hint = if causes.any(|cause| *cause == Cause::MisreadAddress) {
            MISREAD_ADDRESS.to_owned()
        } else if self.has_misled() {
            let given: Vec<_> = self.bootstrap.iter().map(String::as_str).collect();
            format!(
                "{} answered, and gave that address: the broker is down, or its advertised.listeners must name \
                 one that this machine can reach",
                given.join(", ")
            )
        } else {
            "the broker may be down".to_owned()
        };
        let error = KafkaError::new(error.code, message);
        self.secrets.hide(error.with_hint(Some(hint)))
    }

    /// Whether an address that a broker gave as its own, and nobody else did, cannot be reached.
    pub(in crate::kafka) fn has_misled(&self) -> bool {
        let mut failures = self.failures.iter();
        failures.any(|(address, failure)| self.is_misleading(address, failure))
    }

    fn is_misleading(&self, address: &str, failure: &Failure) -> bool {
        !failure.bootstrap && !self.bootstrap.contains(address)
    }

    fn in_words(&self, which: impl Fn(&str, &Failure) -> bool) -> Vec<String> {
        let failures = self
            .failures
            .iter()
            .filter(|(address, failure)| which(address, failure));
        let words = |(address, failure): (&String, &Failure)| {
            let whose = if self.is_misleading(address, failure) {
                "advertised by a broker; "
            } else {
                ""
            };
            format!("{address} ({whose}{})", failure.cause.words(&self.approach))
        };
        failures.map(words).collect()
    }

    /// What to do about the cause that says most.
    fn hint(&self) -> String {
        let causes = || self.failures.values().map(|failure| &failure.cause);
        let lasting = causes().find(|cause| cause.is_lasting());
        let mut telling = lasting.into_iter().chain(causes());
        let hint = telling.find_map(|cause| cause.hint(&self.approach));
        hint.unwrap_or_else(|| {
            "are host, port and -X security.protocol right, and does no firewall stand between?"
                .to_owned()
        })
    }

    fn code(&self) -> ErrorCode {
        let mut causes = self.failures.values().map(|failure| &failure.cause);
        if causes.clone().any(Cause::is_lasting) {
            ErrorCode::AUTHENTICATION
        } else if !self.failures.is_empty()
            && causes.all(|cause| matches!(cause, Cause::UnknownHost(_)))
        {
            ErrorCode::RESOLVE
        } else {
            ErrorCode::ALL_BROKERS_DOWN
        }
    }
}

/// A duration as a person says it, to a tenth of a second.
pub(in crate::kafka) fn duration_in_words(duration: Duration) -> String {
    let tenths = (duration.as_millis() + 50) / 100;
    let rounded = Duration::from_millis(u64::try_from(tenths * 100).unwrap_or(u64::MAX));
    humantime::format_duration(rounded).to_string()
}

/// Takes `host:9092` out of `sasl_ssl://host:9092/bootstrap`; `None` for what is no broker's name.
fn address(name: &str) -> Option<String> {
    let bare = name.rsplit("://").next()?.split('/').next()?;
    bare.contains(':').then(|| bare.to_owned())
}

/// Writes an address of `--bootstrap-server` as librdkafka does.
fn given_address(server: &str) -> String {
    const PORT: &str = "9092";
    let bare = server.trim().rsplit("://").next().unwrap_or(server);
    let port = bare.rsplit(']').next().unwrap_or(bare);
    if port.contains(':') {
        bare.to_owned()
    } else {
        format!("{bare}:{PORT}")
    }
}

#[cfg(test)]
mod tests;
