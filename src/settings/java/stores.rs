use super::FirstBytes;
use super::entries::Entries;
use super::store_form::{StoreForm, free_name};
use crate::error::Error;
use crate::model::path_word;

/// A trust store, and where its keys stand.
pub(super) struct TrustStore<'a> {
    /// The key that names the file.
    pub(super) key: &'a str,
    pub(super) location: &'a str,
    /// The value of `ssl.truststore.type`.
    pub(super) kind: Option<String>,
    /// What says that a file is PEM.
    pub(super) says_pem: &'static str,
}

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
    check_key_store(&location, kind.as_deref(), entries, first_bytes)?;
    if is_pem(kind.as_deref()) {
        // One file holds both, in Kafka's format.
        entries.set("ssl.key.location", &location);
        entries.set("ssl.certificate.location", &location);
        return Ok(());
    }
    entries.set("ssl.keystore.location", &location);
    if let Some(password) = entries.take("ssl.keystore.password") {
        entries.set("ssl.keystore.password", &password);
    }
    Ok(())
}

/// Refuses a key store that librdkafka does not read as the file of properties says.
fn check_key_store(
    location: &str,
    kind: Option<&str>,
    entries: &Entries<'_>,
    first_bytes: FirstBytes<'_>,
) -> Result<(), Error> {
    let key = "ssl.keystore.location";
    let form = match StoreForm::of(location, first_bytes) {
        Ok(form) => form,
        // What then reads it has the reason to tell.
        Err(_) if is_pem(kind) => return Ok(()),
        Err(why) => return Err(entries.refused(key, why)),
    };
    match form {
        StoreForm::Jks => {
            let why = format!("{location} is a JKS key store, which librdkafka cannot read");
            let refused = entries.refused(key, why);
            let Some(made) = free_name(location, "p12", first_bytes) else {
                return Err(refused);
            };
            let made = made.display().to_string();
            let (store, new) = (path_word(location), path_word(&made));
            let converts = format!(
                "keytool -importkeystore -srckeystore {store} -destkeystore {new} -deststoretype PKCS12"
            );
            let then = format!("then write ssl.keystore.type=PKCS12 and {key}={made}");
            Err(refused.hint(converts).hint(then))
        }
        StoreForm::Pem if !is_pem(kind) => {
            let why = format!("{location} is a PEM file, and no ssl.keystore.type says so");
            Err(entries
                .refused(key, why)
                .hint("write ssl.keystore.type=PEM"))
        }
        StoreForm::Pkcs12 if is_pem(kind) => {
            let why = format!("PEM, and {location} is a PKCS12 key store");
            let refused = entries.refused("ssl.keystore.type", why);
            Err(refused.hint("write ssl.keystore.type=PKCS12"))
        }
        // What Java calls JKS may be PKCS#12 in truth, which it finds out as this does.
        _ => match kind.filter(|kind| !["PEM", "PKCS12", "JKS"].iter().any(|one| is(kind, one))) {
            Some(kind) => {
                let why = format!("invalid type {kind}, expected PEM, PKCS12 or JKS");
                Err(entries.refused("ssl.keystore.type", why))
            }
            None => Ok(()),
        },
    }
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
            let store = TrustStore {
                key: "ssl.truststore.location",
                location: &location,
                kind,
                says_pem: "ssl.truststore.type=PEM",
            };
            check_pem(&store, entries, first_bytes)?;
            entries.set("ssl.ca.location", &location);
            Ok(())
        }
        None => Ok(()),
    }
}

/// Refuses a trust store of another form than PEM, which alone librdkafka reads.
pub(super) fn check_pem(
    store: &TrustStore<'_>,
    entries: &Entries<'_>,
    first_bytes: FirstBytes<'_>,
) -> Result<(), Error> {
    let TrustStore {
        key,
        location,
        says_pem,
        ..
    } = store;
    let says_so = is_pem(store.kind.as_deref());
    let form = match StoreForm::of(location, first_bytes) {
        Ok(form) => form,
        // What then reads it has the reason to tell.
        Err(_) if says_so => return Ok(()),
        Err(why) => return Err(entries.refused(key, why)),
    };
    match form {
        StoreForm::Pem | StoreForm::Unknown if says_so => Ok(()),
        StoreForm::Pem => {
            let why = format!("{location} is a PEM file, and no ssl.truststore.type says so");
            Err(entries.refused(key, why).hint(format!("write {says_pem}")))
        }
        StoreForm::Jks | StoreForm::Pkcs12 => {
            let name = form.name().unwrap_or_default();
            let why = format!("{location} is a {name} trust store, and librdkafka reads PEM only");
            let refused = entries.refused(key, why);
            let Some(made) = free_name(location, "pem", first_bytes) else {
                return Err(refused);
            };
            let made = made.display().to_string();
            let (store, new) = (path_word(location), path_word(&made));
            let converts = format!("keytool -list -rfc -keystore {store} > {new}");
            let then = format!("then write {says_pem} and ssl.truststore.location={made}");
            Err(refused.hint(converts).hint(then))
        }
        StoreForm::Unknown => {
            let why = format!("{location} is not a PEM file, and librdkafka reads PEM only");
            let refused = entries.refused(key, why);
            Err(refused.hint(format!("convert it to PEM, then write {says_pem}")))
        }
    }
}

fn is_pem(kind: Option<&str>) -> bool {
    kind.is_some_and(|kind| is(kind, "PEM"))
}

fn is(kind: &str, name: &str) -> bool {
    kind.eq_ignore_ascii_case(name)
}
