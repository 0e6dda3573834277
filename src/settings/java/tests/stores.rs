use super::*;

/// What is said where the files of these names are there, and begin so.
fn refused_with(text: &str, files: &[(&str, &[u8])]) -> String {
    let look = |path: &Path| {
        let found = files.iter().find(|(name, _)| Path::new(name) == path);
        found
            .map(|(_, bytes)| bytes.to_vec())
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    };
    let file = Path::new("client.properties");
    let error = CommandConfig::read(text.as_bytes(), file, &look).unwrap_err();
    [vec![error.to_string()], error.hints].concat().join("\n")
}

#[test]
fn a_jks_key_store_is_refused_with_the_line_that_converts_it() {
    let store = "ssl.keystore.location=me.jks\nssl.keystore.password=hunter2";
    for kind in ["", "\nssl.keystore.type=JKS", "\nssl.keystore.type=PKCS12"] {
        let message = refused_with(&format!("{store}{kind}"), &[("me.jks", &JKS)]);
        assert_eq!(
            message,
            "client.properties: ssl.keystore.location: me.jks is a JKS key store, which librdkafka cannot read\n\
             keytool -importkeystore -srckeystore me.jks -destkeystore me.p12 -deststoretype PKCS12\n\
             then write ssl.keystore.type=PKCS12 and ssl.keystore.location=me.p12"
        );
    }
}

#[test]
fn a_trust_store_that_is_not_pem_is_refused_with_the_line_that_makes_it_so() {
    let store = "ssl.truststore.location=ca.jks\nssl.truststore.password=hunter2";
    for (kind, begins, named) in [
        ("", &JKS[..], "a JKS trust store"),
        (
            "\nssl.truststore.type=PKCS12",
            &PKCS12,
            "a PKCS12 trust store",
        ),
        ("\nssl.truststore.type=PEM", &JKS, "a JKS trust store"),
    ] {
        let message = refused_with(&format!("{store}{kind}"), &[("ca.jks", begins)]);
        assert!(message.contains(named), "{message}");
        assert!(message.contains(
            "\nkeytool -list -rfc -keystore ca.jks > ca.pem\n\
             then write ssl.truststore.type=PEM and ssl.truststore.location=ca.pem"
        ));
    }
}

#[test]
fn a_pem_store_without_its_type_is_refused_with_the_line_to_add() {
    let trust = refused_with("ssl.truststore.location=ca.pem", &[("ca.pem", PEM)]);
    assert_eq!(
        trust,
        "client.properties: ssl.truststore.location: ca.pem is a PEM file, and no ssl.truststore.type says so\n\
         write ssl.truststore.type=PEM"
    );
    let key = refused_with(
        "ssl.keystore.location=me.pem\nssl.keystore.type=JKS",
        &[("me.pem", PEM)],
    );
    assert!(
        key.ends_with("says so\nwrite ssl.keystore.type=PEM"),
        "{key}"
    );
    let issuer = "security.protocol=SASL_SSL\nsasl.mechanism=OAUTHBEARER\n\
        sasl.oauthbearer.token.endpoint.url=https://issuer/token\n\
        sasl.jaas.config=OAuthBearerLoginModule required ssl.truststore.location='ca.pem';";
    let issuer = refused_with(issuer, &[("ca.pem", PEM)]);
    assert!(
        issuer.ends_with("\nwrite ssl.truststore.type=PEM in sasl.jaas.config"),
        "{issuer}"
    );
}

#[test]
fn of_a_store_that_is_not_there_or_not_understood_no_command_is_told() {
    for key in ["ssl.truststore", "ssl.keystore"] {
        for kind in ["", "JKS", "PKCS12"] {
            let text = format!("{key}.location=ca.pem\n{key}.type={kind}");
            assert_eq!(
                refused_with(&text, &[]),
                format!("client.properties: {key}.location: ca.pem does not exist")
            );
        }
    }
    let der = refused_with(
        "ssl.truststore.location=ca.der",
        &[("ca.der", b"\x30\x82\x01\x01\x30")],
    );
    assert_eq!(
        der,
        "client.properties: ssl.truststore.location: ca.der is not a PEM file, and librdkafka reads PEM only\n\
         convert it to PEM, then write ssl.truststore.type=PEM"
    );
}

#[test]
fn what_is_made_from_a_store_has_a_name_that_no_file_has() {
    let trust = |file: &str, taken: &str| {
        let files = [(file, &JKS[..]), (taken, PEM)];
        refused_with(&format!("ssl.truststore.location={file}"), &files)
    };
    assert!(trust("ca.pem", "").contains("-keystore ca.pem > ca.2.pem\n"));
    assert!(trust("ca.jks", "ca.pem").contains("-keystore ca.jks > ca.2.pem\n"));
    assert!(trust("a b's.jks", "").contains(r"-keystore 'a b'\''s.jks' > 'a b'\''s.pem'"));
    assert!(trust("-k.jks", "").contains("-keystore ./-k.jks > ./-k.pem\n"));
    let key = refused_with("ssl.keystore.location=me.p12", &[("me.p12", &JKS)]);
    assert!(
        key.contains("-srckeystore me.p12 -destkeystore me.2.p12 "),
        "{key}"
    );
}

#[test]
fn a_pkcs12_key_store_that_is_called_pem_is_refused_with_the_right_type() {
    let text = "ssl.keystore.location=me.p12\nssl.keystore.type=PEM";
    assert_eq!(
        refused_with(text, &[("me.p12", &PKCS12)]),
        "client.properties: ssl.keystore.type: PEM, and me.p12 is a PKCS12 key store\n\
         write ssl.keystore.type=PKCS12"
    );
}
