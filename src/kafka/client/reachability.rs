//! Whether any broker can be reached, and why not, from librdkafka's error events.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::kafka::native::{Notice, fragment};
use crate::model::{ErrorCode, KafkaError};

/// How long refused connections are tried again before the cluster is called unreachable: enough for each
/// address of a name, and for a broker that is just starting to listen.
const PERSISTENCE: Duration = Duration::from_millis(1500);

/// What has gone wrong on the way to the brokers.
pub(super) struct Reachability {
    bootstrap: String,
    /// The last failure of each address.
    failures: BTreeMap<String, Failure>,
    all_down_since: Option<Instant>,
}

struct Failure {
    code: ErrorCode,
    reason: String,
    /// Whether the address was only known from `--bootstrap-server`; a broker that told its own is met again
    /// under that.
    bootstrap: bool,
}

impl Reachability {
    pub(super) fn new(bootstrap: &str) -> Self {
        Reachability {
            bootstrap: bootstrap.to_owned(),
            failures: BTreeMap::new(),
            all_down_since: None,
        }
    }

    pub(super) fn note(&mut self, notice: Notice, now: Instant) {
        let Notice::Error { code, text } = notice else {
            return;
        };
        let code = ErrorCode(code);
        if code == ErrorCode::ALL_BROKERS_DOWN {
            self.all_down_since.get_or_insert(now);
        } else if let Some((name, reason)) = text.split_once(": ") {
            let failure = Failure {
                code,
                reason: bare_reason(reason),
                bootstrap: name.ends_with("/bootstrap"),
            };
            self.failures
                .extend(address(name).map(|address| (address, failure)));
        }
    }

    /// Whether there is no point in waiting on: every address failed, for a while, or for a reason that
    /// does not pass.
    pub(super) fn hopeless(&self, now: Instant) -> bool {
        let lasting = |code| matches!(code, ErrorCode::AUTHENTICATION | ErrorCode::SSL);
        self.all_down_since.is_some_and(|since| {
            now.saturating_duration_since(since) >= PERSISTENCE
                || self.failures.values().any(|failure| lasting(failure.code))
        })
    }

    /// The one error for an operator whose cluster never answered; `waited` is how long it had.
    pub(super) fn unreachable(&self, waited: Duration) -> KafkaError {
        let why = in_one_line(&self.failures, |_| true).unwrap_or_else(|| {
            format!("{} (no answer within {})", self.bootstrap, in_words(waited))
        });
        KafkaError::new(self.code(), format!("no broker can be reached: {why}"))
    }

    /// What keeps the brokers of a cluster that has answered from answering more.
    pub(super) fn obstacles(&self) -> Option<String> {
        in_one_line(&self.failures, |failure| !failure.bootstrap)
    }

    fn code(&self) -> ErrorCode {
        let mut codes = self.failures.values().map(|failure| failure.code);
        if codes
            .clone()
            .any(|code| matches!(code, ErrorCode::AUTHENTICATION | ErrorCode::SSL))
        {
            ErrorCode::AUTHENTICATION
        } else if !self.failures.is_empty() && codes.all(|code| code == ErrorCode::RESOLVE) {
            ErrorCode::RESOLVE
        } else {
            ErrorCode::ALL_BROKERS_DOWN
        }
    }
}

fn in_one_line(
    failures: &BTreeMap<String, Failure>,
    which: impl Fn(&Failure) -> bool,
) -> Option<String> {
    let each: Vec<_> = failures
        .iter()
        .filter(|(_, failure)| which(failure))
        .map(|(address, failure)| format!("{address} ({})", failure.reason))
        .collect();
    (!each.is_empty()).then(|| each.join(", "))
}

/// A duration as a person says it, to a tenth of a second.
pub(super) fn in_words(duration: Duration) -> String {
    let tenths = (duration.as_millis() + 50) / 100;
    let rounded = Duration::from_millis(u64::try_from(tenths * 100).unwrap_or(u64::MAX));
    humantime::format_duration(rounded).to_string()
}

/// Takes `host:9092` out of `sasl_ssl://host:9092/bootstrap`; `None` for what is no broker's name.
fn address(name: &str) -> Option<String> {
    let bare = name.rsplit("://").next()?.split('/').next()?;
    bare.contains(':').then(|| bare.to_owned())
}

/// Takes `connection refused` out of `Connect to ipv4#127.0.0.1:9092 failed: Connection refused (after 0ms
/// in state CONNECT)`.
fn bare_reason(reason: &str) -> String {
    let reason = reason.split(" (after ").next().unwrap_or(reason);
    let bare = match (reason.split_once(" failed: "), reason.split_once("': ")) {
        (Some((what, why)), _) if what.starts_with("Connect to ") => why,
        (_, Some((what, why))) if what.starts_with("Failed to resolve '") => why,
        _ => reason,
    };
    fragment(bare)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, SystemClock};

    fn note(reachability: &mut Reachability, code: i32, text: &str, now: Instant) {
        let text = text.to_owned();
        reachability.note(Notice::Error { code, text }, now);
    }

    const REFUSED: &str = "127.0.0.1:1/bootstrap: Connect to ipv4#127.0.0.1:1 failed: Connection refused \
        (after 0ms in state CONNECT, 3 identical error(s) suppressed)";

    #[test]
    fn the_reason_is_told_once_for_each_address() {
        let now = SystemClock.instant();
        let mut reachability = Reachability::new("127.0.0.1:1,other:2");
        note(&mut reachability, -195, REFUSED, now);
        note(&mut reachability, -195, REFUSED, now);
        let resolve = "ssl://other:2/bootstrap: Failed to resolve 'other:2': Name or service not known \
            (after 3ms in state CONNECT)";
        note(&mut reachability, -193, resolve, now);
        let error = reachability.unreachable(Duration::from_secs(1));
        assert_eq!(error.code, ErrorCode::ALL_BROKERS_DOWN);
        assert_eq!(
            error.message,
            "no broker can be reached: 127.0.0.1:1 (connection refused), other:2 (name or service not known)"
        );
    }

    #[test]
    fn refused_connections_are_hopeless_after_a_while_and_a_refused_password_at_once() {
        let now = SystemClock.instant();
        let mut reachability = Reachability::new("127.0.0.1:1");
        note(&mut reachability, -195, REFUSED, now);
        assert!(
            !reachability.hopeless(now + PERSISTENCE),
            "another broker may be up"
        );
        note(
            &mut reachability,
            ErrorCode::ALL_BROKERS_DOWN.0,
            "1/1 brokers are down",
            now,
        );
        assert!(!reachability.hopeless(now));
        assert!(reachability.hopeless(now + PERSISTENCE));
        note(
            &mut reachability,
            ErrorCode::AUTHENTICATION.0,
            "127.0.0.1:1/1: SASL: no",
            now,
        );
        assert!(reachability.hopeless(now));
        let error = reachability.unreachable(Duration::ZERO);
        assert_eq!(error.code, ErrorCode::AUTHENTICATION);
    }

    #[test]
    fn a_silent_address_is_named_with_the_time_that_it_had() {
        let error = Reachability::new("10.0.0.1:9092").unreachable(Duration::from_secs(10));
        assert_eq!(
            error.message,
            "no broker can be reached: 10.0.0.1:9092 (no answer within 10s)"
        );
    }
}
