//! What lies in the journal's folder of a change, and whether koffset says the same of it.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::koffset::{Run, journal};

/// One change of one group.
pub struct Written {
    pub id: String,
    entry: Value,
    outcome: Option<Value>,
}

/// The only change of a group, by its name on the cluster.
#[track_caller]
pub fn only_change(group: &str) -> Written {
    let [change] = changes(group).try_into().ok().unwrap();
    change
}

/// The journal holds no change of the group.
#[track_caller]
pub fn no_change(group: &str) {
    let ids: Vec<_> = changes(group).into_iter().map(|change| change.id).collect();
    assert!(ids.is_empty(), "{ids:?}");
}

/// The changes of a group, the newest last, as koffset tells them too.
pub fn changes(group: &str) -> Vec<Written> {
    let changes = changes_in(&journal(), group);
    changes.iter().for_each(Written::is_told);
    changes
}

/// As [`changes`], in another folder, of which koffset is not asked.
pub fn changes_in(folder: &Path, group: &str) -> Vec<Written> {
    let Ok(files) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let entries = names.filter(|name| name.ends_with(".json") && !name.ends_with(".outcome.json"));
    let entries = entries.filter(|name| !name.starts_with('.'));
    let changes = entries.filter_map(|name| {
        let id = name.split('.').next()?.to_owned();
        let read = |name: &str| fs::read(folder.join(name)).ok();
        let parsed = |text: Vec<u8>| serde_json::from_slice::<Value>(&text).unwrap();
        let outcome = read(&format!("{id}.outcome.json")).map(parsed);
        let entry = parsed(read(&name)?);
        let is_of_group = entry["plan"]["groups"][0]["group_id"] == group;
        is_of_group.then_some(Written { id, entry, outcome })
    });
    let mut changes: Vec<Written> = changes.collect();
    changes.sort_by_key(|change| change.entry["sequence"].as_u64());
    changes
}

impl Written {
    /// The word for the whole, and for each partition where the group stood before and the outcome's word.
    #[track_caller]
    pub fn holds(&self, result: &str, partitions: &[(Option<i64>, &str)]) -> &Self {
        let before = partitions.iter().map(|(before, _)| *before);
        assert_eq!(self.before(), before.collect::<Vec<_>>());
        assert_eq!(self.result(), result);
        let statuses = partitions.iter().map(|(_, status)| *status);
        assert_eq!(self.statuses(), statuses.collect::<Vec<_>>());
        self
    }

    /// There is no outcome, and this is where the group stood before.
    #[track_caller]
    pub fn is_interrupted(&self, before: &[Option<i64>]) -> &Self {
        assert_eq!(self.result(), "interrupted");
        assert_eq!(self.before(), before);
        self
    }

    /// Where the group stood, by topic and partition.
    fn before(&self) -> Vec<Option<i64>> {
        let rows = &self.entry["plan"]["groups"][0]["changes"];
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row["before"]["offset"].as_i64()).collect()
    }

    pub fn has_ended(&self) -> bool {
        self.outcome.is_some()
    }

    fn result(&self) -> &str {
        let outcome = self.outcome.as_ref();
        outcome.map_or("interrupted", |outcome| outcome["result"].as_str().unwrap())
    }

    fn statuses(&self) -> Vec<&str> {
        let rows = &self.outcome.as_ref().unwrap()["groups"][0]["partitions"];
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row["status"].as_str().unwrap()).collect()
    }

    /// `koffset journal` says what the files hold.
    fn is_told(&self) {
        let list = Run::of(["journal", "list", "--format", "json"]);
        let list = list.with_status(0).json();
        let listed = list["entries"].as_array().unwrap().iter();
        let listed: Vec<&Value> = listed.filter(|row| row["id"] == self.id).collect();
        assert_eq!(listed.len(), 1, "{} in {list:#}", self.id);
        let result = listed[0]["result"].as_str().unwrap();
        let is_running = result == "running" && self.outcome.is_none();
        assert!(is_running || result == self.result(), "{list:#}");
        let show = Run::of(["journal", "show", &self.id, "--format", "json"]);
        let shown = show.with_status(0).json();
        assert_eq!(shown["result"], result);
        assert_eq!(shown["plan"], self.entry["plan"]);
        assert_eq!(shown["outcome"], json!(self.outcome));
    }
}
