//! What is said of each cause, and what to do.

use super::cause::Cause;
use super::ticket;
use crate::kafka::security::Approach;
use crate::model::shell_word;

/// What can be done about a fault of librdkafka's.
pub(super) const MISREAD_ADDRESS: &str = "this is a fault of librdkafka, and not of the broker: have its advertised.listeners name a host, or an address \
     that does not end in ::";

impl Cause {
    /// What is likely wrong, as a fragment that follows an address.
    pub(super) fn words(&self, approach: &Approach) -> String {
        match self {
            Cause::Refused => "connection refused".to_owned(),
            Cause::Silent => "it does not answer".to_owned(),
            Cause::UnknownHost(why) | Cause::Other(why) => why.clone(),
            Cause::MisreadAddress => {
                "librdkafka misreads an IPv6 address that ends in ::".to_owned()
            }
            Cause::SpeaksTls => {
                "it hangs up on a client without TLS, as a listener with TLS does".to_owned()
            }
            Cause::SpeaksNoTls => "it does not speak TLS".to_owned(),
            Cause::NotKafka => "what answers there is no Kafka broker".to_owned(),
            Cause::WantsLogin => {
                "it hangs up on a client that does not log in, as a listener with SASL does"
                    .to_owned()
            }
            Cause::TakesNoLogin => "it asks nobody to log in with SASL".to_owned(),
            Cause::Mechanism { offered } => format!("it takes only SASL {offered}"),
            Cause::Untrusted(issuer) => {
                format!("its certificate is signed by {issuer}, which is not trusted here")
            }
            Cause::Expired => "its certificate has expired".to_owned(),
            Cause::NotYetValid => "its certificate is not valid yet".to_owned(),
            Cause::OtherName(subject) => {
                format!("its certificate, of {subject}, is for another host name")
            }
            Cause::WantsCertificate if approach.has_certificate => {
                "it does not accept the client's certificate".to_owned()
            }
            Cause::WantsCertificate => "it wants a certificate of the client".to_owned(),
            Cause::NoTicket(why) => format!("Kerberos: {why}"),
            Cause::Credentials(said) => format!("it refused the login: {said}"),
        }
    }

    /// What the operator can do, for who knows what koffset was told.
    pub(super) fn hint(&self, approach: &Approach) -> Option<String> {
        let protocol = |is_encrypted, logs_in| {
            let protocol = Approach::protocol(is_encrypted, logs_in);
            format!("-X security.protocol={protocol}")
        };
        let hint = match self {
            Cause::Refused => "does a broker run there, and is this the port of its listener for clients?".to_owned(),
            Cause::UnknownHost(_) => "is the name written right, and known to this machine's DNS?".to_owned(),
            Cause::MisreadAddress => MISREAD_ADDRESS.to_owned(),
            Cause::SpeaksTls if approach.logs_in => protocol(true, true),
            Cause::SpeaksTls => format!("{}, or sasl_ssl where it also asks for a login", protocol(true, false)),
            Cause::SpeaksNoTls => format!("{}, or another port", protocol(false, approach.logs_in)),
            Cause::NotKafka => "is this the port of its listener for clients?".to_owned(),
            Cause::WantsLogin => format!(
                "{} with -X sasl.mechanism=NAME, -X sasl.username=NAME and -X sasl.password=SECRET",
                protocol(approach.is_encrypted, true)
            ),
            Cause::TakesNoLogin => protocol(approach.is_encrypted, false),
            Cause::Mechanism { offered } => {
                let first = offered.split(',').next().unwrap_or(offered);
                format!("-X sasl.mechanism={}", shell_word(first.trim()))
            }
            Cause::Untrusted(_) => {
                "-X ssl.ca.location=FILE, the certificate of that authority in PEM".to_owned()
            }
            Cause::Expired | Cause::NotYetValid => {
                "the broker needs another certificate, if this machine's clock is right".to_owned()
            }
            Cause::OtherName(_) => {
                "write --bootstrap-server with a name that the certificate holds, and have advertised.listeners tell such names"
                    .to_owned()
            }
            Cause::WantsCertificate if approach.has_certificate => {
                "it must not have expired, and be signed by an authority in the truststore of the broker".to_owned()
            }
            Cause::WantsCertificate => {
                "-X ssl.certificate.location=FILE and -X ssl.key.location=FILE, both in PEM".to_owned()
            }
            Cause::Credentials(_) if approach.by_token => {
                "the token may be of another issuer, for another audience or scope than the broker takes, or expired by the broker's clock"
                    .to_owned()
            }
            Cause::Credentials(_) if approach.by_iam => {
                "aws sts get-caller-identity tells who this is; its policy must allow kafka-cluster:Connect".to_owned()
            }
            Cause::Credentials(_) if approach.by_ticket => {
                "is the key of the brokers' own principal in their key table, and do all clocks agree?".to_owned()
            }
            Cause::NoTicket(why) => ticket::hint(why).to_owned(),
            Cause::Credentials(_) => {
                "are -X sasl.username, sasl.password and sasl.mechanism those of this cluster?".to_owned()
            }
            Cause::Silent | Cause::Other(_) => return None,
        };
        Some(hint)
    }
}
