//! Proofs of who one is that brokers do not take: tokens with something wrong in them, and a certificate of
//! yesterday. Each is one error and one hint, and no part of a proof is in what is said, however much that is.

use super::failures::{fails, met};
use super::secrets::says_none;
use crate::support::process::koffset;
use crate::support::secured::{self, Secured};

const USER: &str = "reader";

/// What every token begins with.
const TOKEN: &str = "eyJ";

/// The options of a user whose token is wrong in this respect.
fn with_token(cluster: &Secured, wrong: &str) -> String {
    let endpoint = format!("{}/{wrong}", cluster.said("token_endpoint"));
    cluster.with_token(&endpoint, USER, cluster.password(USER))
}

/// The options of who shows a certificate that was good until yesterday.
fn with_late_certificate(cluster: &Secured) -> String {
    let [certificate, key] =
        ["late.pem", "late.key"].map(|file| cluster.said("ca").replace("ca.pem", file));
    let trusting = cluster.trusting();
    format!("{trusting} -X ssl.certificate.location={certificate} -X ssl.key.location={key}")
}

#[test]
fn a_token_of_another_issuer_audience_or_key_is_refused_by_the_broker() {
    let cluster = secured::cluster();
    for wrong in ["issuer", "audience", "key"] {
        met(
            cluster,
            "oauth",
            &with_token(cluster, wrong),
            "it refused the login: invalid_token",
            "the token may be of another issuer, for another audience",
        );
    }
}

#[test]
fn a_token_that_has_expired_is_not_sent() {
    let cluster = secured::cluster();
    let options = with_token(cluster, "expired");
    let args: Vec<&str> = options.split_whitespace().chain(["range"]).collect();
    let run = koffset(cluster.said("oauth"), &args);
    let endpoint = cluster.said("token_endpoint");
    let error = format!("the OAuth token from {endpoint}/expired has expired");
    fails(
        &run,
        &error,
        "is this machine's clock right, and the issuer's?",
    );
}

#[test]
fn a_clients_certificate_that_has_expired_is_refused_by_the_broker() {
    let cluster = secured::cluster();
    met(
        cluster,
        "mtls",
        &with_late_certificate(cluster),
        "it does not accept the client's certificate",
        "it must not have expired",
    );
}

#[test]
fn no_part_of_a_proof_is_told_however_much_is_said() {
    let cluster = secured::cluster();
    let mut secrets = cluster.secrets(USER);
    secrets.push(TOKEN.to_owned());
    let tokens = ["", "issuer", "expired"].map(|wrong| ("oauth", with_token(cluster, wrong)));
    let late = ("mtls", with_late_certificate(cluster));
    let scram = cluster.with_password("SCRAM-SHA-512", USER, cluster.password(USER));
    for (listener, options) in tokens.into_iter().chain([late, ("scram-acl", scram)]) {
        for talk in ["range --format json", "range __consumer_offsets"] {
            let line = format!("-v {options} {talk}");
            let args: Vec<&str> = line.split_whitespace().collect();
            says_none(&koffset(cluster.said(listener), &args), &secrets);
        }
    }
}
