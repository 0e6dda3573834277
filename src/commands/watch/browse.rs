use super::entry::{Entry, GROUP, MEMBER, Sort, owned, partition_titles};
use crate::model::{GroupId, LagBasis};
use crate::render::{Align, lag_columns};
use crate::ui::Key;
use crate::watch::{Tracked, Watched};

/// How far a page key goes.
const PAGE: usize = 20;

/// Where somebody stands who looks at a screen, and how.
#[derive(Clone, Debug, Default)]
pub(super) struct Browse {
    pub(super) place: Place,
    groups: List,
    partitions: List,
    members: List,
    pub(super) is_paused: bool,
    pub(super) is_helped: bool,
    pub(super) hidden: Option<String>,
}

/// What the table shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Place {
    #[default]
    Groups,
    Partitions(GroupId),
    Members(GroupId),
}

/// How one table is looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    /// The name of the row that is chosen, which it stays wherever it moves.
    chosen: Option<String>,
    /// Where it stood, for when it has gone.
    index: usize,
    pub(super) sort: Sort,
    pub(super) filter: String,
    /// Whether keys are letters of the filter.
    pub(super) is_typing: bool,
}

/// Why the screen is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leave {
    Quit,
    Interrupted,
}

impl Browse {
    /// One who is told what is not shown, however long he looks.
    pub(super) fn hiding(hidden: Option<String>) -> Self {
        Browse {
            hidden,
            ..Browse::default()
        }
    }

    /// Does what a key means here.
    pub(super) fn press(&mut self, key: Key, watched: &Watched) -> Option<Leave> {
        if key == Key::Interrupt {
            return Some(Leave::Interrupted);
        }
        if std::mem::take(&mut self.is_helped) {
            return None;
        }
        if self.list().is_typing {
            self.list_mut().type_in(key);
            return None;
        }
        match key {
            Key::Char('q') => return Some(Leave::Quit),
            Key::Char('?') => self.is_helped = true,
            Key::Char(' ') => self.is_paused = !self.is_paused,
            Key::Char('s') => self.list_mut().sort = self.list().sort.next(),
            Key::Char('/') => self.list_mut().is_typing = true,
            Key::Enter => self.enter(watched),
            Key::Tab => self.turn(),
            Key::Escape => self.back(),
            _ => self.go(key, watched),
        }
        None
    }

    /// The rows that are shown, in their order, and which one is chosen.
    pub(super) fn rows(&self, watched: &Watched) -> (Vec<Entry>, Option<usize>) {
        let mut entries = self.entries(watched);
        let list = self.list();
        let filter = list.filter.to_lowercase();
        entries.retain(|entry| filter.is_empty() || entry.holds(&filter));
        list.sort.sort(&mut entries);
        let chosen = list.position(&entries);
        (entries, chosen)
    }

    fn entries(&self, watched: &Watched) -> Vec<Entry> {
        match (&self.place, self.group(watched)) {
            (Place::Groups, _) => watched.groups().map(Entry::of_group).collect(),
            (Place::Partitions(_), Some(group)) => {
                let lags = lag_columns(LagBasis::End);
                let partitions = group.partitions();
                partitions
                    .map(|(row, track)| Entry::of_partition(&lags, row, track))
                    .collect()
            }
            (Place::Members(_), Some(group)) => {
                let mut members = group.seen.members.clone();
                members.sort_by(|a, b| (&a.client_id, &a.id).cmp(&(&b.client_id, &b.id)));
                members.iter().map(Entry::of_member).collect()
            }
            (_, None) => Vec::new(),
        }
    }

    pub(super) fn columns(&self) -> Vec<(String, Align)> {
        match self.place {
            Place::Groups => owned(GROUP),
            Place::Partitions(_) => partition_titles(&lag_columns(LagBasis::End)),
            Place::Members(_) => owned(MEMBER),
        }
    }

    /// The group that is looked into.
    pub(super) fn group<'a>(&self, watched: &'a Watched) -> Option<&'a Tracked> {
        match &self.place {
            Place::Groups => None,
            Place::Partitions(id) | Place::Members(id) => watched.group(id),
        }
    }

    pub(super) fn list(&self) -> &List {
        match self.place {
            Place::Groups => &self.groups,
            Place::Partitions(_) => &self.partitions,
            Place::Members(_) => &self.members,
        }
    }

    fn list_mut(&mut self) -> &mut List {
        match self.place {
            Place::Groups => &mut self.groups,
            Place::Partitions(_) => &mut self.partitions,
            Place::Members(_) => &mut self.members,
        }
    }

    fn enter(&mut self, watched: &Watched) {
        if self.place != Place::Groups {
            return;
        }
        let (rows, chosen) = self.rows(watched);
        let Some(row) = chosen.and_then(|index| rows.get(index)) else {
            return;
        };
        let mut groups = watched.groups();
        let group = groups.find(|group| Entry::of_group(group).name == row.name);
        if let Some(group) = group {
            self.place = Place::Partitions(group.id.clone());
            (self.partitions, self.members) = (List::default(), List::default());
        }
    }

    fn turn(&mut self) {
        self.place = match std::mem::take(&mut self.place) {
            Place::Groups => Place::Groups,
            Place::Partitions(id) => Place::Members(id),
            Place::Members(id) => Place::Partitions(id),
        };
    }

    /// Out of a filter first, and then out of a group.
    fn back(&mut self) {
        if self.list().filter.is_empty() {
            self.place = Place::Groups
        } else {
            self.list_mut().filter.clear()
        }
    }

    fn go(&mut self, key: Key, watched: &Watched) {
        let (rows, chosen) = self.rows(watched);
        let (last, at) = (rows.len().saturating_sub(1), chosen.unwrap_or(0));
        let to = match key {
            Key::Up | Key::Char('k') => at.saturating_sub(1),
            Key::Down | Key::Char('j') => at + 1,
            Key::PageUp => at.saturating_sub(PAGE),
            Key::PageDown => at + PAGE,
            Key::Home | Key::Char('g') => 0,
            Key::End | Key::Char('G') => last,
            _ => return,
        };
        let to = to.min(last);
        let list = self.list_mut();
        list.index = to;
        list.chosen = rows.get(to).map(|row| row.name.clone());
    }
}

impl List {
    fn position(&self, rows: &[Entry]) -> Option<usize> {
        let last = rows.len().checked_sub(1)?;
        let chosen = self.chosen.as_ref();
        let found = chosen.and_then(|name| rows.iter().position(|row| row.name == *name));
        Some(found.unwrap_or(self.index.min(last)))
    }

    fn type_in(&mut self, key: Key) {
        match key {
            Key::Char(c) => self.filter.push(c),
            Key::Erase => drop(self.filter.pop()),
            Key::Enter => self.is_typing = false,
            Key::Escape => {
                self.filter.clear();
                self.is_typing = false;
            }
            _ => {}
        }
    }
}
