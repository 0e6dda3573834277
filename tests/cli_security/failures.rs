//! Each failure on the way to a broker is one error with the likely cause, and one hint with the next step.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use crate::support::kafka::Kafka;
use crate::support::koffset::Run;
use crate::support::names::unique;
use crate::support::process::koffset;
use crate::support::secured::{self, Secured};

/// One error that ends with this cause, and one hint that holds this step.
#[track_caller]
pub fn fails(run: &Run, error: &str, hint: &str) {
    run.exits(1).prints_nothing();
    // A secret of these tests stands on their command line, which is warned about.
    let said = run
        .stderr
        .lines()
        .filter(|line| !line.starts_with("warning: -X "));
    let lines: Vec<_> = said.map(str::trim).collect();
    assert_eq!(lines.len(), 2, "{}", run.text());
    assert!(
        lines[0].starts_with("error: ") && lines[0].ends_with(error),
        "{}",
        run.text()
    );
    assert!(
        lines[1].starts_with("hint: ") && lines[1].contains(hint),
        "{}",
        run.text()
    );
}

/// What is said where koffset meets a listener with these options.
#[track_caller]
pub fn met(cluster: &Secured, listener: &str, options: &str, why: &str, hint: &str) {
    let address = cluster.said(listener);
    let args: Vec<&str> = options.split_whitespace().chain(["range"]).collect();
    let run = koffset(address, &args);
    fails(
        &run,
        &format!("no broker can be reached: {address} ({why})"),
        hint,
    );
}

#[test]
fn a_client_without_tls_is_told_of_the_listener_with_tls() {
    let cluster = secured::cluster();
    let why = "it hangs up on a client without TLS, as a listener with TLS does";
    met(cluster, "tls", "", why, "-X security.protocol=ssl");
    met(cluster, "scram-acl", "", why, "sasl_ssl");
    let login = cluster.options(secured::Way::Password("PLAIN"), "reader");
    let login = login.replace("sasl_ssl", "sasl_plaintext");
    met(
        cluster,
        "scram-acl",
        &login,
        why,
        "-X security.protocol=sasl_ssl",
    );
}

#[test]
fn a_client_with_tls_is_told_of_the_listener_without_it() {
    let cluster = secured::cluster();
    let why = "it does not speak TLS";
    met(
        cluster,
        "bootstrap",
        &cluster.trusting(),
        why,
        "-X security.protocol=plaintext",
    );
    let login = cluster.options(secured::Way::Password("PLAIN"), "reader");
    met(
        cluster,
        "bootstrap",
        &login,
        why,
        "-X security.protocol=sasl_plaintext",
    );
}

#[test]
fn a_client_that_does_not_log_in_is_told_of_sasl_and_one_that_does_of_its_absence() {
    let cluster = secured::cluster();
    let why = "it hangs up on a client that does not log in, as a listener with SASL does";
    met(
        cluster,
        "scram-acl",
        &cluster.trusting(),
        why,
        "-X security.protocol=sasl_ssl with -X sasl.mechanism",
    );
    let login = cluster.options(secured::Way::Password("PLAIN"), "reader");
    let why = "it asks nobody to log in with SASL";
    met(cluster, "tls", &login, why, "-X security.protocol=ssl");
}

#[test]
fn a_mechanism_that_the_broker_does_not_offer_is_told_with_those_that_it_does() {
    let cluster = secured::cluster();
    let login = cluster.options(secured::Way::Password("PLAIN"), "reader");
    met(
        cluster,
        "oauth",
        &login,
        "it takes only SASL OAUTHBEARER",
        "-X sasl.mechanism=OAUTHBEARER",
    );
}

#[test]
fn a_certificate_that_is_not_believed_is_told_with_the_reason() {
    let cluster = secured::cluster();
    let unknown =
        "its certificate is signed by /CN=koffset test authority, which is not trusted here";
    let other = format!(
        "-X security.protocol=ssl -X ssl.ca.location={}",
        cluster.said("other_ca")
    );
    met(cluster, "tls", &other, unknown, "-X ssl.ca.location=FILE");
    met(
        cluster,
        "tls",
        "-X security.protocol=ssl",
        unknown,
        "-X ssl.ca.location=FILE",
    );
    let trusting = cluster.trusting();
    met(
        cluster,
        "expired",
        &trusting,
        "its certificate has expired",
        "this machine's clock",
    );
    let why = "its certificate, of /CN=broker.example, is for another host name";
    met(
        cluster,
        "misnamed",
        &trusting,
        why,
        "a name that the certificate holds",
    );
}

#[test]
fn a_listener_that_wants_a_certificate_says_whether_it_was_given_one() {
    let cluster = secured::cluster();
    let trusting = cluster.trusting();
    let hint = "-X ssl.certificate.location=FILE and -X ssl.key.location=FILE";
    met(
        cluster,
        "mtls",
        &trusting,
        "it wants a certificate of the client",
        hint,
    );
    let alone = cluster.said("reader_certificate");
    let alone = format!("{trusting} -X ssl.certificate.location={alone}");
    met(
        cluster,
        "mtls",
        &alone,
        "it wants a certificate of the client",
        hint,
    );
    let foreign = cluster.said("other_ca");
    let key = foreign.replace(".pem", ".key");
    let given =
        format!("{trusting} -X ssl.certificate.location={foreign} -X ssl.key.location={key}");
    met(
        cluster,
        "mtls",
        &given,
        "it does not accept the client's certificate",
        "truststore of the broker",
    );
}

#[test]
fn a_wrong_password_is_told_in_the_words_of_the_broker() {
    let cluster = secured::cluster();
    let hint = "sasl.username, sasl.password and sasl.mechanism";
    let plain = cluster.with_password("PLAIN", "reader", "wrong");
    met(
        cluster,
        "scram-acl",
        &plain,
        "it refused the login: invalid username or password",
        hint,
    );
    let scram = cluster.with_password("SCRAM-SHA-512", "reader", "wrong");
    let why = "it refused the login: authentication failed during authentication due to invalid credentials \
        with SASL mechanism SCRAM-SHA-512";
    met(cluster, "scram-acl", &scram, why, hint);
}

#[test]
fn an_issuer_that_gives_no_token_is_told_with_its_address() {
    let cluster = secured::cluster();
    let address = cluster.said("oauth");
    let endpoint = cluster.said("token_endpoint");
    let ask = |endpoint: &str, secret: &str| {
        let options = cluster.with_token(endpoint, "reader", secret);
        let args: Vec<&str> = options.split_whitespace().chain(["range"]).collect();
        koffset(address, &args)
    };
    let wrong = ask(endpoint, "wrong");
    let error = format!("no OAuth token from {endpoint}: invalid_client (HTTP status 401)");
    fails(&wrong, &error, "sasl.oauthbearer.client.secret");
    let untrusted = cluster.options(secured::Way::Token, "reader");
    let untrusted = untrusted.replace("https.ca.location", "client.id");
    let args: Vec<&str> = untrusted.split_whitespace().chain(["range"]).collect();
    let run = koffset(address, &args);
    run.says(endpoint).says("certificate");
    fails(&run, "", "-X https.ca.location=FILE");
    let hint = "is -X sasl.oauthbearer.token.endpoint.url right";
    let right = cluster.password("reader");
    let unreachable = ask("http://127.0.0.1:1/token", right);
    fails(&unreachable, "Could not connect to server", hint);
    fails(
        &ask("http://issuer.invalid/token", right),
        "could not resolve host: issuer.invalid",
        hint,
    );
    let lost = ask(&endpoint.replace("/token", "/nowhere"), right);
    fails(&lost, "(HTTP status 404)", hint);
}

/// A port that answers the first request with these bytes.
fn answering(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for mut connection in listener.incoming().map_while(Result::ok) {
            let _ = connection.read(&mut [0; 64]);
            let _ = connection.write_all(bytes);
        }
    });
    address
}

#[test]
fn what_is_no_broker_is_told_apart_from_one_behind_tls() {
    let web = answering(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    let why = format!("{web} (what answers there is no Kafka broker)");
    fails(&koffset(&web, &["range"]), &why, "listener for clients");
    let alert = answering(b"\x15\x03\x03\x00\x02\x02\x0a");
    let why = "as a listener with TLS does)";
    fails(
        &koffset(&alert, &["range"]),
        why,
        "-X security.protocol=ssl",
    );
    let tls = ["-X", "security.protocol=ssl", "range"];
    fails(
        &koffset(&web, &tls),
        "(it does not speak TLS)",
        "-X security.protocol=plaintext",
    );
}

/// Every broker answers at a port that it does not advertise, as behind a forwarded port.
#[test]
fn an_advertised_address_that_cannot_be_reached_is_told_beside_the_one_that_answered() {
    let kafka = Kafka::up(&["--proxy-listener", "9"]).unwrap();
    let address = kafka.proxy_upstreams().next().unwrap();
    let missing = unique("missing");
    for args in [
        &["range", "__consumer_offsets"][..],
        &["group", "list"],
        &["lag", &missing],
        &["snapshot", "--all-groups"],
        &[
            "reset",
            &missing,
            "--all-topics",
            "--to-latest",
            "--dry-run",
        ],
    ] {
        let mut run = koffset(address, &[&["--timeout", "2s"], args].concat());
        run.stderr = run.stderr.replace("nothing was changed\n", "");
        let why = "no answer within 2s: 127.0.0.1:9 (advertised by a broker; connection refused)";
        fails(
            &run,
            why,
            "advertised.listeners must name one that this machine can reach",
        );
        run.says(&format!("hint: {address} answered, and gave that address"));
    }
}
