use std::env;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::believed::{Believed, Openable};
use super::file::unreadable;
use crate::clock::Deadline;
use crate::error::Error;
use crate::program;
use crate::settings::{PropertyValue, Reference, Written};

/// Fetches what a property's value stands for. No message holds any part of it. A program may take as long as a
/// request.
///
/// # Errors
/// Failed: the secret is not where it is said to be, does not come in time, or is empty.
pub fn fetch(key: &str, written: &Written, deadline: &Deadline) -> Result<PropertyValue, Error> {
    match written {
        Written::Plain(value) => Ok(PropertyValue::Plain(value.clone())),
        Written::Inline(secret) => Ok(PropertyValue::Secret(secret.clone())),
        Written::Reference(reference) => {
            let secret = fetched(reference, deadline);
            let secret = secret.map_err(|error| error.context(key.to_owned()))?;
            if secret.expose_secret().is_empty() {
                Err(Error::failed(format!("{key}: {}", nothing_in(reference))))
            } else {
                Ok(PropertyValue::Secret(secret))
            }
        }
    }
}

fn nothing_in(reference: &Reference) -> String {
    match reference {
        Reference::Command(_) => format!("{reference} printed nothing"),
        _ => format!("{reference} is empty"),
    }
}

fn fetched(reference: &Reference, deadline: &Deadline) -> Result<SecretString, Error> {
    match reference {
        Reference::Environment(name) => match env::var(name) {
            Ok(value) => Ok(value.into()),
            Err(env::VarError::NotPresent) => Err(Error::failed(format!("{reference} is not set"))),
            Err(env::VarError::NotUnicode(_)) => {
                Err(Error::failed(format!("{reference} is not in UTF-8")))
            }
        },
        Reference::File(path) => of_file(path),
        Reference::Command(line) => of_command(line, reference, deadline),
    }
}

fn of_file(path: &Path) -> Result<SecretString, Error> {
    let read = Believed::read(path, Openable::Anything);
    let believed = read.map_err(|error| unreadable(path, &error))?;
    believed.check(path, "replace the secret")?;
    let no_text = |_| unreadable(path, &io::ErrorKind::InvalidData.into());
    let text = String::from_utf8(believed.bytes).map_err(no_text)?;
    Ok(without_newline(text))
}

/// What a program prints. Its stderr is koffset's own, since it may ask somebody there.
fn of_command(
    line: &str,
    reference: &Reference,
    deadline: &Deadline,
) -> Result<SecretString, Error> {
    let time = deadline.request()?;
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).stdin(Stdio::null());
    shell.stdout(Stdio::piped()).stderr(Stdio::inherit());
    let ended = if has_terminal() {
        program::run(&mut shell, time)
    } else {
        program::run_alone(&mut shell, time)
    };
    let ended = ended.map_err(|error| Error::failed(format!("{reference}: {error}")))?;
    let Some(ended) = ended else {
        let (within, cut) = (in_tenths(time), deadline.cut(time));
        let error = Error::failed(format!("{reference} gave no answer within {within}{cut}"));
        return Err(if cut.is_empty() {
            error.hint("--timeout DURATION gives it longer")
        } else {
            error
        });
    };
    if !ended.status.success() {
        let status = ended.status;
        return Err(Error::failed(format!("{reference} failed: {status}")));
    }
    let text = String::from_utf8(ended.stdout)
        .map_err(|_| Error::failed(format!("{reference} printed what is not in UTF-8")))?;
    Ok(without_newline(text))
}

/// Whether there is somebody to be asked, for which a program must be in the terminal's foreground.
fn has_terminal() -> bool {
    fs::File::open("/dev/tty").is_ok()
}

fn in_tenths(time: Duration) -> humantime::FormattedDuration {
    let tenths = (time.as_millis() + 50) / 100;
    let tenths = u64::try_from(tenths).unwrap_or(u64::MAX);
    humantime::format_duration(Duration::from_millis(tenths.saturating_mul(100)))
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
    use std::sync::Arc;

    use super::*;
    use crate::clock::SystemClock;

    fn fetch_reference(text: &str, folder: &Path) -> Result<PropertyValue, Error> {
        let key = "sasl.password";
        fetch(key, &Written::read(key, text, folder), &within(None))
    }

    fn within(deadline: Option<Duration>) -> Deadline {
        let timeout = Duration::from_secs(10);
        Deadline::new(Arc::new(SystemClock), timeout, deadline, Arc::default())
    }

    #[test]
    fn a_program_that_gives_no_answer_is_ended_at_the_deadline() {
        let text = "command:sleep 600";
        let written = Written::read("sasl.password", text, Path::new(""));
        let deadline = within(Some(Duration::from_millis(500)));
        let error = fetch("sasl.password", &written, &deadline).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "sasl.password: {text} gave no answer within 500ms, and the command's --deadline left no more"
            )
        );
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
            ("command:true", "command:true printed nothing"),
        ] {
            let error = fetch_reference(text, folder.path())
                .unwrap_err()
                .to_string();
            assert!(error.contains(why), "{error}");
            assert!(!error.replace(text, "").contains("hunter2"), "{error}");
        }
    }
}
