//! The door through which what librdkafka writes of a configuration leaves: no secret goes out with it.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};
use secrecy::{ExposeSecret, SecretString};

use crate::model::{KafkaError, without_user_info};
use crate::settings::{Connection, PropertyValue};

/// What stands in the place of a secret.
const HIDDEN: &str = "(hidden)";

/// Any part of a secret that is at least this long, in bytes, is hidden: librdkafka cuts what it shows. A shorter
/// secret is hidden as a word.
const PART: usize = 8;

/// The property that librdkafka reads word by word, and shows from the first that it cannot read
/// (`rd_kafka_oauthbearer_unsecured_token0` of 2.12.1): each `name=value` and each value is a secret.
const OF_WORDS: &str = "sasl.oauthbearer.config";

/// Whose secret it is: a login goes out as `name:secret` (RFC 7617) or `\0name\0secret` (RFC 4616), in base64, which a
/// server may repeat.
const NAMES: [(&str, &str); 2] = [
    ("sasl.username", "sasl.password"),
    (
        "sasl.oauthbearer.client.id",
        "sasl.oauthbearer.client.secret",
    ),
];

/// The secrets of a connection, and what is made of them.
pub(in crate::kafka) struct Secrets(Vec<SecretString>);

impl Secrets {
    pub(in crate::kafka) fn of(connection: &Connection) -> Self {
        let mut secrets = Vec::new();
        for (key, value) in &connection.properties {
            let PropertyValue::Secret(secret) = value else {
                continue;
            };
            secrets.push(secret.clone());
            secrets.extend(logins(connection, key, secret.expose_secret()));
            if key == OF_WORDS {
                let words = secret.expose_secret().split_whitespace();
                let values = words
                    .clone()
                    .filter_map(|word| Some(word.split_once('=')?.1));
                secrets.extend(words.chain(values).map(SecretString::from));
            }
        }
        Secrets(secrets)
    }

    /// Takes every secret out of an error, and every name and password out of its links.
    pub(in crate::kafka) fn hide(&self, mut error: KafkaError) -> KafkaError {
        error.message = self.hide_in(&error.message);
        error.hint = error.hint.map(|hint| self.hide_in(&hint));
        error
    }

    fn hide_in(&self, text: &str) -> String {
        let text = without_user_info(text).into_owned();
        let secrets = self.0.iter().map(SecretString::expose_secret);
        secrets.fold(text, |text, secret| match secret.len() {
            0 => text,
            1..PART => without_word(&text, secret),
            _ => without_parts(&text, secret),
        })
    }
}

/// How a secret goes out with its name.
fn logins(connection: &Connection, key: &str, secret: &str) -> Vec<SecretString> {
    let of_key = NAMES.iter().find(|(_, of_secret)| *of_secret == key);
    let named = of_key.and_then(|(name, _)| connection.properties.get(*name));
    let Some(PropertyValue::Plain(name)) = named else {
        return Vec::new();
    };
    let logins = [format!("{name}:{secret}"), format!("\0{name}\0{secret}")];
    let encoded = logins
        .iter()
        .flat_map(|login| [&BASE64_STANDARD, &BASE64_URL_SAFE].map(|base| base.encode(login)));
    encoded.map(SecretString::from).collect()
}

fn without_word(text: &str, secret: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(secret) {
        let is_apart = |neighbour: Option<char>| !neighbour.is_some_and(char::is_alphanumeric);
        let is_word = is_apart(before.chars().next_back()) && is_apart(after.chars().next());
        kept = kept + before + if is_word { HIDDEN } else { secret };
        rest = after;
    }
    kept + rest
}

fn without_parts(text: &str, secret: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
        let shown = ends.take_while(|end| secret.contains(&rest[..*end]));
        match shown.last().filter(|end| *end >= PART) {
            Some(end) => {
                kept += HIDDEN;
                rest = &rest[end..];
            }
            None => {
                kept.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ErrorCode;

    fn hidden(key: &str, secret: &str, text: &str) -> String {
        let mut connection = Connection::to("a:1");
        let value = PropertyValue::Secret(secret.into());
        connection.properties.insert(key.to_owned(), value);
        let error = KafkaError::new(ErrorCode::FAILED, text);
        Secrets::of(&connection).hide(error).message
    }

    #[test]
    fn a_secret_is_hidden_whole_and_in_part() {
        for (secret, text, shown) in [
            (
                "hunter2",
                "no hunter2, nor 'hunter2'",
                "no (hidden), nor '(hidden)'",
            ),
            ("on", "no connection on", "no connection (hidden)"),
            (
                "correct horse battery",
                "cut: orrect horse ba",
                "cut: (hidden)",
            ),
            ("-----KEY-----ä", "-----KEY-----ä!", "(hidden)!"),
            ("", "nothing", "nothing"),
        ] {
            assert_eq!(hidden("sasl.password", secret, text), shown);
        }
    }

    #[test]
    fn each_word_of_what_librdkafka_reads_word_by_word_is_a_secret() {
        let shown = hidden(
            "sasl.oauthbearer.config",
            "principal=me key=x1",
            "beginning at: key=x1; of x1, me",
        );
        assert_eq!(shown, "beginning at: (hidden); of (hidden), (hidden)");
    }

    #[test]
    fn a_login_is_hidden_as_it_goes_out() {
        let properties = [
            (
                "sasl.oauthbearer.client.id",
                PropertyValue::Plain("me".to_owned()),
            ),
            (
                "sasl.oauthbearer.client.secret",
                PropertyValue::Secret("hunter2".into()),
            ),
            ("sasl.username", PropertyValue::Plain("you".to_owned())),
            ("sasl.password", PropertyValue::Secret("hunter3".into())),
        ];
        let mut connection = Connection::to("a:1");
        let properties = properties.map(|(key, value)| (key.to_owned(), value));
        connection.properties.extend(properties);
        // As coreutils' base64 writes them.
        let text = "refused: Authorization: Basic bWU6aHVudGVyMg==, AHlvdQBodW50ZXIz";
        let error = KafkaError::new(ErrorCode::FAILED, text);
        assert_eq!(
            Secrets::of(&connection).hide(error).message,
            "refused: Authorization: Basic (hidden), (hidden)"
        );
    }

    #[test]
    fn no_link_keeps_a_password() {
        let shown = hidden("sasl.password", "other", "no token from https://me:pw@a/t");
        assert_eq!(shown, "no token from https://a/t");
    }
}
