use std::path::{Path, PathBuf};

use super::DiffArgs;
use crate::compare::Side;
use crate::error::Error;
use crate::model::GroupId;

/// What the two words of a command line were taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sides {
    /// Two snapshots, for which no cluster is needed.
    Files(PathBuf, PathBuf),
    OnCluster(OnCluster),
}

/// Two sides of which at least one is on the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnCluster {
    /// A snapshot, which stands on this side, and what it is compared with.
    Snapshot {
        file: PathBuf,
        on: Side,
        with: Now,
    },
    Groups(GroupId, GroupId),
}

/// What a snapshot is compared with on the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Now {
    /// The groups that the snapshot holds.
    Live,
    Group(GroupId),
}

/// What one word means.
enum Word {
    File(PathBuf),
    Now(Now),
}

impl Sides {
    /// Tells what the arguments mean, with no more than a look whether a file exists.
    ///
    /// # Errors
    /// Usage: an empty word, or two sides that cannot be compared.
    pub fn of(args: &DiffArgs) -> Result<Self, Error> {
        let on_cluster = match (word(&args.a)?, word(&args.b)?) {
            (Word::File(a), Word::File(b)) => return Ok(Sides::Files(a, b)),
            (Word::File(file), Word::Now(with)) => {
                let on = Side::A;
                OnCluster::Snapshot { file, on, with }
            }
            (Word::Now(with), Word::File(file)) => {
                let on = Side::B;
                OnCluster::Snapshot { file, on, with }
            }
            (Word::Now(a), Word::Now(b)) => groups(a, b, args)?,
        };
        Ok(Sides::OnCluster(on_cluster))
    }
}

fn groups(a: Now, b: Now, args: &DiffArgs) -> Result<OnCluster, Error> {
    let itself = |what: &str| Err(Error::usage(format!("{what} is compared with itself")));
    match (a, b) {
        (Now::Live, Now::Live) => itself("live"),
        (Now::Live, Now::Group(group)) | (Now::Group(group), Now::Live) => {
            let message = format!("group {group} is live, and so compared with itself");
            Err(Error::usage(message).hint("compare it with another group, or with a snapshot"))
        }
        (Now::Group(a), Now::Group(b)) if a == b => itself(&format!("group {a}")),
        (Now::Group(_), Now::Group(_)) if !args.groups.is_empty() => Err(Error::usage(
            "--group chooses among the groups of a snapshot, and neither side is one",
        )),
        (Now::Group(a), Now::Group(b)) => Ok(OnCluster::Groups(a, b)),
    }
}

fn word(word: &str) -> Result<Word, Error> {
    let (kind, name) = match word.split_once(':') {
        Some((kind @ ("file" | "group"), name)) => (kind, name),
        _ if word == "live" => return Ok(Word::Now(Now::Live)),
        _ if is_file(word) => ("file", word),
        _ => ("group", word),
    };
    match (kind, name) {
        ("file", "") => Err(Error::usage(format!("{word:?} names no file"))),
        ("file", path) => Ok(Word::File(path.into())),
        (_, name) => Ok(Word::Now(Now::Group(GroupId::new(name)))),
    }
}

/// Whether a word is a file's name: of one that exists, whatever it is called, or of one that could be
/// nothing else. A folder is none unless it is written as one.
fn is_file(word: &str) -> bool {
    let path = Path::new(word);
    let ending = path.extension().and_then(|ending| ending.to_str());
    let known = |known: &str| ending.is_some_and(|ending| ending.eq_ignore_ascii_case(known));
    let looks_like_one = word.contains('/') || ["json", "gz", "zst"].into_iter().any(known);
    looks_like_one || (path.exists() && !path.is_dir())
}
