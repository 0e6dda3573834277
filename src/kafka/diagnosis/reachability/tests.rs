use super::*;
use crate::clock::{Clock, SystemClock};
use crate::kafka::native::Notice;
use crate::settings::PropertyValue;

fn reachability(servers: &str, properties: &[(&str, &str)]) -> Reachability {
    let owned = |(key, value): &(&str, &str)| {
        let value = PropertyValue::Plain((*value).to_owned());
        ((*key).to_owned(), value)
    };
    Reachability::new(&Connection {
        bootstrap_servers: servers.to_owned(),
        properties: properties.iter().map(owned).collect(),
    })
}

fn error(reachability: &mut Reachability, text: &str, now: Instant) {
    let text = text.to_owned();
    reachability.note(Report::of(Notice::Error { text }), now);
}

fn log(reachability: &mut Reachability, facility: &str, text: &str) {
    let line = Notice::Log {
        facility: facility.to_owned(),
        text: format!("[thrd:main]: {text}"),
        is_debug: false,
    };
    reachability.note(Report::of(line), SystemClock.instant());
}

const REFUSED: &str = "127.0.0.1:1/bootstrap: Connect to ipv4#127.0.0.1:1 failed: Connection refused \
    (after 0ms in state CONNECT, 3 identical error(s) suppressed)";
const DENIED: &str = "sasl_ssl://127.0.0.1:2/bootstrap: SASL authentication error: Authentication failed: Invalid \
    username or password (after 301ms in state AUTH_REQ)";
const UNVERIFIED: &str = "ssl://127.0.0.1:1/bootstrap: SSL handshake failed: error:0A000086:SSL routines::certificate \
    verify failed: broker certificate could not be verified (after 2ms in state SSL_HANDSHAKE)";

#[test]
fn the_reason_is_told_once_for_each_address() {
    let now = SystemClock.instant();
    let mut reachability = reachability("127.0.0.1:1,other:2", &[]);
    error(&mut reachability, REFUSED, now);
    error(&mut reachability, REFUSED, now);
    let resolve = "ssl://other:2/bootstrap: Failed to resolve 'other:2': Name or service not known \
        (after 3ms in state CONNECT)";
    error(&mut reachability, resolve, now);
    let error = reachability.unreachable(Duration::from_secs(1));
    assert_eq!(error.code, ErrorCode::ALL_BROKERS_DOWN);
    assert_eq!(
        error.message,
        "no broker can be reached: 127.0.0.1:1 (connection refused), other:2 (name or service not known)"
    );
}

#[test]
fn refused_connections_are_hopeless_after_a_while_once_each_address_has_refused() {
    let now = SystemClock.instant();
    let mut one = reachability("127.0.0.1:1", &[]);
    assert!(!one.hopeless(now));
    error(&mut one, REFUSED, now);
    assert!(!one.hopeless(now));
    assert!(one.hopeless(now + PERSISTENCE));
    let mut two = reachability("SSL://127.0.0.1:1,other", &[]);
    error(&mut two, REFUSED, now);
    assert!(!two.hopeless(now + PERSISTENCE), "another broker may be up");
    let other = REFUSED.replace("127.0.0.1:1", "other:9092");
    error(&mut two, &other, now);
    assert!(two.hopeless(now + PERSISTENCE));
}

#[test]
fn a_refused_password_is_hopeless_at_once() {
    let now = SystemClock.instant();
    let mut reachability = reachability("127.0.0.1:2", &[("security.protocol", "SASL_SSL")]);
    error(&mut reachability, DENIED, now);
    assert!(reachability.hopeless(now));
    let error = reachability.unreachable(Duration::ZERO);
    assert_eq!(error.code, ErrorCode::AUTHENTICATION);
    assert!(
        error.message.contains("invalid username or password"),
        "{error}"
    );
    assert!(error.hint.unwrap().contains("sasl.password"));
}

#[test]
fn a_silent_address_is_named_with_the_time_that_it_had() {
    let now = SystemClock.instant();
    let mut reachability = reachability("10.0.0.1:9092, 127.0.0.1:1", &[]);
    let silent = "10.0.0.1:9092 (no answer within 10s)";
    let error_of =
        |reachability: &Reachability| reachability.unreachable(Duration::from_secs(10)).message;
    assert!(error_of(&reachability).starts_with(&format!("no broker can be reached: {silent}")));
    let gave_up = "10.0.0.1:9092/bootstrap: Connection setup timed out in state CONNECT (after 5000ms in state CONNECT)";
    log(&mut reachability, "FAIL", gave_up);
    error(&mut reachability, REFUSED, now);
    assert!(
        !reachability.hopeless(now + PERSISTENCE),
        "it may answer yet"
    );
    assert_eq!(
        error_of(&reachability),
        format!("no broker can be reached: 127.0.0.1:1 (connection refused), {silent}")
    );
}

#[test]
fn what_openssl_says_of_a_certificate_stands_for_the_failure_that_follows() {
    let mut reachability = reachability("127.0.0.1:1", &[("security.protocol", "ssl")]);
    let expired = "ssl://127.0.0.1:1/bootstrap: Certificate (subject=/CN=localhost, issuer=/CN=an authority) \
        verification callback failed: 10";
    log(&mut reachability, "SSLCERTVRFY", expired);
    log(&mut reachability, "FAIL", UNVERIFIED);
    let error = reachability.unreachable(Duration::ZERO);
    assert_eq!(
        error.message,
        "no broker can be reached: 127.0.0.1:1 (its certificate has expired)"
    );
}

#[test]
fn no_token_is_told_before_all_else() {
    let now = SystemClock.instant();
    let endpoint = ("sasl.oauthbearer.token.endpoint.url", "http://issuer/token");
    let mut reachability = reachability("127.0.0.1:1", &[endpoint]);
    let refused = "Failed to retrieve OIDC token from \"http://issuer/token\": {\"error\":\"invalid_client\"} (401)";
    log(&mut reachability, "OIDC", refused);
    let unspecific = "Failed to acquire SASL OAUTHBEARER token: {\"error\":\"invalid_client\"}";
    error(&mut reachability, unspecific, now);
    assert!(reachability.hopeless(now));
    let error = reachability.unreachable(Duration::ZERO);
    assert!(
        error
            .message
            .ends_with("http://issuer/token: invalid_client (HTTP status 401)"),
        "{error}"
    );
}

#[test]
fn a_broker_that_cannot_be_reached_where_it_says_is_told_with_both_addresses() {
    let now = SystemClock.instant();
    let timed_out = || KafkaError::new(ErrorCode::TIMED_OUT, "no answer within 3s");
    let mut reachability = reachability("127.0.0.1:7", &[]);
    assert_eq!(reachability.with_obstacles(timed_out()), timed_out());
    let learned = REFUSED.replace("1/bootstrap", "9/1");
    error(&mut reachability, &learned, now);
    assert!(reachability.has_misled());
    let error = reachability.with_obstacles(timed_out());
    assert_eq!(
        error.message,
        "no answer within 3s: 127.0.0.1:9 (advertised by a broker; connection refused)"
    );
    let hint = error.hint.unwrap();
    assert!(
        hint.contains("127.0.0.1:7") && hint.contains("advertised.listeners"),
        "{hint}"
    );
}

#[test]
fn an_address_that_librdkafka_misreads_is_no_fault_of_the_broker() {
    let mut reachability = reachability("[::1]:9092", &[]);
    let misread = "2001:db8:::9092/1: Failed to resolve '2001:db8:::9092': Name or service not known \
        (after 3ms in state CONNECT)";
    error(&mut reachability, misread, SystemClock.instant());
    let error = reachability.with_obstacles(KafkaError::new(ErrorCode::TIMED_OUT, "no answer"));
    assert_eq!(
        error.message,
        "no answer: 2001:db8:::9092 (advertised by a broker; librdkafka misreads an IPv6 address that ends in ::)"
    );
    let hint = error.hint.unwrap();
    assert!(
        hint.starts_with("this is a fault of librdkafka, and not of the broker"),
        "{hint}"
    );
}

#[test]
fn a_broker_that_is_down_where_it_was_looked_for_misleads_nobody() {
    let mut reachability = reachability("127.0.0.1:9", &[]);
    let learned = REFUSED.replace("1/bootstrap", "9/1");
    error(&mut reachability, &learned, SystemClock.instant());
    assert!(!reachability.has_misled());
}

#[test]
fn a_broker_that_others_told_of_and_that_hangs_up_is_not_said_to_want_tls() {
    let mut reachability = reachability("127.0.0.1:1,127.0.0.1:2", &[]);
    let closed = "127.0.0.1:2/2: Disconnected: connection closed by peer: receive 0 after POLLIN (after 0ms in \
        state APIVERSION_QUERY)";
    log(&mut reachability, "FAIL", closed);
    let error = reachability.with_obstacles(KafkaError::new(ErrorCode::TIMED_OUT, "no answer"));
    assert_eq!(
        error.message,
        "no answer: 127.0.0.1:2 (disconnected: connection closed by peer: receive 0 after POLLIN)"
    );
}
