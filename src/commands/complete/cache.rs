use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::clock::{Clock, SystemClock};
use crate::settings::Connection;

/// How long names are taken for those that are there.
const FRESH: Duration = Duration::from_secs(60);

/// The names that were told of a cluster, in files that only their owner reads.
pub(super) struct Cache {
    folder: PathBuf,
    /// What all files of the connection begin with.
    key: String,
}

impl Cache {
    /// The cache in koffset/names below `XDG_CACHE_HOME` or ~/.cache; none where there is no such place.
    pub(super) fn of(connection: &Connection) -> Option<Self> {
        let folder = Xdg::new().ok()?.cache_dir().join("koffset").join("names");
        let hash = Sha256::digest(format!("{connection:?}"));
        let key = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        Some(Cache { folder, key })
    }

    /// The names, if they were told within the last minute.
    pub(super) fn load(&self, kind: &str) -> Option<Vec<String>> {
        let path = self.path(kind);
        let told_at: DateTime<Utc> = fs::metadata(&path).ok()?.modified().ok()?.into();
        let age = (SystemClock.now() - told_at).to_std().ok()?;
        let text = (age < FRESH).then(|| fs::read_to_string(&path))?;
        Some(text.ok()?.lines().map(str::to_owned).collect())
    }

    /// Keeps the names for the next minute.
    pub(super) fn save(&self, kind: &str, names: &[String]) -> io::Result<()> {
        let mut folder = DirBuilder::new();
        folder.recursive(true).mode(0o700).create(&self.folder)?;
        // Such a file is its owner's alone.
        let mut file = NamedTempFile::new_in(&self.folder)?;
        for name in names {
            writeln!(file, "{name}")?;
        }
        file.persist(self.path(kind))?;
        Ok(())
    }

    fn path(&self, kind: &str) -> PathBuf {
        self.folder.join(format!("{}.{kind}", self.key))
    }
}
