//! Which properties are secrets, and how their values are held until librdkafka is given them.

use std::fmt;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use crate::model::without_user_info;

/// What makes a property's value one that nobody may see: parts of its name, so that a name which librdkafka
/// does not know is no way out.
const SECRET_PARTS: [&str; 4] = ["passw", "passphrase", "secret", "key.pem"];

/// The further ones that librdkafka marks so (`_RK_SENSITIVE` in its `rdkafka_conf.c`), but a user's name, the
/// path of a key and the certificates of authorities.
const SECRETS: [&str; 2] = ["sasl.jaas.config", "sasl.oauthbearer.config"];

/// Whether a property's value is a secret, also under a misspelt name, and a key that stands behind a certificate.
fn is_secret(key: &str, value: &str) -> bool {
    let key = key.to_ascii_lowercase().replace(['_', '-'], ".");
    SECRETS.contains(&key.as_str())
        || SECRET_PARTS.iter().any(|part| key.contains(part))
        || value.contains("PRIVATE KEY")
}

/// A property's value as librdkafka takes it.
#[derive(Clone, Debug)]
pub enum PropertyValue {
    Plain(String),
    Secret(SecretString),
}

impl PropertyValue {
    /// The value itself, for librdkafka alone.
    pub fn expose(&self) -> &str {
        match self {
            PropertyValue::Plain(value) => value,
            PropertyValue::Secret(secret) => secret.expose_secret(),
        }
    }
}

/// A property's value as it was written.
#[derive(Clone, Debug)]
pub enum Written {
    Plain(String),
    /// A secret that stands where it was written.
    Inline(SecretString),
    /// A secret that stands elsewhere.
    Reference(Reference),
}

/// Where a secret is to be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// `env:NAME`
    Environment(String),
    /// `file:PATH`
    File(PathBuf),
    /// `command:LINE`, for a shell.
    Command(String),
}

impl Written {
    /// Reads what was written as a property's value; the path of a `file:` starts at `folder`.
    pub fn read(key: &str, text: &str, folder: &Path) -> Self {
        if is_secret(key, text) {
            match Reference::read(text, folder) {
                Some(reference) => Written::Reference(reference),
                None => Written::Inline(text.into()),
            }
        } else {
            Written::Plain(text.to_owned())
        }
    }

    /// Takes a property's value for what it says, where nothing is read as a reference.
    pub fn literal(key: &str, text: &str) -> Self {
        if is_secret(key, text) {
            Written::Inline(text.into())
        } else {
            Written::Plain(text.to_owned())
        }
    }

    pub fn is_secret(&self) -> bool {
        !matches!(self, Written::Plain(_))
    }

    /// Whether both say the same, also where it may not be shown.
    pub fn is_same_as(&self, other: &Written) -> bool {
        match (self, other) {
            (Written::Plain(one), Written::Plain(other)) => one == other,
            (Written::Inline(one), Written::Inline(other)) => {
                one.expose_secret() == other.expose_secret()
            }
            (Written::Reference(one), Written::Reference(other)) => one == other,
            _ => false,
        }
    }

    pub fn is_inline_secret(&self) -> bool {
        matches!(self, Written::Inline(_))
    }

    /// The file in which a secret is, if it is in one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Written::Reference(reference) => reference.file(),
            Written::Plain(_) | Written::Inline(_) => None,
        }
    }

    /// Whether a program has to be run for the value.
    pub fn is_command(&self) -> bool {
        matches!(self, Written::Reference(Reference::Command(_)))
    }
}

impl Reference {
    /// The file in which the secret is, if it is in one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Reference::File(path) => Some(path),
            Reference::Environment(_) | Reference::Command(_) => None,
        }
    }

    fn read(text: &str, folder: &Path) -> Option<Self> {
        let (kind, rest) = text.split_once(':')?;
        match kind {
            "env" => Some(Reference::Environment(rest.to_owned())),
            "file" => Some(Reference::File(folder.join(rest))),
            "command" => Some(Reference::Command(rest.to_owned())),
            _ => None,
        }
    }
}

/// What may be shown of it.
impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Written::Plain(value) => f.write_str(&without_user_info(value)),
            Written::Inline(_) => f.write_str("(hidden)"),
            Written::Reference(reference) => reference.fmt(f),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reference::Environment(name) => write!(f, "env:{name}"),
            Reference::File(path) => write!(f, "file:{}", path.display()),
            Reference::Command(line) => write!(f, "command:{line}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(key: &str, text: &str) -> Written {
        Written::read(key, text, Path::new("/etc/koffset"))
    }

    #[test]
    fn a_secret_may_stand_elsewhere() {
        for (text, shown) in [
            ("env:PASSWORD", "env:PASSWORD"),
            ("file:password", "file:/etc/koffset/password"),
            ("file:/run/password", "file:/run/password"),
            ("command:pass show kafka", "command:pass show kafka"),
            ("hunter2", "(hidden)"),
            ("envy:hunter2", "(hidden)"),
        ] {
            assert_eq!(read("sasl.password", text).to_string(), shown);
        }
        assert_eq!(read("client.id", "env:HOME").to_string(), "env:HOME");
    }

    #[test]
    fn a_misspelt_name_shows_no_secret_nor_does_a_key_behind_a_certificate() {
        for key in [
            "sasl.passwrd",
            "SASL.PASSWORD",
            "ssl.key_pem",
            "ssl-key-pem",
        ] {
            assert_eq!(read(key, "hunter2").to_string(), "(hidden)", "{key}");
        }
        let pem = "-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n";
        assert_eq!(read("ssl.certificate.pem", pem).to_string(), "(hidden)");
    }

    #[test]
    fn no_form_of_a_value_shows_a_secret() {
        let known = [
            "sasl.oauthbearer.assertion.private.key.passphrase",
            "sasl.oauthbearer.client.secret",
            "sasl.password",
            "ssl.key.password",
            "ssl.keystore.password",
            "sasll.password",
        ];
        for key in SECRETS.into_iter().chain(known) {
            let written = read(key, "hunter2");
            let literal = Written::literal(key, "hunter2");
            let value = PropertyValue::Secret("hunter2".into());
            let shown = format!("{written} {written:?} {literal:?} {value:?}");
            assert!(!shown.contains("hunter2"), "{key}: {shown}");
        }
    }
}
