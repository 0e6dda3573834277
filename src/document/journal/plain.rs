//! Files in a folder that others may write: there may be a link, or a pipe that would be waited for.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rustix::fs::OFlags;

/// How a file is read that is there already, whatever else it may be.
pub(super) fn plain() -> OpenOptions {
    let mut how = File::options();
    how.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    how.read(true);
    how
}

/// Opens a file in this way.
///
/// # Errors
/// It cannot be, or is no file.
pub(super) fn open_plain(how: &OpenOptions, path: &Path) -> io::Result<File> {
    let file = how.open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::other("is no file"))
    }
}
