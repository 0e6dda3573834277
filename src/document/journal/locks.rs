use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rustix::fs::{FlockOperation, OFlags, flock};
use rustix::io::Errno;
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::model::{ClusterId, GroupId, readable};

const NOT_OURS: &str = "is no file of koffset's own";

/// How much of what a lock's file says is read: anybody may have written it.
const MOST_SAID: u64 = 200;

/// How often a lock is tried again, some milliseconds in all: longer than [`is_held_by`] keeps one to see
/// whether it can be had.
const TRIES: u32 = 20_000;

/// Who holds a lock, for those who find it taken.
#[derive(Clone, Copy, Debug)]
pub struct Holder {
    pub process: u32,
    pub since: DateTime<Utc>,
}

/// Groups that no other koffset on this machine changes while this lives.
///
/// The kernel releases the locks with the process, however that ends. The files stay, since to delete one
/// would take the lock from who has it open.
#[derive(Debug)]
pub struct GroupLocks {
    files: Vec<File>,
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
        holder: Holder,
    ) -> Result<GroupLocks, Error> {
        let groups: BTreeSet<&GroupId> = groups.into_iter().collect();
        let mut locks = GroupLocks { files: Vec::new() };
        for group in groups {
            let path = path(folder, cluster_id, group);
            let mut file = open(&path).map_err(|error| no_lock(group, &path, &error))?;
            match lock(&file) {
                Ok(()) if is_named(&file) => {}
                Ok(()) => return Err(no_lock(group, &path, &io::Error::other(NOT_OURS))),
                Err(Errno::WOULDBLOCK) => return Err(taken(group, file)),
                Err(error) => return Err(no_lock(group, &path, &error.into())),
            }
            // Only for the eyes of others: the lock holds without it.
            let _ = say(&mut file, holder);
            locks.files.push(file);
        }
        Ok(locks)
    }
}

/// Locks a file, also where another koffset just looks whether it is locked.
fn lock(file: &File) -> Result<(), Errno> {
    let mut tries = 0..TRIES;
    loop {
        match flock(file, FlockOperation::NonBlockingLockExclusive) {
            Err(Errno::WOULDBLOCK) if tries.next().is_some() => std::thread::yield_now(),
            locked => return locked,
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
    let Ok(mut file) = existing(false).open(path(folder, cluster_id, group)) else {
        return false;
    };
    let is_named = said(&mut file).starts_with(&format!("process {process},"));
    is_named && flock(&file, FlockOperation::NonBlockingLockShared) == Err(Errno::WOULDBLOCK)
}

impl Drop for GroupLocks {
    fn drop(&mut self) {
        for file in &self.files {
            let _ = file.set_len(0);
            // A child that was just forked would hold it on until it has become its program.
            let _ = flock(file, FlockOperation::Unlock);
        }
    }
}

fn path(folder: &Path, cluster_id: Option<&ClusterId>, group: &GroupId) -> PathBuf {
    let cluster = cluster_id.map_or("", |id| &id.0);
    let hash = Sha256::digest(format!("{cluster}\0{}", group.as_str()));
    let name: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    folder.join(format!("koffset-{name}.lock"))
}

/// Opens a lock's file as its user may, and makes it, for all users, where it is not there. It is first
/// opened without `O_CREAT`, with which a sticky folder gives no other user's file (`fs.protected_regular`).
fn open(path: &Path) -> io::Result<File> {
    let mut how = existing(true);
    let file = match how.open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => create(path, &mut how)?,
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            how.write(false).open(path)?
        }
        opened => opened?,
    };
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::other(NOT_OURS)),
    }
}

/// How a lock's file is opened that is there already, whatever else it may be.
fn existing(to_write: bool) -> OpenOptions {
    let mut how = File::options();
    how.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    how.read(true).write(to_write);
    how
}

/// Whether the file that was locked is the one that others will find: it may have been deleted meanwhile, or
/// be known by another name too.
fn is_named(file: &File) -> bool {
    file.metadata().is_ok_and(|found| found.nlink() == 1)
}

fn create(path: &Path, how: &mut OpenOptions) -> io::Result<File> {
    match how.clone().create_new(true).mode(0o666).open(path) {
        Ok(file) => {
            file.set_permissions(Permissions::from_mode(0o666))?;
            Ok(file)
        }
        // Another koffset made it meanwhile.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => how.open(path),
        Err(error) => Err(error),
    }
}

fn say(file: &mut File, holder: Holder) -> io::Result<()> {
    file.set_len(0)?;
    let (process, since) = (holder.process, readable(holder.since));
    file.write_all(format!("process {process}, since {since}\n").as_bytes())
}

fn said(file: &mut File) -> String {
    let mut said = String::new();
    let _ = file.take(MOST_SAID).read_to_string(&mut said);
    said
}

fn taken(group: &GroupId, mut file: File) -> Error {
    let said = said(&mut file);
    let holder = said.lines().next().filter(|line| !line.is_empty());
    let by = holder.map_or_else(String::new, |holder| format!(" ({holder})"));
    Error::refused(format!("another koffset is changing group {group}{by}"))
        .hint("wait until it has ended, then run this again")
}

fn no_lock(group: &GroupId, path: &Path, error: &io::Error) -> Error {
    Error::failed(format!(
        "group {group} cannot be locked: {}: {error}",
        path.display()
    ))
    .hint("the lock keeps two koffsets on this machine from changing one group at once: make its folder writable")
}
