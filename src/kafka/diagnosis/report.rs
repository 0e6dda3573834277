//! What librdkafka reports beside the answers to requests, in error events and lines of its log.

use super::token::NoToken;
use crate::kafka::native::Notice;

/// The facilities of log lines, by which librdkafka tells one kind from another.
mod facility {
    /// A connection failed, or was closed: the latter is told by the log alone.
    pub(super) const FAILURE: &str = "FAIL";
    pub(super) const CERTIFICATE: &str = "SSLCERTVRFY";
    pub(super) const TOKEN: &str = "OIDC";
    pub(super) const API_VERSIONS: &str = "APIVERSION";
}

/// What a report is about.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::kafka) enum Report {
    /// A connection failed: the broker's name, a colon, and the reason.
    Failure(String),
    /// OpenSSL does not believe a certificate: the broker's name, a colon, and the reason.
    Certificate(String),
    /// The issuer gave no token, with the status of its answer.
    TokenRefused(NoToken),
    /// There is no token, whatever the reason.
    NoToken(NoToken),
    /// A line about the requests that a broker knows.
    ApiVersions(String),
    /// Nothing that koffset has a use for.
    Other,
}

impl Report {
    /// Reads an event of the main queue. Of the log lines for finding bugs, only those count that tell what a broker
    /// can do.
    pub(in crate::kafka) fn of(notice: Notice) -> Report {
        match notice {
            Notice::Error { text } => match NoToken::of_error(&text) {
                Some(no_token) => Report::NoToken(no_token),
                None => Report::Failure(text),
            },
            Notice::Log {
                facility,
                text,
                is_debug,
            } => of_log(&facility, said(&text), is_debug),
            Notice::Other => Report::Other,
        }
    }
}

fn of_log(facility: &str, said: &str, is_debug: bool) -> Report {
    match facility {
        facility::API_VERSIONS => Report::ApiVersions(said.to_owned()),
        _ if is_debug => Report::Other,
        facility::FAILURE => Report::Failure(said.to_owned()),
        facility::CERTIFICATE => Report::Certificate(said.to_owned()),
        facility::TOKEN => NoToken::of_log(said).map_or(Report::Other, Report::TokenRefused),
        _ => Report::Other,
    }
}

/// Takes off what stands in front of each line, the thread: `[thrd:ssl://broker:9092/1]: `.
fn said(line: &str) -> &str {
    line.split_once("]: ").map_or(line, |(_, said)| said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_without_its_thread_whose_name_may_hold_a_bracket() {
        let line = "[thrd:[::1]:9092/bootstrap]: [::1]:9092/bootstrap: refused";
        assert_eq!(said(line), "[::1]:9092/bootstrap: refused");
        assert_eq!(said("refused"), "refused");
    }

    #[test]
    fn a_line_for_finding_bugs_counts_where_it_tells_what_a_broker_can_do() {
        let line = |facility: &str, is_debug| Notice::Log {
            facility: facility.to_owned(),
            text: "[thrd:a:1/1]: a:1/1: words".to_owned(),
            is_debug,
        };
        let words = || "a:1/1: words".to_owned();
        let versions = Report::of(line("APIVERSION", true));
        assert_eq!(versions, Report::ApiVersions(words()));
        assert_eq!(Report::of(line("FAIL", true)), Report::Other);
        assert_eq!(Report::of(line("FAIL", false)), Report::Failure(words()));
    }
}
