//! Files in a folder that others may write: there may be a link, or a pipe that would be waited for.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustix::{
    fs::{FlockOperation, OFlags, flock, major, minor},
    io::Errno,
};

const NOT_OURS: &str = "is no file of koffset's own";

/// How much of what a lock's file says is read: anybody may have written it.
const MOST_SAID: u64 = 200;

/// How often a lock is tried again, some milliseconds in all: longer than [`is_held`] keeps one to see whether it can
/// be had.
const TRIES: u32 = 20_000;

/// How often a lock is taken on a file that was deleted meanwhile.
const MOST_DELETED: u32 = 100;

/// A file that is locked while this lives. The kernel releases the lock with the process, however that ends. The file
/// stays, since to delete it would take the lock from who has it open.
#[derive(Debug)]
pub(super) struct LockFile {
    path: PathBuf,
    file: File,
}

/// Why a file is not locked.
#[derive(Debug)]
pub(super) enum NotLocked {
    /// Another process holds the lock.
    Taken(Other),
    Failed(io::Error),
}

/// Who holds a lock.
#[derive(Debug)]
pub(super) enum Other {
    /// A koffset, and what it says of itself.
    Koffset(String),
    /// What is no koffset, or has not said so yet, where the system tells of it.
    Program(Option<Program>),
}

/// A process, as far as the system tells of it.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) process: u32,
    pub(super) name: Option<String>,
    pub(super) user: Option<u32>,
}

impl From<io::Error> for NotLocked {
    fn from(error: io::Error) -> Self {
        NotLocked::Failed(error)
    }
}

impl LockFile {
    /// Locks a file in a folder that all users share, and writes into it who holds the lock.
    pub(super) fn take(path: PathBuf, holder: &str) -> Result<LockFile, NotLocked> {
        for _ in 0..MOST_DELETED {
            let mut file = open(&path)?;
            match lock(&file) {
                Err(Errno::WOULDBLOCK) => return Err(NotLocked::Taken(other(&mut file))),
                locked => locked.map_err(io::Error::from)?,
            }
            if !is_at(&file, &path) {
                continue;
            }
            // Only for the eyes of others: the lock holds without it.
            let _ = say(&mut file, holder);
            return Ok(LockFile { path, file });
        }
        Err(io::Error::other(NOT_OURS).into())
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether others find this file, and so the lock: anybody may have deleted it.
    pub(super) fn is_in_place(&self) -> bool {
        is_at(&self.file, &self.path)
    }
}

impl Drop for LockFile {
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
        // A child that was just forked would hold it on until it has become its program.
        let _ = flock(&self.file, FlockOperation::Unlock);
    }
}

/// Who holds the lock of a file: a koffset, if one has said so in it, and the system names no other process. One that
/// was killed says so still.
fn other(file: &mut File) -> Other {
    let said = said(file);
    let holder = holder(file);
    let line = said.lines().next().filter(|line| !line.is_empty());
    let line = line.filter(|line| holder.is_none_or(|process| names(line, process)));
    match line {
        Some(line) => Other::Koffset(line.to_owned()),
        None => Other::Program(holder.map(Program::of)),
    }
}

/// Whether what a holder says of itself names this process.
fn names(said: &str, process: u32) -> bool {
    let after = said.strip_prefix(&format!("process {process}"));
    after.is_some_and(|after| after.starts_with([' ', ',']))
}

/// The process that holds a lock, as Linux lists them (`proc_locks(5)`); `None` where nobody tells.
fn holder(file: &File) -> Option<u32> {
    let found = file.metadata().ok()?;
    let device = found.dev();
    let place = format!(
        "{:02x}:{:02x}:{}",
        major(device),
        minor(device),
        found.ino()
    );
    let locks = fs::read_to_string("/proc/locks").ok()?;
    let mut holders = locks.lines().filter_map(|line| {
        let [_, "FLOCK", _, _, process, at, ..] = *line.split_whitespace().collect::<Vec<_>>()
        else {
            return None;
        };
        (at == place).then(|| process.parse().ok())?
    });
    holders.next()
}

impl Program {
    /// Reads what Linux tells of a process (`proc_pid_status(5)`); whose the folder is does not tell its user.
    fn of(process: u32) -> Self {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let value = |key: &str| {
            let mut values = status.lines().filter_map(|line| line.strip_prefix(key));
            values.next().map(str::trim)
        };
        let users = value("Uid:").and_then(|users| users.split_whitespace().nth(1));
        Program {
            process,
            name: value("Name:").map(str::to_owned),
            user: users.and_then(|user| user.parse().ok()),
        }
    }
}

/// Whether a process holds the lock of a file now, which it has written into it.
pub(super) fn is_held(path: &Path, process: u32) -> bool {
    let Ok(mut file) = plain().open(path) else {
        return false;
    };
    let is_named = names(&said(&mut file), process);
    is_named && flock(&file, FlockOperation::NonBlockingLockShared) == Err(Errno::WOULDBLOCK)
}

/// Locks a file, also where another koffset just looks whether it is locked.
fn lock(file: &File) -> Result<(), Errno> {
    let mut tries = 0..TRIES;
    loop {
        match flock(file, FlockOperation::NonBlockingLockExclusive) {
            Err(Errno::WOULDBLOCK) if tries.next().is_some() => thread::yield_now(),
            locked => return locked,
        }
    }
}

/// Opens a lock's file as its user may, and makes it, for all users, where it is not there. It is first
/// opened without `O_CREAT`, with which a sticky folder gives no other user's file (`fs.protected_regular`).
fn open(path: &Path) -> io::Result<File> {
    let mut how = plain();
    how.write(true);
    let file = match how.open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => create(path, &mut how)?,
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            how.write(false).open(path)?
        }
        opened => opened?,
    };
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::other(NOT_OURS))
    }
}

/// Whether an open file is the one that others will find at its path, and is known by no other name.
fn is_at(file: &File, path: &Path) -> bool {
    let (Ok(open), Ok(found)) = (file.metadata(), fs::symlink_metadata(path)) else {
        return false;
    };
    let is_same = (open.dev(), open.ino()) == (found.dev(), found.ino());
    is_same && open.nlink() == 1
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

fn say(file: &mut File, holder: &str) -> io::Result<()> {
    file.set_len(0)?;
    file.write_all(format!("{holder}\n").as_bytes())
}

fn said(file: &mut File) -> String {
    let mut said = Vec::new();
    let _ = file.take(MOST_SAID).read_to_end(&mut said);
    String::from_utf8_lossy(&said).into_owned()
}

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

/// How long others may keep the lock: each has it while it writes one entry.
const LONGEST: Duration = Duration::from_secs(2);

/// Keeps other koffsets from numbering a change of this folder until it is dropped. `None` where the folder cannot be
/// locked, or not in time: two changes may then have one number, and their times tell which is the newer.
pub(super) fn hold_numbers(folder: &Path) -> Option<File> {
    let folder = File::open(folder).ok()?;
    let (locked, wait) = mpsc::channel();
    thread::Builder::new()
        .spawn(move || {
            if flock(&folder, FlockOperation::LockExclusive).is_ok() {
                // Where nobody waits any more, this drops it.
                let _ = locked.send(folder);
            }
        })
        .ok()?;
    wait.recv_timeout(LONGEST).ok()
}
