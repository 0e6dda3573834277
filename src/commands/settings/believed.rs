//! Files that say where credentials go: read only where nobody else may have written them.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{OFlags, StatVfsMountFlags, getxattr_query, statvfs};

use super::me::me;
use crate::error::Error;
use crate::model::path_word;
use crate::settings::{Access, Distrust};

/// What lets the group of a file and all others read it.
const READABLE_BY_OTHERS: u32 = 0o044;

/// More links than this lead nowhere, as in Linux.
const MOST_LINKS: usize = 40;

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
    distrusted: Option<(PathBuf, Distrust)>,
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
            distrusted: distrusted(path, &metadata),
        })
    }

    /// Checks that nobody else may have written it; `power` is what they could do with it.
    ///
    /// # Errors
    /// Refused.
    pub(super) fn check(&self, path: &Path, power: &str) -> Result<(), Error> {
        let Some((distrusted, why)) = &self.distrusted else {
            return Ok(());
        };
        let (file, culprit) = (path.display(), distrusted.display());
        let what = match (distrusted == path, why) {
            (true, Distrust::Owner(user)) => format!("it belongs to user {user}, who may {power}"),
            (true, Distrust::Writable) => format!("others may write it, and so {power}"),
            (false, Distrust::Owner(user)) => {
                format!("its folder {culprit} belongs to user {user}, who may {power}")
            }
            (false, Distrust::Writable) => {
                format!("others may write its folder {culprit}, and so {power}")
            }
        };
        let hint = match why {
            Distrust::Owner(_) => "use a copy in a folder of your own".to_owned(),
            Distrust::Writable => format!("chmod go-w {}", path_word(&culprit.to_string())),
        };
        Err(Error::refused(format!("{file}: {what}")).hint(hint))
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

/// What of a file and the folders that lead to it is not to be believed, and why. A device is nobody's text.
fn distrusted(path: &Path, metadata: &Metadata) -> Option<(PathBuf, Distrust)> {
    if !metadata.is_file() && !metadata.file_type().is_fifo() {
        return None;
    }
    let me = me();
    if let Some(why) = me.distrust_file(access(path, metadata)) {
        return Some((path.to_owned(), why));
    }
    let folders = folders_to(path).into_iter();
    let mut distrusted = folders.filter_map(|folder| {
        let metadata = fs::metadata(&folder).ok()?;
        let why = me.distrust_folder(access(&folder, &metadata))?;
        (!is_read_only(&folder)).then_some((folder, why))
    });
    distrusted.next()
}

/// What may be done with a file. Where it has an ACL, the bits of its group are the most that the ACL grants to anybody
/// (`acl(5)`), and so those of others.
fn access(path: &Path, metadata: &Metadata) -> Access {
    let mut access = Access::of(metadata);
    if getxattr_query(path, "system.posix_acl_access").is_ok() {
        access.mode |= (access.mode & 0o070) >> 3;
    }
    access
}

/// The folder of a path, and of each file that a link leads to from there.
fn folders_to(path: &Path) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        let next = fs::read_link(&path).map(|target| folder.join(target));
        folders.push(folder);
        match next {
            Ok(next) => path = next,
            Err(_) => break,
        }
    }
    folders
}

fn is_read_only(folder: &Path) -> bool {
    let flags = statvfs(folder).map(|of| of.f_flag);
    flags.is_ok_and(|flags| flags.contains(StatVfsMountFlags::RDONLY))
}
