//! Finding a change among thousands without taking each of them apart.

use std::fs;

use super::names::entry_path;
use super::read::{entry_id, strays};
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
        let strays = strays(&names);
        let mut ids: Vec<&str> = names.iter().filter_map(|name| entry_id(name)).collect();
        ids.sort_unstable();
        let of_one_second = |a: &&str, b: &&str| second(a) == second(b);
        for newest in ids.chunk_by(of_one_second).rev() {
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
