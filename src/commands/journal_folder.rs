//! Where the journal is, who writes it, and what is odd about what it holds.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;

use crate::document::JournalEntry;
use crate::error::Error;
use crate::model::{path_word, readable};
use crate::ui::Ui;

/// Where anybody may make files of their own: locks that keep all users apart have to be in one place for
/// all of them, whoever they are and whatever their `TMPDIR`.
const SHARED_FOLDERS: [&str; 2] = ["/run/lock", "/tmp"];
/// Writable by anybody, and sticky: none can take another's file away.
const SHARED: u32 = 0o1002;

const JOURNAL_DIR: &str = "KOFFSET_JOURNAL_DIR";

/// Where the journal is.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct JournalDirArgs {
    /// The folder of the journal, instead of koffset/journal below XDG_STATE_HOME or ~/.local/state
    #[arg(long, env = JOURNAL_DIR, value_name = "DIR")]
    pub journal_dir: Option<PathBuf>,
}

impl JournalDirArgs {
    /// The folder, if it was named on the command line: what the environment says is there the next time too.
    pub fn named(&self) -> Option<&Path> {
        let from_environment = env::var_os(JOURNAL_DIR).map(PathBuf::from);
        let named = self.journal_dir.as_ref();
        named
            .filter(|named| from_environment.as_ref() != Some(*named))
            .map(PathBuf::as_path)
    }

    /// What a command line says so that it finds this journal: ` --journal-dir DIR`, or nothing.
    fn option(&self) -> String {
        self.named().map_or_else(String::new, |folder| {
            let folder = folder.display().to_string();
            format!(" --journal-dir {}", path_word(&folder))
        })
    }

    /// The command that takes back the change of this id.
    pub fn undo(&self, id: &str) -> String {
        format!("koffset undo {id}{}", self.option())
    }

    /// The command that looks into the journal, such as `koffset journal list`.
    pub fn look(&self, words: &str) -> String {
        format!("koffset journal {words}{}", self.option())
    }

    /// The journal's folder.
    ///
    /// # Errors
    /// Failed: none is given, and this user has no home.
    pub fn folder(&self) -> Result<PathBuf, Error> {
        if let Some(folder) = &self.journal_dir {
            return Ok(folder.clone());
        }
        let state = Xdg::new().ok().and_then(|home| home.state_dir());
        let state = state.ok_or_else(|| {
            Error::failed("there is no place for a journal: this user has no home folder")
                .hint("--journal-dir DIR says where it is to be")
        })?;
        Ok(state.join("koffset").join("journal"))
    }
}

/// The folder of the locks that keep two koffsets on this machine apart.
pub fn lock_folder() -> PathBuf {
    let is_shared = |folder: &&Path| {
        let found = fs::metadata(folder);
        found.is_ok_and(|found| found.is_dir() && found.permissions().mode() & SHARED == SHARED)
    };
    let folders = SHARED_FOLDERS.iter().map(Path::new);
    let shared = folders.into_iter().find(is_shared);
    shared.map_or_else(env::temp_dir, Path::to_owned)
}

/// Who runs this process: the user's name, or the number where it has none.
pub fn user() -> String {
    whoami::username().unwrap_or_else(|_| format!("uid {}", rustix::process::geteuid()))
}

/// The name of this machine; `?` where it has none.
pub fn host() -> String {
    whoami::hostname().unwrap_or_else(|_| "?".to_owned())
}

/// This process's name and arguments, without the values of `-X`.
pub fn command_line(properties: &[String]) -> Vec<String> {
    let args = env::args_os().map(|arg| arg.to_string_lossy().into_owned());
    without_secrets(args, properties)
}

/// Takes the values of properties, each `key=value`, out of the arguments in which they were given.
pub fn without_secrets(
    args: impl IntoIterator<Item = String>,
    properties: &[String],
) -> Vec<String> {
    let mut secrets: Vec<(&str, &str)> = properties
        .iter()
        .filter_map(|property| Some((property.as_str(), property.split_once('=')?.0)))
        .collect();
    // A longer value may begin as a shorter one, whose replacement would leave the rest of it.
    secrets.sort_by_key(|(property, _)| std::cmp::Reverse(property.len()));
    let hidden = |arg: String| {
        secrets.iter().fold(arg, |arg, (property, key)| {
            arg.replace(property, &format!("{key}=…"))
        })
    };
    args.into_iter().map(hidden).collect()
}

/// Warns of changes that were written later than now: a clock is wrong, or was.
pub fn warn_of_future<'a>(
    entries: impl IntoIterator<Item = &'a JournalEntry>,
    now: DateTime<Utc>,
    ui: &mut Ui,
) {
    let of_the_future = entries
        .into_iter()
        .filter(|entry| entry.is_of_the_future(now));
    let warning = |entry: &JournalEntry| {
        let (id, time, host) = (&entry.id, readable(entry.written_at), &entry.host);
        format!(
            "change {id} is dated in the future, {time}: the clock of {host} was wrong, or this one is"
        )
    };
    let warnings: Vec<String> = of_the_future.map(warning).collect();
    ui.warnings(&warnings, 0);
}

/// Warns of a change that belongs to another user, who may have written into it what they like.
pub fn warn_of_owner(entry: &JournalEntry, ui: &mut Ui) {
    if let Some(uid) = entry.owner_uid {
        let (id, user, host) = (&entry.id, &entry.user, &entry.host);
        ui.warning(format_args!(
            "change {id} belongs to another user: uid {uid}; it says that {user} made it on {host}"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(args: &[&str], properties: &[&str]) -> Vec<String> {
        let owned = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| text.to_string())
                .collect::<Vec<_>>()
        };
        without_secrets(owned(args), &owned(properties))
    }

    #[test]
    fn no_value_of_a_property_is_journalled_however_it_was_given() {
        let secret = "sasl.password=pass=word";
        for given in [
            "sasl.password=pass=word",
            "-Xsasl.password=pass=word",
            "-qX=sasl.password=pass=word",
        ] {
            let [shown] = hidden(&[given], &[secret]).try_into().unwrap();
            assert!(shown.ends_with("sasl.password=…"), "{shown}");
        }
        let shown = hidden(&["koffset", "-X", secret, "reset", "billing"], &[secret]);
        assert_eq!(
            shown,
            ["koffset", "-X", "sasl.password=…", "reset", "billing"]
        );
    }

    #[test]
    fn a_value_that_begins_as_another_leaves_no_rest() {
        for properties in [["a=secret", "a=secret2"], ["a=secret2", "a=secret"]] {
            let shown = hidden(&["-X", "a=secret", "-Xa=secret2"], &properties);
            assert_eq!(shown, ["-X", "a=…", "-Xa=…"]);
        }
    }

    #[test]
    fn what_is_no_property_stays_as_it_was_given() {
        let args = ["koffset", "reset", "billing", "--to-offset", "5"];
        assert_eq!(hidden(&args, &["acks=all", "nonsense"]), args);
    }

    #[test]
    fn the_folder_that_was_named_is_the_journals() {
        let named = JournalDirArgs {
            journal_dir: Some("/srv/journal".into()),
        };
        assert_eq!(named.folder().unwrap(), Path::new("/srv/journal"));
        let default = JournalDirArgs::default().folder().unwrap();
        assert!(
            default.ends_with("koffset/journal"),
            "{}",
            default.display()
        );
    }

    #[test]
    fn locks_are_where_a_file_can_be_made() {
        tempfile::tempfile_in(lock_folder()).unwrap();
    }
}
