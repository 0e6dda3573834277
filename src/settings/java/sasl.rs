use super::FirstBytes;
use super::entries::Entries;
use super::jaas::LoginModule;
use super::login_modules::{with_iam, with_ticket};
use super::stores::{TrustStore, check_pem};
use crate::error::Error;
use crate::settings::mechanisms;

/// What Java uses where nothing is said.
const DEFAULT_MECHANISM: &str = mechanisms::KERBEROS;

/// What a Java client that fetches its token from an issuer may name: it does what librdkafka does.
const OWN_CLASSES: [(&str, &[&str]); 2] = [
    (
        "sasl.login.callback.handler.class",
        &[
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
            "org.apache.kafka.common.security.oauthbearer.secured.OAuthBearerLoginCallbackHandler",
        ],
    ),
    (
        "sasl.oauthbearer.jwt.retriever.class",
        &[
            "org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever",
            "org.apache.kafka.common.security.oauthbearer.ClientCredentialsJwtRetriever",
        ],
    ),
];

const ENDPOINT: &str = "sasl.oauthbearer.token.endpoint.url";

/// Who logs in, and how.
pub(super) fn login(entries: &mut Entries<'_>, first_bytes: FirstBytes<'_>) -> Result<(), Error> {
    for (key, own) in OWN_CLASSES {
        if let Some(class) = entries.take(key).filter(|class| !own.contains(&&**class)) {
            let why = format!("names {class}, Java code that koffset cannot run");
            return Err(entries.refused(key, why));
        }
    }
    let protocol = entries.get("security.protocol").unwrap_or_default();
    let uses_sasl = protocol.to_ascii_uppercase().starts_with("SASL");
    let jaas = entries.take("sasl.jaas.config");
    let mechanism = match entries.take("sasl.mechanism") {
        Some(mechanism) => mechanism,
        None if uses_sasl => {
            check_default(entries)?;
            DEFAULT_MECHANISM.to_owned()
        }
        None => return unused(jaas.is_some(), entries),
    };
    check_mechanism(&mechanism, entries)?;
    entries.set("sasl.mechanisms", &mechanism);
    let module = jaas.map(|text| LoginModule::read(&text)).transpose();
    let module = module.map_err(|why| entries.refused("sasl.jaas.config", why))?;
    match (mechanism.as_str(), module) {
        ("OAUTHBEARER", module) => with_token(module, entries, first_bytes),
        (mechanisms::KERBEROS, Some(module)) if module.class == "Krb5LoginModule" => {
            let module = with_ticket(module, entries)?;
            rest(module, entries);
            Ok(())
        }
        (mechanisms::MSK_IAM, Some(module)) if module.class == "IAMLoginModule" => {
            let module = with_iam(module, entries)?;
            rest(module, entries);
            Ok(())
        }
        (mechanisms::KERBEROS | mechanisms::MSK_IAM, Some(module)) => {
            Err(unknown(&module, entries))
        }
        (mechanisms::MSK_IAM, None) => {
            let why = "AWS_MSK_IAM needs it: an IAMLoginModule";
            Err(entries.refused("sasl.jaas.config", why))
        }
        (mechanisms::KERBEROS, None) => {
            let why = "GSSAPI needs it: a Krb5LoginModule";
            Err(entries.refused("sasl.jaas.config", why))
        }
        (_, Some(module)) => with_password(module, entries),
        (mechanism, None) => {
            let why = format!("{mechanism} needs it, for a name and a password");
            Err(entries.refused("sasl.jaas.config", why))
        }
    }
}

/// Java's choice is nobody's wish where koffset does not have it.
fn check_default(entries: &Entries<'_>) -> Result<(), Error> {
    let Some(lacking) = mechanisms::not_built_in(DEFAULT_MECHANISM) else {
        return Ok(());
    };
    let why = format!(
        "there is none, for which Java takes {DEFAULT_MECHANISM}: {}",
        lacking.why()
    );
    let known = mechanisms::mechanisms_in_words();
    let refused = entries.refused("sasl.mechanism", why);
    let refused = refused.hint(format!("write sasl.mechanism with one of {known}"));
    Err(refused.hint(lacking.hint()))
}

fn check_mechanism(mechanism: &str, entries: &Entries<'_>) -> Result<(), Error> {
    if let Some(lacking) = mechanisms::not_built_in(mechanism) {
        let refused = entries.refused("sasl.mechanism", lacking.why());
        return Err(refused.hint(lacking.hint()));
    }
    if mechanisms::mechanisms().any(|there| there == mechanism) {
        return Ok(());
    }
    let known = mechanisms::mechanisms_in_words();
    let why = format!("{mechanism} is none of {known}");
    Err(entries.refused("sasl.mechanism", why))
}

fn unused(has_jaas: bool, entries: &mut Entries<'_>) -> Result<(), Error> {
    if has_jaas {
        entries.leave_out("sasl.jaas.config", "security.protocol is not one of SASL");
    }
    Ok(())
}

fn with_password(mut module: LoginModule, entries: &mut Entries<'_>) -> Result<(), Error> {
    if !["PlainLoginModule", "ScramLoginModule"].contains(&&*module.class) {
        return Err(unknown(&module, entries));
    }
    for (option, property) in [("username", "sasl.username"), ("password", "sasl.password")] {
        match module.take(option) {
            Some(value) => entries.set(property, &value),
            None => {
                let why = format!("has no {option}");
                return Err(entries.refused("sasl.jaas.config", why));
            }
        }
    }
    if module.take("tokenauth").is_some() {
        let why = "tokenauth: librdkafka does not log in with delegation tokens";
        return Err(entries.refused("sasl.jaas.config", why));
    }
    rest(module, entries);
    Ok(())
}

/// OAUTHBEARER with a token that the issuer gives for the client's own credentials (OIDC).
fn with_token(
    module: Option<LoginModule>,
    entries: &mut Entries<'_>,
    first_bytes: FirstBytes<'_>,
) -> Result<(), Error> {
    let endpoint = entries.take(ENDPOINT).ok_or_else(|| {
        entries.refused(
            ENDPOINT,
            "OAUTHBEARER needs it: koffset takes a token from an issuer only",
        )
    })?;
    if !endpoint.starts_with("https://") && !endpoint.starts_with("http://") {
        return Err(entries.refused(ENDPOINT, "expected an address that begins with https://"));
    }
    entries.set("sasl.oauthbearer.method", "oidc");
    entries.set(ENDPOINT, &endpoint);
    let mut module = module.unwrap_or(LoginModule {
        class: "OAuthBearerLoginModule".to_owned(),
        options: Vec::new(),
    });
    if module.class != "OAuthBearerLoginModule" {
        return Err(unknown(&module, entries));
    }
    // The issuer's authority is the login module's own in Java, as it is in librdkafka.
    let kind = module.take("ssl.truststore.type");
    if let Some(location) = module.take("ssl.truststore.location") {
        let store = TrustStore {
            key: "ssl.truststore.location in sasl.jaas.config",
            location: &location,
            kind,
            says_pem: "ssl.truststore.type=PEM in sasl.jaas.config",
        };
        check_pem(&store, entries, first_bytes)?;
        entries.set("https.ca.location", &location);
    }
    // Where both are there, the key of the file counts, as in Kafka's clients.
    for (key, option, property) in [
        (
            "sasl.oauthbearer.client.credentials.client.id",
            "clientId",
            "sasl.oauthbearer.client.id",
        ),
        (
            "sasl.oauthbearer.client.credentials.client.secret",
            "clientSecret",
            "sasl.oauthbearer.client.secret",
        ),
        ("sasl.oauthbearer.scope", "scope", "sasl.oauthbearer.scope"),
    ] {
        let of_module = module.take(option);
        if let Some(value) = entries.take(key).or(of_module) {
            entries.set(property, &value);
        }
    }
    let extensions: Vec<String> = module
        .options
        .extract_if(.., |(name, _)| name.starts_with("extension_"))
        .map(|(name, value)| format!("{}={value}", &name["extension_".len()..]))
        .collect();
    if !extensions.is_empty() {
        entries.set("sasl.oauthbearer.extensions", &extensions.join(","));
    }
    rest(module, entries);
    Ok(())
}

fn unknown(module: &LoginModule, entries: &Entries<'_>) -> Error {
    let class = &module.class;
    let why = format!("{class} is no login module for this mechanism that koffset knows");
    entries.refused("sasl.jaas.config", why)
}

fn rest(module: LoginModule, entries: &mut Entries<'_>) {
    for (option, _) in module.options {
        let key = format!("{option} in sasl.jaas.config");
        entries.leave_out(key, "librdkafka has no counterpart");
    }
}
