use std::env;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;

use super::believed::{Believed, Openable};
use crate::error::Error;
use crate::model::path_word;
use crate::settings::Contexts;

/// What the file lets one do who can write it.
const POWER: &str = "choose where credentials go and which programs are run";

const CONFIG: &str = "KOFFSET_CONFIG";

/// Where the file of contexts is.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ConfigFile {
    /// The file of contexts, instead of koffset/config.toml below XDG_CONFIG_HOME or ~/.config
    #[arg(long, global = true, env = CONFIG, value_name = "FILE")]
    config: Option<OsString>,
    #[arg(skip)]
    openable: Openable,
}

/// A file of contexts, and its text to be edited.
#[derive(Debug, Default)]
pub struct ContextsFile {
    pub text: String,
    pub contexts: Contexts,
    pub is_readable_by_others: bool,
}

impl ConfigFile {
    /// The same, of which nothing is opened but what is a file, and so are the files that it names.
    #[must_use]
    pub fn of_files_only(self) -> Self {
        ConfigFile {
            openable: Openable::Files,
            ..self
        }
    }

    /// What may be opened.
    pub(super) fn openable(&self) -> Openable {
        self.openable
    }

    /// The path that was named.
    fn named(&self) -> Option<PathBuf> {
        let named = self.config.as_ref().filter(|named| !named.is_empty());
        named.map(PathBuf::from)
    }

    /// What a command line says so that it finds this file: ` --config FILE`, or nothing where none was named, or the
    /// environment says it.
    pub fn option(&self) -> String {
        let from_environment = env::var_os(CONFIG).map(PathBuf::from);
        let named = self
            .named()
            .filter(|named| from_environment.as_ref() != Some(named));
        named.map_or_else(String::new, |file| {
            let file = file.display().to_string();
            format!(" --config {}", path_word(&file))
        })
    }

    /// The path, whether there is a file or not.
    ///
    /// # Errors
    /// Failed: none is named, and this user has no home.
    pub fn path(&self) -> Result<PathBuf, Error> {
        let home = || Some(Xdg::new().ok()?.config_dir().join("koffset/config.toml"));
        self.named().or_else(home).ok_or_else(|| {
            Error::failed("there is no place for contexts: this user has no home folder")
                .hint("--config FILE says where they are to be")
        })
    }

    /// Reads the file; nothing is in one that is not there, unless it was named.
    ///
    /// # Errors
    /// Failed: it cannot be read. Usage: what it says makes no sense. Refused: others may read its secrets, or may
    /// have written it.
    pub fn read(&self) -> Result<ContextsFile, Error> {
        match self.named() {
            Some(path) => {
                contexts(&path, self.openable).map_err(|error| unreadable(&path, &error))?
            }
            None => {
                let Ok(path) = self.path() else {
                    return Ok(ContextsFile::default());
                };
                match contexts(&path, self.openable) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(nothing_in(path)),
                    read => read.map_err(|error| unreadable(&path, &error))?,
                }
            }
        }
    }

    /// Reads the file to add to it: nothing is in one that is not there.
    ///
    /// # Errors
    /// As [`ConfigFile::read`].
    pub fn read_or_new(&self) -> Result<ContextsFile, Error> {
        let path = self.path()?;
        match contexts(&path, self.openable) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(nothing_in(path)),
            read => read.map_err(|error| unreadable(&path, &error))?,
        }
    }

    /// Reads the file for what contexts are to be kept to; nothing is in one that is not there. Nobody's command comes
    /// of it, so it does not matter whose it is.
    ///
    /// # Errors
    /// Failed: it cannot be read. Usage: what it says makes no sense.
    pub(super) fn read_safeguards(&self) -> Result<Contexts, Error> {
        let Ok(path) = self.path() else {
            return Ok(Contexts::default());
        };
        match text(&path, self.openable) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(nothing_in(path).contexts),
            Err(error) => Err(unreadable(&path, &error)),
            Ok((text, _)) => Contexts::read(&text, &path),
        }
    }
}

fn nothing_in(file: PathBuf) -> ContextsFile {
    let contexts = Contexts {
        file,
        ..Contexts::default()
    };
    ContextsFile {
        contexts,
        ..ContextsFile::default()
    }
}

fn contexts(path: &Path, openable: Openable) -> io::Result<Result<ContextsFile, Error>> {
    let (text, believed) = text(path, openable)?;
    Ok(checked(text, &believed, path))
}

fn text(path: &Path, openable: Openable) -> io::Result<(String, Believed)> {
    let believed = Believed::read(path, openable)?;
    let no_text = |_| io::Error::from(io::ErrorKind::InvalidData);
    let text = str::from_utf8(&believed.bytes).map_err(no_text)?.to_owned();
    Ok((text, believed))
}

fn checked(text: String, believed: &Believed, path: &Path) -> Result<ContextsFile, Error> {
    believed.check(path, POWER)?;
    let contexts = Contexts::read(&text, path)?;
    let is_readable_by_others = believed.is_readable_by_others;
    if is_readable_by_others && let Some((name, key)) = contexts.inline_secrets().next() {
        let file = path.display();
        let message =
            format!("{file}: others may read it, and the {key} of context {name} stands in it");
        return Err(Error::refused(message)
            .hint(format!("chmod 600 {}", path_word(&file.to_string())))
            .hint("or write env:NAME, file:PATH or command:LINE in its place"));
    }
    Ok(ContextsFile {
        text,
        contexts,
        is_readable_by_others,
    })
}

pub(super) fn unreadable(path: &Path, error: &io::Error) -> Error {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "does not exist".to_owned(),
        io::ErrorKind::IsADirectory => "is a folder".to_owned(),
        io::ErrorKind::InvalidData => "is not in UTF-8".to_owned(),
        _ => error.to_string(),
    };
    Error::failed(format!("{}: {reason}", path.display()))
}
