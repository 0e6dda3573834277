use std::path::Path;

use super::FirstBytes;
use super::file::Entries;
use crate::error::Error;
use crate::model::shell_word;

/// The first bytes of a key store in Java's own format (`sun.security.provider.JavaKeyStore`).
const JKS: [u8; 4] = [0xfe, 0xed, 0xfe, 0xed];

/// The client's own key and certificate: PEM in the file of properties, PEM in a file, or PKCS#12.
pub(super) fn key_store(
    entries: &mut Entries<'_>,
    first_bytes: FirstBytes<'_>,
) -> Result<(), Error> {
    let kind = entries.take("ssl.keystore.type");
    if let Some(key) = entries.take("ssl.keystore.key") {
        entries.set("ssl.key.pem", &key);
    }
    if let Some(chain) = entries.take("ssl.keystore.certificate.chain") {
        entries.set("ssl.certificate.pem", &chain);
    }
    let Some(location) = entries.take("ssl.keystore.location") else {
        return Ok(());
    };
    if is_pem(kind.as_deref()) {
        // One file holds both, in Kafka's format.
        entries.set("ssl.key.location", &location);
        entries.set("ssl.certificate.location", &location);
        return Ok(());
    }
    // What Java calls JKS may be PKCS#12 in truth, which it finds out as this does.
    let begins = first_bytes(Path::new(&location));
    let is_jks = match begins.is_empty() {
        true => kind.as_deref().is_some_and(|kind| is(kind, "JKS")),
        false => begins.starts_with(&JKS),
    };
    if is_jks {
        let why = format!("{location} is a JKS key store, which librdkafka cannot read");
        let converted = Path::new(&location).with_extension("p12");
        let converted = converted.display().to_string();
        let (location, converted) = (shell_word(&location), shell_word(&converted));
        let converts = format!(
            "keytool -importkeystore -srckeystore {location} -destkeystore {converted} -deststoretype PKCS12"
        );
        let refused = entries.refused("ssl.keystore.location", why);
        return Err(refused.hint(converts));
    }
    if let Some(kind) = kind.filter(|kind| !is(kind, "PKCS12") && !is(kind, "JKS")) {
        let why = format!("{kind} is none of PEM, PKCS12 and JKS");
        return Err(entries.refused("ssl.keystore.type", why));
    }
    entries.set("ssl.keystore.location", &location);
    if let Some(password) = entries.take("ssl.keystore.password") {
        entries.set("ssl.keystore.password", &password);
    }
    Ok(())
}

/// The certificates of authorities.
pub(super) fn trust_store(
    entries: &mut Entries<'_>,
    first_bytes: FirstBytes<'_>,
) -> Result<(), Error> {
    if let Some(certificates) = entries.take("ssl.truststore.certificates") {
        entries.set("ssl.ca.pem", &certificates);
    }
    let kind = entries.take("ssl.truststore.type");
    match entries.take("ssl.truststore.location") {
        Some(location) => {
            check_pem(
                "ssl.truststore.location",
                (&location, kind),
                entries,
                first_bytes,
            )?;
            entries.set("ssl.ca.location", &location);
            Ok(())
        }
        None => Ok(()),
    }
}

/// Refuses a trust store of another form than PEM, which alone librdkafka reads.
pub(super) fn check_pem(
    key: &str,
    (location, kind): (&str, Option<String>),
    entries: &Entries<'_>,
    first_bytes: FirstBytes<'_>,
) -> Result<(), Error> {
    if is_pem(kind.as_deref()) {
        return Ok(());
    }
    let found = match first_bytes(Path::new(location)).starts_with(&JKS) {
        true => "JKS",
        false => kind.as_deref().unwrap_or("JKS or PKCS12"),
    };
    let why = format!("{location} is a {found} trust store, and librdkafka reads PEM only");
    let pem = Path::new(location).with_extension("pem");
    let pem = pem.display().to_string();
    let (store, made) = (shell_word(location), shell_word(&pem));
    let converts = format!("keytool -list -rfc -keystore {store} > {made}");
    let then = format!("then write ssl.truststore.type=PEM and ssl.truststore.location={pem}");
    Err(entries.refused(key, why).hint(converts).hint(then))
}

fn is_pem(kind: Option<&str>) -> bool {
    kind.is_some_and(|kind| is(kind, "PEM"))
}

fn is(kind: &str, name: &str) -> bool {
    kind.eq_ignore_ascii_case(name)
}
