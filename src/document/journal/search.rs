//! Finding a change among thousands without taking each of them apart.

use std::io;

use super::names::{EntryName, Named};
use super::read::{read_file, strays};
use super::{Journal, JournalEntry};
use crate::error::Error;
use crate::model::Listing;

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

    /// The newest change of this user's that is wanted, if there is one: by its number, and of those without one by
    /// their time. There are gaps where it is not known whether it is the newest.
    ///
    /// # Errors
    /// Failed: the folder cannot be read.
    pub fn last(
        &self,
        is_wanted: impl Fn(&JournalEntry) -> bool,
    ) -> Result<Listing<JournalEntry>, Error> {
        let names = self.names()?;
        let strays = strays(&names);
        let entries = names.iter().filter_map(|name| Named::of(name).entry());
        let mut entries: Vec<EntryName<'_>> = entries.collect();
        entries.retain(|name| !self.is_of_other(*name));
        entries.sort_unstable();
        for newest in entries.chunk_by(may_be_told_apart_by_time).rev() {
            let mut listing = self.read_each(newest.iter().copied());
            listing.gaps.extend(strays.iter().cloned());
            listing.found.retain(&is_wanted);
            listing.found = listing.found.pop().into_iter().collect();
            if !listing.found.is_empty() || !listing.gaps.is_empty() {
                return Ok(listing);
            }
        }
        Ok(Listing {
            found: Vec::new(),
            gaps: strays,
        })
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
