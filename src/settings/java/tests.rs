use std::io;
use std::path::Path;

use super::*;
use crate::error::Error;
use crate::settings::secret::PropertyValue;

mod iam;
mod kerberos;
mod stores;

const JKS: [u8; 4] = [0xfe, 0xed, 0xfe, 0xed];
const PKCS12: [u8; 7] = [0x30, 0x82, 0x0a, 0x0b, 0x02, 0x01, 0x03];
const PEM: &[u8] = b"-----BEGIN CERTIFICATE-----\n";

fn read_with(text: &str, begins: &[u8]) -> Result<CommandConfig, Error> {
    let file = Path::new("client.properties");
    // Each file that is named is there, and none that would be made.
    CommandConfig::read(text.as_bytes(), file, &|path| {
        if text.contains(&path.display().to_string()) {
            Ok(begins.to_vec())
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    })
}

fn read(text: &str) -> CommandConfig {
    read_with(text, &[]).unwrap()
}

fn refused(text: &str, begins: &[u8]) -> String {
    let error = read_with(text, begins).unwrap_err();
    assert!(!error.to_string().contains("hunter2"), "{error}");
    [vec![error.to_string()], error.hints].concat().join("\n")
}

/// What it comes to, secrets laid open.
fn mapped(text: &str) -> Vec<String> {
    let config = read(text);
    assert_eq!(config.unmapped, []);
    let open = |(key, value): (&String, &crate::settings::Written)| {
        let value = match value.clone() {
            crate::settings::Written::Inline(secret) => PropertyValue::Secret(secret),
            plain => PropertyValue::Plain(plain.to_string()),
        };
        format!("{key}={}", value.expose())
    };
    config.properties.iter().map(open).collect()
}

fn unmapped(text: &str) -> Vec<String> {
    let config = read(text);
    config.unmapped.into_iter().map(|one| one.key).collect()
}

#[test]
fn scram_over_tls_with_pem_authorities_as_kafkas_own_tools_take_it() {
    let text = r#"
# who
security.protocol=SASL_SSL
sasl.mechanism = SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \
  username="alice" \
  password="hunter2=\\;";
ssl.truststore.type=PEM
ssl.truststore.location=/etc/kafka/ca.pem
ssl.endpoint.identification.algorithm=
client.id=tool
"#;
    assert_eq!(
        mapped(text),
        [
            "client.id=tool",
            "sasl.mechanisms=SCRAM-SHA-512",
            "sasl.password=hunter2=;",
            "sasl.username=alice",
            "security.protocol=sasl_ssl",
            "ssl.ca.location=/etc/kafka/ca.pem",
            "ssl.endpoint.identification.algorithm=none",
        ]
    );
}

#[test]
fn a_token_of_an_issuer_by_keys_or_by_jaas() {
    let common = "security.protocol=SASL_SSL\nsasl.mechanism=OAUTHBEARER\n\
        sasl.login.callback.handler.class=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler\n\
        sasl.oauthbearer.token.endpoint.url=https://issuer/token\n";
    let by_keys = "sasl.oauthbearer.client.credentials.client.id=me\n\
        sasl.oauthbearer.client.credentials.client.secret=hunter2\nsasl.oauthbearer.scope=kafka";
    let by_jaas = "sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule \
        required clientId=\"me\" clientSecret=\"hunter2\" scope=\"kafka\";";
    let trusting = by_jaas.replace(
        ';',
        " ssl.truststore.type=PEM ssl.truststore.location='i.pem';",
    );
    let trusting = mapped(&format!("{common}{trusting}"));
    assert!(
        trusting.contains(&"https.ca.location=i.pem".to_owned()),
        "{trusting:?}"
    );
    let store = by_jaas.replace(';', " ssl.truststore.location='i.jks';");
    let store = refused(&format!("{common}{store}"), &JKS);
    assert!(
        store.contains("ssl.truststore.location in sasl.jaas.config: i.jks is a JKS"),
        "{store}"
    );
    for own in [by_keys, by_jaas] {
        assert_eq!(
            mapped(&format!("{common}{own}")),
            [
                "sasl.mechanisms=OAUTHBEARER",
                "sasl.oauthbearer.client.id=me",
                "sasl.oauthbearer.client.secret=hunter2",
                "sasl.oauthbearer.method=oidc",
                "sasl.oauthbearer.scope=kafka",
                "sasl.oauthbearer.token.endpoint.url=https://issuer/token",
                "security.protocol=sasl_ssl",
            ]
        );
    }
}

#[test]
fn the_clients_own_certificate_may_be_pem_in_a_file_pem_in_the_text_or_pkcs12() {
    let file = "security.protocol=SSL\nssl.keystore.type=PEM\nssl.keystore.location=me.pem\nssl.key.password=hunter2";
    assert_eq!(
        mapped(file),
        [
            "security.protocol=ssl",
            "ssl.certificate.location=me.pem",
            "ssl.key.location=me.pem",
            "ssl.key.password=hunter2",
        ]
    );
    let text = "ssl.keystore.type=PEM\nssl.keystore.key=KEY\nssl.keystore.certificate.chain=CHAIN\n\
                ssl.truststore.type=PEM\nssl.truststore.certificates=CA";
    assert_eq!(
        mapped(text),
        [
            "ssl.ca.pem=CA",
            "ssl.certificate.pem=CHAIN",
            "ssl.key.pem=KEY"
        ]
    );
    let store = "ssl.keystore.location=me.p12\nssl.keystore.password=hunter2";
    let expected = [
        "ssl.keystore.location=me.p12",
        "ssl.keystore.password=hunter2",
    ];
    assert_eq!(
        mapped(&format!("{store}\nssl.keystore.type=PKCS12")),
        expected
    );
    // Java itself reads PKCS#12 where the type says JKS.
    let named_jks = read_with(&format!("{store}\nssl.keystore.type=JKS"), &PKCS12).unwrap();
    assert!(named_jks.properties.contains_key("ssl.keystore.location"));
}

#[test]
fn what_would_change_security_without_a_word_is_refused() {
    let plain = "security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\n";
    for (text, expected) in [
        ("ssl.engine.factory.class=com.x.Y", "names Java code"),
        ("config.providers=file", "names Java code"),
        ("sasl.login.callback.handler.class=com.x.Y", "names com.x.Y"),
        (
            "sasl.oauthbearer.jwt.retriever.class=com.x.Y",
            "names com.x.Y",
        ),
        ("sasl.mechanism=DIGEST-MD5", "DIGEST-MD5 is none of PLAIN"),
        (
            "ssl.keystore.location=x\nssl.keystore.type=BCFKS",
            "invalid type BCFKS, expected PEM, PKCS12 or JKS",
        ),
        (plain, "PLAIN needs it"),
        (
            &format!("{plain}sasl.jaas.config=com.x.MyModule required password=\"hunter2\";"),
            "MyModule is no login module",
        ),
        (
            &format!("{plain}sasl.jaas.config=PlainLoginModule required username=\"a\";"),
            "has no password",
        ),
        (
            &format!(
                "{plain}sasl.jaas.config=ScramLoginModule required username=a password=hunter2 tokenauth=true;"
            ),
            "delegation tokens",
        ),
        (
            &format!("{plain}sasl.jaas.config=PlainLoginModule required password=\"hunter2"),
            "a quote is not closed",
        ),
        (
            "sasl.mechanism=OAUTHBEARER",
            "koffset takes a token from an issuer only",
        ),
        (
            "sasl.mechanism=OAUTHBEARER\nsasl.oauthbearer.token.endpoint.url=file:/t",
            "begins with https://",
        ),
    ] {
        let message = refused(text, &[]);
        assert!(message.contains(expected), "{text}: {message}");
        assert!(message.starts_with("client.properties: "), "{message}");
    }
}

#[test]
fn each_key_without_a_counterpart_is_named() {
    let text = "group.id=tool\nrequest.timeout.ms=5000\nssl.enabled.protocols=TLSv1.3\n\
                ssl.truststore.password=hunter2\nfoo=bar\nclient.rack=\nsasl.jaas.config=X required;";
    let expected = [
        "sasl.jaas.config",
        "client.rack",
        "foo",
        "group.id",
        "request.timeout.ms",
        "ssl.enabled.protocols",
        "ssl.truststore.password",
    ];
    assert_eq!(unmapped(text), expected);
    let options = "sasl.mechanism=PLAIN\nsasl.jaas.config=PlainLoginModule required \
                   username=a password=hunter2 serviceName=kafka;";
    assert_eq!(unmapped(options), ["serviceName in sasl.jaas.config"]);
}

#[test]
fn a_key_of_security_that_kafkas_clients_do_not_have_is_refused_with_the_one_that_may_be_meant() {
    for (key, meant) in [
        ("security.protcol", "security.protocol"),
        ("ssl.trustore.location", "ssl.truststore.location"),
        ("sasl.jaas.conf", "sasl.jaas.config"),
    ] {
        for value in ["hunter2", ""] {
            let message = refused(&format!("{key}={value}"), &[]);
            let expected = format!(
                "client.properties: {key}: Kafka's clients have no such key\ndid you mean {meant}?"
            );
            assert_eq!(message, expected);
        }
    }
}

#[test]
fn a_key_of_librdkafka_is_named_as_kafkas_clients_name_it() {
    for (key, hint) in [
        ("sasl.mechanisms", "in this file it is sasl.mechanism"),
        (
            "sasl.username",
            "in this file it is username in sasl.jaas.config",
        ),
        (
            "ssl.ca.location",
            "in this file it is ssl.truststore.location with ssl.truststore.type=PEM",
        ),
        ("ssl.crl.location", "give it with -X ssl.crl.location=VALUE"),
    ] {
        // Without a mechanism, Java would take Kerberos.
        let message = refused(&format!("security.protocol=SASL_SSL\n{key}=hunter2"), &[]);
        let why = "it is a setting of librdkafka, not of Kafka's clients";
        assert_eq!(message, format!("client.properties: {key}: {why}\n{hint}"));
    }
    let config = read("metadata.broker.list=a:1");
    assert_eq!(
        config.unmapped[0].why,
        "it is a setting of librdkafka, not of Kafka's clients"
    );
}

#[test]
fn a_password_is_taken_for_what_it_says() {
    let text = "sasl.mechanism=PLAIN\nsasl.jaas.config=PlainLoginModule required \
                username=a password=\"env:HOME\";";
    let config = read(text);
    assert!(config.properties["sasl.password"].is_inline_secret());
}

#[test]
fn servers_may_stand_in_it_and_the_last_of_two_counts() {
    let text = "bootstrap.servers=a:1\nbootstrap.servers=b:1";
    assert_eq!(read(text).bootstrap_servers.as_deref(), Some("b:1"));
}
