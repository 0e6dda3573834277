use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use secrecy::{ExposeSecret, SecretString};

use super::file::unreadable;
use crate::error::Error;
use crate::settings::{PropertyValue, Reference, Written};

/// Fetches what a property's value stands for. No message holds any part of it.
///
/// # Errors
/// Failed: the secret is not where it is said to be, or is empty.
pub fn fetch(key: &str, written: &Written) -> Result<PropertyValue, Error> {
    match written {
        Written::Plain(value) => Ok(PropertyValue::Plain(value.clone())),
        Written::Inline(secret) => Ok(PropertyValue::Secret(secret.clone())),
        Written::Reference(reference) => {
            let secret = fetched(reference).map_err(|error| error.context(key.to_owned()))?;
            match secret.expose_secret().is_empty() {
                true => Err(Error::failed(format!("{key}: {reference} is empty"))),
                false => Ok(PropertyValue::Secret(secret)),
            }
        }
    }
}

fn fetched(reference: &Reference) -> Result<SecretString, Error> {
    match reference {
        Reference::Environment(name) => match env::var(name) {
            Ok(value) => Ok(value.into()),
            Err(env::VarError::NotPresent) => Err(Error::failed(format!("{reference} is not set"))),
            Err(env::VarError::NotUnicode(_)) => {
                Err(Error::failed(format!("{reference} is not in UTF-8")))
            }
        },
        Reference::File(path) => of_file(path),
        Reference::Command(line) => of_command(line, reference),
    }
}

fn of_file(path: &Path) -> Result<SecretString, Error> {
    let text = fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    Ok(without_newline(text))
}

/// What a program prints. Its stderr is koffset's own, since it may ask somebody there.
fn of_command(line: &str, reference: &Reference) -> Result<SecretString, Error> {
    let mut shell = Command::new("sh");
    let shell = shell.args(["-c", line]).stdin(Stdio::null());
    let ended = shell.stderr(Stdio::inherit()).output();
    let ended = ended.map_err(|error| Error::failed(format!("{reference}: {error}")))?;
    if !ended.status.success() {
        let status = ended.status;
        return Err(Error::failed(format!("{reference} failed: {status}")));
    }
    let text = String::from_utf8(ended.stdout)
        .map_err(|_| Error::failed(format!("{reference} printed what is not in UTF-8")))?;
    Ok(without_newline(text))
}

fn without_newline(mut text: String) -> SecretString {
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fetch_reference(text: &str, folder: &Path) -> Result<PropertyValue, Error> {
        let key = "sasl.password";
        fetch(key, &Written::read(key, text, folder))
    }

    #[test]
    fn a_secret_is_what_a_file_holds_or_a_program_prints_without_its_last_newline() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("password"), "hun ter2\n\n").unwrap();
        for (text, secret) in [
            ("file:password", "hun ter2\n"),
            ("command:printf 'hun ter2\\r\\n'", "hun ter2"),
            ("command:echo $((1 + 1))", "2"),
            ("hunter2", "hunter2"),
        ] {
            let value = fetch_reference(text, folder.path()).unwrap();
            assert_eq!(value.expose(), secret, "{text}");
        }
    }

    #[test]
    fn a_secret_that_is_not_there_is_told_without_what_was_found() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("empty"), "\n").unwrap();
        for (text, why) in [
            (
                "env:KOFFSET_NO_SUCH",
                "sasl.password: env:KOFFSET_NO_SUCH is not set",
            ),
            ("file:nowhere", "nowhere: does not exist"),
            ("file:empty", "empty is empty"),
            ("command:printf hunter2; exit 3", "failed: exit status: 3"),
            ("command:true", "command:true is empty"),
        ] {
            let error = fetch_reference(text, folder.path())
                .unwrap_err()
                .to_string();
            assert!(error.contains(why), "{error}");
            assert!(!error.replace(text, "").contains("hunter2"), "{error}");
        }
    }
}
