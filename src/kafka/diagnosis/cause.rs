//! From librdkafka's words about a connection to what is likely wrong, and what to do.

use serde_json::Value;

use super::error_text::fragment;
use super::ticket;
use crate::kafka::security::Approach;

/// Why a broker, or the issuer of tokens, cannot be talked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Refused,
    /// It takes connections at most, and says nothing.
    Silent,
    UnknownHost(String),
    /// librdkafka takes an IPv6 address that ends in `::` and its port for one host's name
    /// (`rd_addrinfo_prepare` of 2.12.1).
    MisreadAddress,
    /// The address is silent where a listener with TLS would be.
    SpeaksTls,
    SpeaksNoTls,
    /// What answers is no broker.
    NotKafka,
    WantsLogin,
    TakesNoLogin,
    Mechanism {
        offered: String,
    },
    /// The certificate's issuer, as OpenSSL writes it.
    Untrusted(String),
    Expired,
    NotYetValid,
    /// The certificate's subject, as OpenSSL writes it.
    OtherName(String),
    WantsCertificate,
    /// In the broker's words.
    Credentials(String),
    /// In Kerberos' words.
    NoTicket(String),
    /// In librdkafka's words.
    Other(String),
}

/// Why OpenSSL does not believe a certificate (`x509_vfy.h`).
mod reason {
    pub(super) const NOT_YET_VALID: u32 = 9;
    pub(super) const HAS_EXPIRED: u32 = 10;
    pub(super) const HOSTNAME_MISMATCH: u32 = 62;
    pub(super) const IP_ADDRESS_MISMATCH: u32 = 64;
    /// Authorities that are missing, or not trusted.
    pub(super) const NO_AUTHORITY: [u32; 5] = [2, 18, 19, 20, 21];
}

impl Cause {
    /// Reads the reason of a failure, such as `Connect to ipv4#127.0.0.1:9092 failed: Connection refused (after
    /// 0ms in state CONNECT)`.
    pub(super) fn of(text: &str, approach: &Approach) -> Cause {
        let (reason, state) = text.split_once(" (after ").unwrap_or((text, ""));
        let is_closed =
            reason.contains("connection closed by peer") || reason.contains("Connection reset");
        if reason.contains("Connection refused") {
            Cause::Refused
        } else if reason.starts_with("Connection setup timed out") {
            Cause::Silent
        } else if let Some((_, why)) = reason
            .strip_prefix("Failed to resolve '")
            .and_then(|rest| rest.split_once("': "))
        {
            if reason.contains(":::") {
                Cause::MisreadAddress
            } else {
                Cause::UnknownHost(fragment(why))
            }
        } else if is_no_tls(reason) || (is_closed && state.contains("SSL_HANDSHAKE")) {
            Cause::SpeaksNoTls
        } else if is_alert(reason) {
            Cause::WantsCertificate
        } else if let Some(cause) = of_login(reason, approach) {
            cause
        } else if let Some(size) = response_size(reason) {
            of_size(size, approach)
        } else if is_closed && state.contains("state APIVERSION_QUERY") && !approach.is_encrypted {
            Cause::SpeaksTls
        } else if is_closed && state.contains("state UP") && !approach.logs_in {
            Cause::WantsLogin
        } else {
            Cause::Other(fragment(bare(reason)))
        }
    }

    /// Keeps to what is certain: a connection that was closed may tell nothing of how it should have begun.
    pub(super) fn without_guess(self, text: &str) -> Cause {
        match self {
            Cause::SpeaksTls | Cause::SpeaksNoTls | Cause::WantsLogin => {
                let reason = text.split(" (after ").next().unwrap_or(text);
                Cause::Other(fragment(reason))
            }
            certain => certain,
        }
    }

    /// Reads a log line about a certificate: `Certificate (subject=…, issuer=…) verification callback failed: 10`.
    pub(super) fn of_certificate(text: &str) -> Option<Cause> {
        let (names, number) = text.split_once(") verification callback failed: ")?;
        let (subject, issuer) = names
            .strip_prefix("Certificate (subject=")?
            .split_once(", issuer=")?;
        match number.trim().parse().ok()? {
            reason::HAS_EXPIRED => Some(Cause::Expired),
            reason::NOT_YET_VALID => Some(Cause::NotYetValid),
            reason::HOSTNAME_MISMATCH | reason::IP_ADDRESS_MISMATCH => {
                Some(Cause::OtherName(subject.to_owned()))
            }
            number if reason::NO_AUTHORITY.contains(&number) => {
                Some(Cause::Untrusted(issuer.to_owned()))
            }
            number => Some(Cause::Other(format!(
                "its certificate is not believed: reason {number} of OpenSSL"
            ))),
        }
    }

    /// Whether it is what [`Cause::of_certificate`] tells more of.
    pub(super) fn is_of_certificate(text: &str) -> bool {
        text.contains("certificate verify failed")
    }

    /// Whether trying again does not help.
    pub(super) fn is_lasting(&self) -> bool {
        match self {
            Cause::Refused
            | Cause::Silent
            | Cause::UnknownHost(_)
            | Cause::MisreadAddress
            | Cause::SpeaksTls
            | Cause::SpeaksNoTls
            | Cause::NotKafka
            | Cause::WantsLogin
            | Cause::Other(_) => false,
            Cause::TakesNoLogin
            | Cause::Mechanism { .. }
            | Cause::Untrusted(_)
            | Cause::Expired
            | Cause::NotYetValid
            | Cause::OtherName(_)
            | Cause::WantsCertificate
            | Cause::NoTicket(_)
            | Cause::Credentials(_) => true,
        }
    }
}

fn is_no_tls(reason: &str) -> bool {
    [
        "wrong version number",
        "packet length too long",
        "http request",
    ]
    .into_iter()
    .any(|words| reason.contains(words))
}

/// Whether the broker ended TLS for want of a certificate that it believes.
fn is_alert(reason: &str) -> bool {
    let alerts = [
        "bad certificate",
        "certificate required",
        "unknown ca",
        "certificate unknown",
        "certificate expired",
    ];
    reason.contains("alert") && alerts.into_iter().any(|alert| reason.contains(alert))
}

fn of_login(reason: &str, approach: &Approach) -> Option<Cause> {
    if let Some((_, after)) =
        reason.split_once("Unsupported SASL mechanism: broker's supported mechanisms: ")
    {
        let offered = after.trim().to_owned();
        return Some(Cause::Mechanism { offered });
    }
    if reason.contains("not valid in current SASL state") {
        return Some(Cause::TakesNoLogin);
    }
    if let Some(why) = ticket::why_none(reason) {
        return Some(Cause::NoTicket(why));
    }
    let error = reason.strip_prefix("SASL authentication error: ")?;
    let said = error
        .strip_prefix("Authentication failed: ")
        .unwrap_or(error);
    approach
        .logs_in
        .then(|| Cause::Credentials(fragment(&in_words(said))))
}

/// Takes the status out of what a broker answers to a token that it refuses (RFC 7628 3.2.2).
fn in_words(said: &str) -> String {
    let answer: Option<Value> = serde_json::from_str(said).ok();
    let status = answer.as_ref().and_then(|answer| answer["status"].as_str());
    status.unwrap_or(said).to_owned()
}

fn response_size(reason: &str) -> Option<u32> {
    let (_, after) = reason.split_once("Invalid response size ")?;
    after.split(' ').next()?.parse().ok()
}

/// Reads the first four bytes of what answered in place of a broker: an alert of TLS begins with 21 and 3.
fn of_size(size: u32, approach: &Approach) -> Cause {
    match size.to_be_bytes() {
        [21, 3, ..] if !approach.is_encrypted => Cause::SpeaksTls,
        _ => Cause::NotKafka,
    }
}

fn bare(reason: &str) -> &str {
    match reason.split_once(" failed: ") {
        Some((what, why)) if what.starts_with("Connect to ") => why,
        _ => reason,
    }
}

#[cfg(test)]
mod tests;
