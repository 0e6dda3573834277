use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use crate::document::Target;
use crate::error::Error;

/// The folder is its owner's alone.
const FOLDER: u32 = 0o700;

/// Replaces the file of contexts, at once and whole, by one that its owner alone can read; where it is a link,
/// what it points to.
///
/// # Errors
/// Failed: it cannot be written.
pub(super) fn store(file: &Path, text: &str) -> Result<(), Error> {
    if let Some(folder) = file.parent().filter(|folder| *folder != Path::new("")) {
        let made = DirBuilder::new()
            .recursive(true)
            .mode(FOLDER)
            .create(folder);
        made.map_err(|error| Error::failed(format!("{}: {error}", folder.display())))?;
    }
    let path = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    Target::private(path, true)?.write(|out| out.write_all(text.as_bytes()))
}
