use super::*;

const PLAIN: Approach = Approach {
    is_encrypted: false,
    logs_in: false,
    by_token: false,
    by_ticket: false,
    by_iam: false,
    has_certificate: false,
    token_endpoint: None,
};
const TLS: Approach = Approach {
    is_encrypted: true,
    ..PLAIN
};
const SASL: Approach = Approach {
    logs_in: true,
    ..TLS
};

#[track_caller]
fn is(text: &str, approach: &Approach, cause: Cause) {
    assert_eq!(Cause::of(text, approach), cause);
}

#[test]
fn an_address_where_nobody_listens_or_that_nobody_knows_is_told_apart() {
    let refused =
        "Connect to ipv4#127.0.0.1:1 failed: Connection refused (after 0ms in state CONNECT)";
    is(refused, &PLAIN, Cause::Refused);
    let unknown = "Failed to resolve 'broker.invalid:9092': Name or service not known (after 0ms in state CONNECT)";
    is(
        unknown,
        &TLS,
        Cause::UnknownHost("name or service not known".to_owned()),
    );
}

#[test]
fn a_client_without_tls_is_hung_up_on_or_sent_an_alert() {
    let closed = "Disconnected: connection closed by peer: receive 0 after POLLIN (after 0ms in state APIVERSION_QUERY)";
    is(closed, &PLAIN, Cause::SpeaksTls);
    let alert = "Receive failed: Invalid response size 352518912 (0..100000000): increase receive.message.max.bytes \
        (after 0ms in state APIVERSION_QUERY)";
    is(alert, &PLAIN, Cause::SpeaksTls);
    let http = "Receive failed: Invalid response size 1213486160 (0..100000000): increase receive.message.max.bytes \
        (after 0ms in state APIVERSION_QUERY)";
    is(http, &PLAIN, Cause::NotKafka);
}

#[test]
fn a_listener_without_tls_ends_the_handshake() {
    for text in [
        "Disconnected: SSL connection closed by peer (after 0ms in state SSL_HANDSHAKE)",
        "SSL handshake failed: Disconnected: SSL connection closed by peer: connecting to a PLAINTEXT broker \
         listener? (after 0ms in state SSL_HANDSHAKE)",
        "SSL handshake failed: error:0A00010B:SSL routines::wrong version number (after 1ms in state SSL_HANDSHAKE)",
        "SSL handshake failed: error:0A0000C6:SSL routines::packet length too long (after 1ms in state SSL_HANDSHAKE)",
        "SSL handshake failed: error:0A00009C:SSL routines::http request (after 1ms in state SSL_HANDSHAKE)",
        "SSL handshake failed: SSL transport error: Connection reset by peer (after 1ms in state SSL_HANDSHAKE)",
    ] {
        is(text, &TLS, Cause::SpeaksNoTls);
    }
}

#[test]
fn a_listener_with_sasl_hangs_up_on_who_does_not_log_in() {
    let closed = "Disconnected: SSL connection closed by peer (after 0ms in state UP, 1 identical error(s) suppressed)";
    is(closed, &TLS, Cause::WantsLogin);
    let words = "disconnected: SSL connection closed by peer".to_owned();
    is(closed, &SASL, Cause::Other(words));
}

#[test]
fn a_listener_without_sasl_or_with_another_mechanism_says_so() {
    let none = "SASL PLAIN mechanism handshake failed: Broker: Request not valid in current SASL state: broker's \
        supported mechanisms:  (after 0ms in state AUTH_HANDSHAKE)";
    is(none, &SASL, Cause::TakesNoLogin);
    let other = "SASL PLAIN mechanism handshake failed: Broker: Unsupported SASL mechanism: broker's supported \
        mechanisms: OAUTHBEARER (after 300ms in state AUTH_HANDSHAKE)";
    let offered = "OAUTHBEARER".to_owned();
    is(other, &SASL, Cause::Mechanism { offered });
}

#[test]
fn a_refused_login_is_told_in_the_words_of_the_broker() {
    let scram = "SASL authentication error: Authentication failed during authentication due to invalid credentials \
        with SASL mechanism SCRAM-SHA-256 (after 305ms in state AUTH_REQ)";
    let Cause::Credentials(said) = Cause::of(scram, &SASL) else {
        panic!("{scram}")
    };
    assert!(said.ends_with("invalid credentials with SASL mechanism SCRAM-SHA-256"));
    let token =
        "SASL authentication error: {\"status\":\"invalid_token\"} (after 305ms in state AUTH_REQ)";
    is(token, &SASL, Cause::Credentials("invalid_token".to_owned()));
}

#[test]
fn a_listener_that_wants_a_certificate_ends_tls_with_an_alert() {
    for alert in [
        "ssl/tls alert bad certificate",
        "tlsv13 alert certificate required",
        "tlsv1 alert unknown ca",
        "ssl/tls alert certificate unknown",
        "ssl/tls alert certificate expired",
    ] {
        let text = format!(
            "Receive failed: error:0A000412:SSL routines::{alert}: SSL alert number 42 (after 0ms in state \
             APIVERSION_QUERY)"
        );
        is(&text, &TLS, Cause::WantsCertificate);
    }
    let has_certificate = Approach {
        has_certificate: true,
        ..TLS
    };
    assert!(
        Cause::WantsCertificate
            .words(&has_certificate)
            .contains("does not accept")
    );
    assert!(Cause::WantsCertificate.words(&TLS).contains("wants"));
}

#[test]
fn a_certificate_is_not_believed_for_the_reason_of_openssl() {
    let of = |number: u32| {
        let line = format!(
            "Certificate (subject=/CN=localhost, issuer=/CN=an authority) verification callback failed: {number}"
        );
        Cause::of_certificate(&line).unwrap()
    };
    assert_eq!(of(10), Cause::Expired);
    assert_eq!(of(9), Cause::NotYetValid);
    assert_eq!(of(20), Cause::Untrusted("/CN=an authority".to_owned()));
    assert_eq!(of(64), Cause::OtherName("/CN=localhost".to_owned()));
    assert!(matches!(of(23), Cause::Other(why) if why.contains("23")));
    assert_eq!(Cause::of_certificate("No matching issuer found"), None);
}

#[test]
fn what_is_not_known_is_told_in_the_words_of_librdkafka() {
    let text =
        "Connect to ipv4#10.0.0.1:9092 failed: No route to host (after 9ms in state CONNECT)";
    is(text, &PLAIN, Cause::Other("no route to host".to_owned()));
}
