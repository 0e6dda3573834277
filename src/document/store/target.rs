use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::compression::{Compression, unpack};
use crate::error::Error;

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
    },
    /// A pipe or a device, which has no state before and after.
    Stream(File),
}

impl Target {
    /// Makes ready to write to `path`, packed as its name says (`.gz`, `.zst`), with the permissions that
    /// the umask leaves.
    ///
    /// # Errors
    /// Refused: the file exists, and is not to be overwritten. Failed: the path cannot be written.
    pub fn open(path: &Path, overwrite: bool) -> Result<Target, Error> {
        let failed = |error| Error::failed(unwritable(path, &error));
        let compression = Compression::named(path);
        let (path, place) = match fs::metadata(path) {
            Ok(found) if found.is_dir() => {
                return Err(Error::failed(format!("{}: is a folder", path.display())));
            }
            Ok(found) if !found.is_file() => {
                let stream = File::options().write(true).open(path).map_err(failed)?;
                (path.to_owned(), Place::Stream(stream))
            }
            Ok(_) if !overwrite => return Err(exists(path)),
            // What a link points to is replaced, and not the link.
            Ok(_) => file(fs::canonicalize(path).map_err(failed)?, overwrite, 0o666)?,
            Err(_) => file(path.to_owned(), overwrite, 0o666)?,
        };
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
        let (path, place) = file(path, overwrite, 0o600)?;
        Ok(Target {
            path,
            compression: Compression::None,
            place,
        })
    }

    /// Whether it is a pipe or a device, of which nothing can be read back.
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
        let (temporary, overwrite) = match place {
            Place::Stream(stream) => return compression.pack(stream, content).map_err(failed),
            Place::File {
                temporary,
                overwrite,
            } => (temporary, overwrite),
        };
        compression
            .pack(temporary.as_file(), content)
            .map_err(failed)?;
        temporary.as_file().sync_all().map_err(failed)?;
        let named = match overwrite {
            true => temporary.persist(&path),
            false => temporary.persist_noclobber(&path),
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
/// Failed: the file cannot be read, or its packing is damaged or cut off.
pub fn load(path: &Path) -> Result<Vec<u8>, Error> {
    let source = match path == Path::new("-") {
        true => Path::new("/dev/stdin"),
        false => path,
    };
    fs::read(source)
        .and_then(|packed| unpack(path, packed))
        .map_err(|error| {
            let reason = match error.kind() {
                io::ErrorKind::NotFound => "does not exist".to_owned(),
                io::ErrorKind::IsADirectory => "is a folder".to_owned(),
                _ => error.to_string(),
            };
            Error::failed(format!("{}: {reason}", path.display()))
        })
}

fn file(path: PathBuf, overwrite: bool, mode: u32) -> Result<(PathBuf, Place), Error> {
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
        },
    ))
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
