//! Finding a change among thousands without taking each of them apart.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;

use super::names::{EntryName, Named};
use super::read::{read_file, strays};
use super::{Journal, JournalEntry};
use crate::error::Error;
use crate::model::Listing;

/// The newest change that is wanted.
#[derive(Debug)]
pub struct Last {
    /// That one change, or none.
    pub listing: Listing<JournalEntry>,
    /// The ids of the newer changes that belong to other users, the newest last. What they hold is not looked at.
    pub newer_of_others: Vec<String>,
}

impl Journal {
    /// The changes whose entries hold this id, of a plan or of another change, and each file that tells of
    /// none or is cut off.
    ///
    /// # Errors
    /// Failed: the folder cannot be read.
    pub fn mentioning(&self, id: &str) -> Result<Listing<JournalEntry>, Error> {
        let quoted = format!("\"{id}\"");
        let names = self.names()?;
        Ok(self.read_of(&names, |entry| self.may_hold(entry, &quoted)))
    }

    /// The newest change that is wanted and no other user's, if there is one: by its number, and of those without one
    /// by their time. There are gaps where it is not known whether it is the newest.
    ///
    /// # Errors
    /// Failed: the folder cannot be read.
    pub fn last(&self, is_wanted: impl Fn(&JournalEntry) -> bool) -> Result<Last, Error> {
        let names = self.names()?;
        let strays = strays(&names);
        let entries = names.iter().filter_map(|name| Named::of(name).entry());
        let (mut others, mut entries): (Vec<EntryName<'_>>, Vec<_>) =
            entries.partition(|name| self.is_entry_of_other(*name));
        others.sort_unstable();
        entries.sort_unstable();
        let newer = |than: EntryName<'_>| {
            let newer = others
                .iter()
                .filter(|other| **other > than || may_be_told_apart_by_time(other, &than));
            newer.map(|other| other.id.to_owned()).collect()
        };
        for newest in entries.chunk_by(may_be_told_apart_by_time).rev() {
            let mut listing = self.read_each(newest.iter().copied());
            listing.gaps.extend(strays.iter().cloned());
            listing.found.retain(&is_wanted);
            listing.found = listing.found.pop().into_iter().collect();
            if !listing.found.is_empty() || !listing.gaps.is_empty() {
                return Ok(Last {
                    listing,
                    newer_of_others: newer(newest[0]),
                });
            }
        }
        Ok(Last {
            listing: Listing {
                found: Vec::new(),
                gaps: strays,
            },
            newer_of_others: others.iter().map(|other| other.id.to_owned()).collect(),
        })
    }

    fn is_entry_of_other(&self, name: EntryName<'_>) -> bool {
        let found = fs::symlink_metadata(name.path(&self.folder));
        found.is_ok_and(|found| self.is_of_other(found.uid()))
    }

    /// Whether an entry holds a text, or cannot be read to its end.
    fn may_hold(&self, name: EntryName<'_>, text: &str) -> bool {
        let entry = read_file(&name.path(&self.folder));
        let entry = entry.and_then(|(text, _)| String::from_utf8(text).map_err(io::Error::other));
        entry.map_or(true, |entry| {
            entry.contains(text) || !entry.trim_end().ends_with('}')
        })
    }
}

/// Whether only what stands in two entries tells which of them is the newer.
fn may_be_told_apart_by_time(a: &EntryName<'_>, b: &EntryName<'_>) -> bool {
    match (a.sequence, b.sequence) {
        (None, None) => second(a.id) == second(b.id),
        (a, b) => a == b,
    }
}

/// When the change of an id was written down: what the id begins with.
fn second(id: &str) -> &str {
    id.split('-').next().unwrap_or(id)
}
