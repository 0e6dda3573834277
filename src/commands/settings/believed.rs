//! Files that say where credentials go: read only where nobody else may have written them.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;

use super::culprit::Culprit;
use crate::error::Error;

/// What lets the group of a file and all others read it.
const READABLE_BY_OTHERS: u32 = 0o044;

/// What may be opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Openable {
    #[default]
    Anything,
    /// Nothing that keeps who types waiting, or that can be read only once.
    Files,
}

/// What a file holds, and who may have a part in it.
pub(super) struct Believed {
    pub bytes: Vec<u8>,
    pub is_readable_by_others: bool,
    culprit: Option<Culprit>,
}

impl Believed {
    /// Opens a file and reads it.
    ///
    /// # Errors
    /// It cannot be read, or is none that may be opened.
    pub(super) fn read(path: &Path, openable: Openable) -> io::Result<Self> {
        let mut file = open(path, openable)?;
        let metadata = file.metadata()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(Believed {
            bytes,
            is_readable_by_others: is_readable_by_others(&metadata),
            culprit: Culprit::find(path, &metadata),
        })
    }

    /// Checks that nobody else may have written it; `power` is what they could do with it.
    ///
    /// # Errors
    /// Refused.
    pub(super) fn check(&self, path: &Path, power: &str) -> Result<(), Error> {
        match &self.culprit {
            Some(culprit) => Err(culprit.refusal(path, power)),
            None => Ok(()),
        }
    }
}

/// Whether anybody but its owner may read a file.
pub(super) fn is_readable_by_others(metadata: &Metadata) -> bool {
    metadata.is_file() && metadata.mode() & READABLE_BY_OTHERS != 0
}

/// Opens a file.
///
/// # Errors
/// It cannot be, or is none that may be opened.
pub(super) fn open(path: &Path, openable: Openable) -> io::Result<File> {
    if openable == Openable::Anything {
        return File::open(path);
    }
    let no_file = || io::Error::new(io::ErrorKind::InvalidInput, "is no file");
    // Before it is opened: to open a pipe lets its writer go on.
    if !fs::metadata(path)?.is_file() {
        return Err(no_file());
    }
    let nonblocking = OFlags::NONBLOCK.bits().cast_signed();
    let file = File::options()
        .read(true)
        .custom_flags(nonblocking)
        .open(path)?;
    file.metadata()?
        .is_file()
        .then_some(file)
        .ok_or_else(no_file)
}
