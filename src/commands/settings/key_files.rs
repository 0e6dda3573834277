//! The files of keys, certificates and code that librdkafka opens by itself.

use std::collections::BTreeMap;
use std::env::consts::DLL_SUFFIX;
use std::fs;
use std::path::{Path, PathBuf};

use super::believed::is_readable_by_others;
use super::culprit::Culprit;
use crate::error::Error;
use crate::settings::{Valued, Written};
use crate::ui::Ui;

type Properties = BTreeMap<String, Valued<Written>>;

/// What a property's file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// The certificates of who is believed to be a broker or an issuer of tokens.
    Authorities,
    Certificate,
    Key,
    Code,
}

const FILES: [(&str, Holds); 12] = [
    ("https.ca.location", Holds::Authorities),
    ("ssl.ca.location", Holds::Authorities),
    ("ssl.crl.location", Holds::Authorities),
    ("ssl.certificate.location", Holds::Certificate),
    (
        "sasl.oauthbearer.assertion.jwt.template.file",
        Holds::Certificate,
    ),
    ("sasl.kerberos.keytab", Holds::Key),
    ("sasl.oauthbearer.assertion.file", Holds::Key),
    ("sasl.oauthbearer.assertion.private.key.file", Holds::Key),
    ("ssl.key.location", Holds::Key),
    ("ssl.keystore.location", Holds::Key),
    ("plugin.library.paths", Holds::Code),
    ("ssl.engine.location", Holds::Code),
];

impl Holds {
    /// What others could do who may write the file.
    fn power(self) -> &'static str {
        match self {
            Holds::Authorities => "choose where credentials go",
            Holds::Certificate | Holds::Key => "choose as whom koffset logs in",
            Holds::Code => "run code",
        }
    }
}

/// Checks that nobody else may have written the files by which a connection is made, and says which keys others may
/// read. The authorities' count where there are credentials that a false broker could be given.
///
/// # Errors
/// Refused.
pub(super) fn check_key_files(properties: &Properties, ui: &mut Ui) -> Result<(), Error> {
    let has_login = properties
        .keys()
        .any(|property| property.starts_with("sasl."));
    for (property, holds) in FILES {
        let Some(Written::Plain(value)) = properties.get(property).map(|value| &value.value) else {
            continue;
        };
        if holds == Holds::Authorities && !has_login {
            continue;
        }
        for file in files(value, holds) {
            check(&file, property, holds, ui)?;
        }
    }
    Ok(())
}

fn check(file: &Path, property: &str, holds: Holds, ui: &mut Ui) -> Result<(), Error> {
    // One that cannot be looked at is told by librdkafka, which is to read it.
    let Ok(found) = fs::metadata(file) else {
        return Ok(());
    };
    if let Some(culprit) = Culprit::find(file, &found) {
        let refusal = culprit.refusal(file, holds.power());
        return Err(refusal.context(property.to_owned()));
    }
    if holds == Holds::Key && is_readable_by_others(&found) {
        let file = file.display();
        ui.advice(format_args!(
            "{file}: others may read it, and a key is in it ({property})"
        ));
    }
    Ok(())
}

/// The files that a value names. Those of libraries are separated by semicolons and may lack their ending; one without
/// a folder is looked for where the system keeps them.
fn files(value: &str, holds: Holds) -> Vec<PathBuf> {
    if holds == Holds::Code {
        let named = value.split(';').filter(|file| file.contains('/'));
        let forms = named.flat_map(|file| [file.to_owned(), format!("{file}{DLL_SUFFIX}")]);
        forms.map(PathBuf::from).collect()
    } else {
        vec![PathBuf::from(value)]
    }
}
