//! Finding a change among thousands without taking each of them apart.

use std::collections::BTreeSet;
use std::fs;

use super::names::entry_path;
use super::read::entry_id;
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

    /// The newest change that is wanted, if there is one. There are gaps where it is not known whether it is
    /// the newest.
    ///
    /// # Errors
    /// Failed: the folder cannot be read.
    pub fn last(
        &self,
        is_wanted: impl Fn(&JournalEntry) -> bool,
    ) -> Result<Listing<JournalEntry>, Error> {
        let names = self.names()?;
        let ids = names.iter().filter_map(|name| entry_id(name));
        let seconds: BTreeSet<&str> = ids.map(second).collect();
        for newest in seconds.into_iter().rev() {
            let mut listing = self.read_of(&names, |id| second(id) == newest);
            listing.found.retain(&is_wanted);
            listing.found = listing.found.pop().into_iter().collect();
            if !listing.found.is_empty() || !listing.gaps.is_empty() {
                return Ok(listing);
            }
        }
        Ok(self.read_of(&names, |_| false))
    }

    /// Whether an entry holds a text, or cannot be read to its end.
    fn may_hold(&self, id: &str, text: &str) -> bool {
        let entry = fs::read_to_string(entry_path(&self.folder, id));
        entry.map_or(true, |entry| {
            entry.contains(text) || !entry.trim_end().ends_with('}')
        })
    }
}

/// When the change of an id was written down: what the id begins with.
fn second(id: &str) -> &str {
    id.split('-').next().unwrap_or(id)
}
