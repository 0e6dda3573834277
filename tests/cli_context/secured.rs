//! Java clients' properties on clusters that ask who one is; the usual ones, and contexts, stand in `set_ups`.

use std::process::Command;

use super::*;
use crate::support::secured::{self, Secured};

const USER: &str = "operator";
const CHECK: &str = "context check";

/// Runs `context check` on a Java client's file with these lines.
fn with_java(cluster: &Secured, listener: &str, lines: &str) -> Run {
    let home = Home::with("");
    let servers = cluster.said(listener);
    home.write(
        "client.properties",
        &format!("bootstrap.servers={servers}\n{lines}"),
    );
    let file = home.path("client.properties");
    let run = home.koffset(&format!("--command-config {} {CHECK}", file.display()));
    run.never_says(cluster.password(USER));
    run
}

fn trusting(cluster: &Secured) -> String {
    let ca = cluster.said("ca");
    format!("ssl.truststore.type=PEM\nssl.truststore.location={ca}\n")
}

fn keytool(args: &[&str]) {
    let java = std::env::var("JAVA_HOME").map(|home| format!("{home}/bin/keytool"));
    let ended = Command::new(java.unwrap_or_else(|_| "keytool".to_owned()))
        .args(args)
        .output()
        .unwrap();
    assert!(ended.status.success(), "{ended:?}");
}

#[test]
fn a_java_clients_password_logs_in_by_each_mechanism() {
    let cluster = secured::cluster();
    for (mechanism, module) in [
        (
            "SCRAM-SHA-256",
            "org.apache.kafka.common.security.scram.ScramLoginModule",
        ),
        (
            "SCRAM-SHA-512",
            "org.apache.kafka.common.security.scram.ScramLoginModule",
        ),
        (
            "PLAIN",
            "org.apache.kafka.common.security.plain.PlainLoginModule",
        ),
    ] {
        let with = |password: &str| {
            let lines = format!(
                "security.protocol=SASL_SSL\nsasl.mechanism={mechanism}\n\
                 sasl.jaas.config={module} required username=\"{USER}\" password=\"{password}\";\n{}",
                trusting(cluster)
            );
            with_java(cluster, "scram-acl", &lines)
        };
        with(cluster.password(USER)).exits(0).says_nothing();
        with("wrong").exits(1);
    }
}

#[test]
fn a_java_clients_certificate_is_taken_from_pem_and_pkcs12_and_jks_as_its_hints_convert_it() {
    let cluster = secured::cluster();
    let home = Home::with("");
    let path = |name: &str| home.path(name).display().to_string();
    let key = fs::read_to_string(cluster.said("operator_key")).unwrap();
    let certificate = fs::read_to_string(cluster.said("operator_certificate")).unwrap();
    home.write("me.pem", &format!("{key}{certificate}"));
    let (pem, p12, jks, converted) = (
        path("me.pem"),
        path("me.p12"),
        path("me.jks"),
        path("c.p12"),
    );
    let made = Command::new("openssl")
        .args([
            "pkcs12",
            "-export",
            "-in",
            &pem,
            "-out",
            &p12,
            "-passout",
            "pass:changeit",
        ])
        .status();
    assert!(made.unwrap().success());
    let passwords = ["-srcstorepass", "changeit", "-deststorepass", "changeit"];
    let convert = |from: &str, to: &str, kind: &str| {
        let args = [
            "-importkeystore",
            "-srckeystore",
            from,
            "-destkeystore",
            to,
            "-deststoretype",
            kind,
        ];
        keytool(&[&args[..], &passwords].concat());
    };
    convert(&p12, &jks, "JKS");
    convert(&jks, &converted, "PKCS12");
    let one_line = |text: &str| text.trim().replace('\n', "\\n\\\n");
    let in_text = format!(
        "ssl.keystore.type=PEM\nssl.keystore.key={}\nssl.keystore.certificate.chain={}\n",
        one_line(&key),
        one_line(&certificate)
    );
    let with = |lines: &str| {
        let lines = format!("security.protocol=SSL\n{}{lines}", trusting(cluster));
        with_java(cluster, "mtls", &lines)
    };
    let store = |at: &str| {
        with(&format!(
            "ssl.keystore.location={at}\nssl.keystore.password=changeit\n"
        ))
    };
    with(&format!(
        "ssl.keystore.type=PEM\nssl.keystore.location={pem}\n"
    ))
    .exits(0);
    with(&in_text).exits(0).says_nothing();
    store(&p12).exits(0).says_nothing();
    store(&converted)
        .exits(0)
        .says("c.p12: others may read it, and a key is in it (ssl.keystore.location)\n");
    home.set_mode("c.p12", 0o600);
    store(&converted).exits(0).says_nothing();
    // The name beside it is taken.
    let made = jks.replace(".jks", ".2.p12");
    store(&jks).exits(2).says(&format!(
        "hint: keytool -importkeystore -srckeystore {jks} -destkeystore {made} -deststoretype PKCS12\n"
    ));
    with("").exits(1);
}

#[test]
fn a_java_clients_trust_store_is_read_once_it_is_pem_as_its_hints_make_it() {
    let cluster = secured::cluster();
    let home = Home::with("");
    let path = |name: &str| home.path(name).display().to_string();
    let (jks, pem) = (path("trust.jks"), path("trust.pem"));
    let password = ["-storetype", "JKS", "-storepass", "changeit"];
    let import = [
        "-importcert",
        "-noprompt",
        "-alias",
        "ca",
        "-file",
        cluster.said("ca"),
        "-keystore",
        &jks,
    ];
    keytool(&[&import[..], &password].concat());
    let with = |lines: &str| with_java(cluster, "tls", &format!("security.protocol=SSL\n{lines}"));
    let hint = format!("keytool -list -rfc -keystore {jks} > {pem}");
    with(&format!("ssl.truststore.location={jks}\n"))
        .exits(2)
        .says(&format!("hint: {hint}\n"));
    let made = Command::new("sh")
        .args(["-c", &format!("echo changeit | {hint} 2>&-")])
        .status();
    assert!(made.unwrap().success());
    with(&format!(
        "ssl.truststore.type=PEM\nssl.truststore.location={pem}\n"
    ))
    .exits(0)
    .says_nothing();
}
