use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::NamedTempFile;

use super::compression::{Compression, read_at_most, unpack};
use crate::error::Error;
use crate::model::Size;
use crate::settings::Access;

/// How much a file may hold that is read, unpacked, unless more is allowed.
pub const MOST_READ: Size = Size::of_bytes(1 << 30);

/// How long nothing is written to an unfinished file before it is taken for one of a koffset that was killed.
pub const LEFT_AFTER: TimeDelta = TimeDelta::days(1);

/// The folders of the files that a process has open.
const OWN_DESCRIPTORS: [&str; 2] = ["/dev/fd", "/proc/self/fd"];

/// What a file is called until it is whole.
const UNFINISHED: (&str, &str) = (".koffset-", ".unfinished");

/// Whether a file has this name only until it is whole.
pub(in crate::document) fn is_unfinished(name: &str) -> bool {
    name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1)
}

/// Where a document is about to be stored.
///
/// It is opened before the work that makes the document, so that a wrong path is known at once, and it
/// leaves no trace when it is dropped unwritten.
pub struct Target {
    path: PathBuf,
    compression: Compression,
    place: Place,
}

enum Place {
    /// A file that takes its name only when it is whole.
    File {
        temporary: NamedTempFile,
        overwrite: bool,
        replaced: Option<Access>,
    },
    /// A pipe, a device, or what the process has open: it has no state before and after.
    Stream(File),
}

impl Target {
    /// Makes ready to write to `path`, packed as its name says (`.gz`, `.zst`), with the permissions of the file that
    /// it replaces, or those that the umask leaves. Deletes what this user's koffsets that were killed have left
    /// unfinished beside it.
    ///
    /// # Errors
    /// Refused: the file exists, or is a pipe or a device that is not the process's own, and `overwrite` is not set.
    /// Failed: the path cannot be written.
    pub fn open(path: &Path, overwrite: bool) -> Result<Target, Error> {
        let failed = |error| Error::failed(unwritable(path, &error));
        let compression = Compression::named(path);
        let (path, place) = match fs::metadata(path) {
            Ok(found) if found.is_dir() => {
                return Err(Error::failed(format!("{}: is a folder", path.display())));
            }
            // What a shell has opened may be a file too: it is written on, and not replaced.
            Ok(_) if is_own_descriptor(path) => {
                let stream = File::options().append(true).open(path).map_err(failed)?;
                (path.to_owned(), Place::Stream(stream))
            }
            Ok(found) if !found.is_file() => {
                if !overwrite {
                    return Err(no_file(path, &found));
                }
                let stream = File::options().write(true).open(path).map_err(failed)?;
                (path.to_owned(), Place::Stream(stream))
            }
            Ok(_) if !overwrite => return Err(exists(path)),
            // What a link points to is replaced, and not the link.
            Ok(found) => {
                let path = fs::canonicalize(path).map_err(failed)?;
                file(path, overwrite, Some(Access::of(&found)), 0o666)?
            }
            Err(_) => file(path.to_owned(), overwrite, None, 0o666)?,
        };
        if let Place::File { temporary, .. } = &place {
            // What cannot be deleted is in nobody's way.
            let _ = delete_unfinished(folder(&path), temporary.as_file());
        }
        Ok(Target {
            path,
            compression,
            place,
        })
    }

    /// Makes ready to write a file that its owner alone can read, as it is.
    ///
    /// # Errors
    /// Failed: the path cannot be written.
    pub fn private(path: PathBuf, overwrite: bool) -> Result<Target, Error> {
        let (path, place) = file(path, overwrite, None, 0o600)?;
        Ok(Target {
            path,
            compression: Compression::None,
            place,
        })
    }

    /// Whether it is written as it comes, and nothing can be read back.
    pub fn is_stream(&self) -> bool {
        matches!(self.place, Place::Stream(_))
    }

    /// Writes all that `content` writes. A file appears under its name at once and whole, and has reached
    /// the disk when this returns.
    ///
    /// # Errors
    /// Refused: the file came to be in the meantime. Failed: it could not be written.
    pub fn write(
        self,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        let Target {
            path,
            compression,
            place,
        } = self;
        let failed = |error: io::Error| Error::failed(format!("{}: {error}", path.display()));
        let (temporary, overwrite, replaced) = match place {
            Place::Stream(stream) => return compression.pack(stream, content).map_err(failed),
            Place::File {
                temporary,
                overwrite,
                replaced,
            } => (temporary, overwrite, replaced),
        };
        compression
            .pack(temporary.as_file(), content)
            .map_err(failed)?;
        if let Some(replaced) = replaced {
            give(temporary.as_file(), replaced).map_err(failed)?;
        }
        temporary.as_file().sync_all().map_err(failed)?;
        let named = if overwrite {
            temporary.persist(&path)
        } else {
            temporary.persist_noclobber(&path)
        };
        named.map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => exists(&path),
            _ => failed(error.error),
        })?;
        sync_folder(folder(&path)).map_err(|error| {
            if !overwrite {
                // It would come and go with the power, and what failed must not look done.
                let _ = fs::remove_file(&path);
            }
            failed(error)
        })
    }
}

/// Reads a document's bytes, unpacked; `-` is stdin.
///
/// # Errors
/// Refused: it holds more than `most` bytes. Failed: the file cannot be read, or its packing is damaged or cut off, or
/// there is not enough memory.
pub fn load(path: &Path, most: Size) -> Result<Vec<u8>, Error> {
    let source = if path == Path::new("-") {
        Path::new("/dev/stdin")
    } else {
        path
    };
    File::open(source)
        .and_then(|file| read_at_most(file, most))
        .and_then(|packed| unpack(path, packed, most))
        .map_err(|error| {
            let reason = match error.kind() {
                io::ErrorKind::FileTooLarge => return too_large(path, most),
                io::ErrorKind::OutOfMemory => "not enough memory to read all of it".to_owned(),
                io::ErrorKind::NotFound => "does not exist".to_owned(),
                io::ErrorKind::IsADirectory => "is a folder".to_owned(),
                _ => error.to_string(),
            };
            Error::failed(format!("{}: {reason}", path.display()))
        })
}

fn too_large(path: &Path, most: Size) -> Error {
    let file = path.display();
    Error::refused(format!(
        "{file}: holds more than {most} once it is unpacked"
    ))
    .hint("--max-unpacked SIZE reads more")
}

fn file(
    path: PathBuf,
    overwrite: bool,
    replaced: Option<Access>,
    mode: u32,
) -> Result<(PathBuf, Place), Error> {
    // Never more than the file has that it replaces, not even until it does.
    let mode = replaced.map_or(mode, |replaced| replaced.mode & mode);
    let temporary = tempfile::Builder::new()
        .prefix(UNFINISHED.0)
        .suffix(UNFINISHED.1)
        .permissions(Permissions::from_mode(mode))
        .tempfile_in(folder(&path))
        .map_err(|error| Error::failed(unwritable(&path, &error)))?;
    Ok((
        path,
        Place::File {
            temporary,
            overwrite,
            replaced,
        },
    ))
}

/// Gives a file the mode of the one that it replaces, and the owner and group where this user may. Where the group cannot
/// be kept, it may do what all may.
fn give(file: &File, replaced: Access) -> io::Result<()> {
    let made = Access::of(&file.metadata()?);
    if made.owner != replaced.owner {
        let _ = fchown(file, Some(replaced.owner), None);
    }
    let has_group =
        made.group == replaced.group || fchown(file, None, Some(replaced.group)).is_ok();
    let mode = if has_group {
        replaced.mode & 0o777
    } else {
        (replaced.mode & 0o707) | ((replaced.mode & 0o007) << 3)
    };
    file.set_permissions(Permissions::from_mode(mode))
}

/// Deletes the unfinished files of a folder that belong to who owns a file made just now, and to which nothing was
/// written for long.
fn delete_unfinished(folder: &Path, made: &File) -> io::Result<()> {
    let made = made.metadata()?;
    let before = DateTime::<Utc>::from(made.modified()?) - LEFT_AFTER;
    let is_left = |found: &Metadata| {
        let modified = found.modified().map(DateTime::<Utc>::from);
        found.is_file() && found.uid() == made.uid() && modified.is_ok_and(|time| time < before)
    };
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_unfinished = entry.file_name().to_str().is_some_and(is_unfinished);
        if is_unfinished && is_left(&entry.metadata()?) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Whether a path is a file that this process has open, as a shell writes its pipes.
fn is_own_descriptor(path: &Path) -> bool {
    let is_named = path == Path::new("/dev/stdout") || path == Path::new("/dev/stderr");
    let folder = path.parent();
    is_named
        || OWN_DESCRIPTORS
            .iter()
            .any(|descriptors| folder == Some(Path::new(descriptors)))
}

/// Waits until the names in a folder have reached the disk.
pub(in crate::document) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

fn no_file(path: &Path, found: &Metadata) -> Error {
    let what = match found.file_type() {
        kind if kind.is_fifo() => "a FIFO",
        kind if kind.is_socket() => "a socket",
        _ => "a device",
    };
    Error::refused(format!("{}: is {what}, and no file", path.display()))
        .hint("write --force to write to it, or choose another name")
}

fn exists(path: &Path) -> Error {
    Error::refused(format!("{}: exists already", path.display()))
        .hint("write --force to replace it, or choose another name")
}

fn unwritable(path: &Path, error: &io::Error) -> String {
    let (file, folder) = (path.display(), folder(path).display());
    match error.kind() {
        io::ErrorKind::NotFound if !self::folder(path).exists() => {
            format!("{file}: the folder {folder} does not exist")
        }
        io::ErrorKind::NotADirectory => format!("{file}: {folder} is no folder"),
        io::ErrorKind::PermissionDenied => format!("{file}: no permission to write in {folder}"),
        _ => format!("{file}: {error}"),
    }
}
