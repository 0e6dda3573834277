use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::lock_file::{LockFile, NotLocked, Other, is_held};
use crate::error::Error;
use crate::model::{ClusterId, GroupId, readable, visible};

/// Who holds a lock, for those who find it taken.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    pub process: u32,
    pub user: &'a str,
    pub since: DateTime<Utc>,
}

impl fmt::Display for Holder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (process, user) = (self.process, self.user);
        write!(
            f,
            "process {process} of {user}, since {}",
            readable(self.since)
        )
    }
}

/// Groups that no other koffset on this machine changes while this lives.
#[derive(Debug)]
pub struct GroupLocks {
    locks: Vec<(GroupId, LockFile)>,
}

impl GroupLocks {
    /// Locks groups, in the order of their names, with files in a folder that all users share.
    ///
    /// # Errors
    /// Refused, after some milliseconds: another process holds one of them. Failed: a lock cannot be made.
    pub fn take<'a>(
        folder: &Path,
        cluster_id: Option<&ClusterId>,
        groups: impl IntoIterator<Item = &'a GroupId>,
        holder: Holder<'_>,
    ) -> Result<GroupLocks, Error> {
        let groups: BTreeSet<&GroupId> = groups.into_iter().collect();
        let holder = holder.to_string();
        let lock = |group: &GroupId| {
            let path = path(folder, cluster_id, group);
            let lock = LockFile::take(path.clone(), &holder).map_err(|why| match why {
                NotLocked::Taken(other) => taken(group, &path, other),
                NotLocked::Failed(error) => no_lock(group, &path, &error),
            })?;
            Ok((group.clone(), lock))
        };
        let locks = groups.into_iter().map(lock).collect::<Result<_, Error>>()?;
        Ok(GroupLocks { locks })
    }

    /// Makes sure that every lock still keeps others away: who finds its file deleted makes a new one.
    ///
    /// # Errors
    /// Refused: the file of one was deleted or replaced.
    pub fn check(&self) -> Result<(), Error> {
        match self.locks.iter().find(|(_, lock)| !lock.is_in_place()) {
            Some((group, lock)) => {
                let file = lock.path().display();
                Err(Error::refused(format!(
                    "the lock of group {group} was deleted while it was held, so another koffset may be changing the \
                     group: {file}"
                ))
                .hint("run this again"))
            }
            None => Ok(()),
        }
    }
}

/// Whether this process is changing a group now.
pub(super) fn is_held_by(
    process: u32,
    folder: &Path,
    cluster_id: Option<&ClusterId>,
    group: &GroupId,
) -> bool {
    is_held(&path(folder, cluster_id, group), process)
}

fn path(folder: &Path, cluster_id: Option<&ClusterId>, group: &GroupId) -> PathBuf {
    let cluster = cluster_id.map_or("", |id| &id.0);
    let hash = Sha256::digest(format!("{cluster}\0{}", group.as_str()));
    let name: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    folder.join(format!("koffset-{name}.lock"))
}

fn taken(group: &GroupId, path: &Path, other: Other) -> Error {
    let file = path.display();
    let message = match other {
        Other::Koffset(holder) => {
            format!("another koffset is changing group {group} ({holder}; its lock is {file})")
        }
        Other::Program(Some(program)) => {
            let process = program.process;
            let name = program.name.map(|name| format!(" ({})", visible(&name)));
            let user = program.user.map(|user| format!(" of user {user}"));
            let of_whom = [name, user].into_iter().flatten().collect::<String>();
            format!("the lock of group {group} is held by process {process}{of_whom}: {file}")
        }
        Other::Program(None) => {
            format!("the lock of group {group} is held by another process: {file}")
        }
    };
    Error::refused(message).hint("wait until it has ended, then run this again")
}

fn no_lock(group: &GroupId, path: &Path, error: &io::Error) -> Error {
    Error::failed(format!(
        "group {group} cannot be locked: {}: {error}",
        path.display()
    ))
    .hint("the lock keeps two koffsets on this machine from changing one group at once: make its folder writable")
}
