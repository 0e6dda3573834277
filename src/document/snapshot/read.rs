use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::SCHEMA;
use super::write::{GroupForm, OffsetForm, write_snapshot};
use crate::document::parts::{LeftOutForm, left_out_groups};
use crate::document::reading;
use crate::error::Error;
use crate::model::{
    ClusterId, CommittedOffset, GroupId, GroupSnapshot, OffsetRange, SavedOffset, Snapshot,
    TopicId, TopicName, TopicPartition,
};

/// The document as it is read; a key that it does not know changes nothing.
#[derive(Deserialize)]
struct SnapshotForm {
    #[serde(deserialize_with = "reading::instant")]
    created_at: DateTime<Utc>,
    cluster_id: Option<String>,
    /// A file that does not say so is not believed to hold every topic.
    #[serde(default)]
    all_topics: bool,
    /// The first snapshots do not have it, and took a right for it that says nothing of topics.
    #[serde(default)]
    nothing_hidden: bool,
    #[serde(default)]
    visible_topics: Vec<String>,
    incomplete: Vec<String>,
    #[serde(default)]
    left_out: Vec<LeftOutForm<'static>>,
    groups: Vec<GroupForm<'static>>,
}

/// Reads a `koffset.snapshot` document.
///
/// # Errors
/// `Failed`, with the place in the document: no JSON, cut off, of another kind or of a newer version, or
/// a value that a snapshot cannot hold.
pub fn read_snapshot(text: &[u8]) -> Result<Snapshot, Error> {
    let form: SnapshotForm = reading::document(text, SCHEMA)?;
    let mut topics = Topics::default();
    let mut groups = BTreeMap::new();
    for (index, group) in form.groups.into_iter().enumerate() {
        let (id, group) = group_snapshot(group, &mut topics).map_err(|(within, problem)| {
            Error::failed(format!("groups[{index}]{within}: {problem}"))
        })?;
        match groups.entry(id) {
            Entry::Vacant(entry) => entry.insert(group),
            Entry::Occupied(entry) => {
                let id = entry.key();
                return Err(Error::failed(format!(
                    "groups[{index}]: group {id} is in it twice"
                )));
            }
        };
    }
    Ok(Snapshot {
        created_at: form.created_at,
        cluster_id: form.cluster_id.map(ClusterId),
        all_topics: form.all_topics && form.nothing_hidden,
        visible_topics: form
            .visible_topics
            .iter()
            .map(|name| TopicName::from(&**name))
            .collect(),
        incomplete: form.incomplete,
        left_out: left_out_groups(form.left_out),
        groups,
    })
}

/// Where in a group something is wrong, and what.
type Problem = (String, String);

fn group_snapshot(
    form: GroupForm<'_>,
    topics: &mut Topics,
) -> Result<(GroupId, GroupSnapshot), Problem> {
    let mut offsets = BTreeMap::new();
    for (index, offset) in form.offsets.into_iter().enumerate() {
        let at_place = |problem| (format!(".offsets[{index}]"), problem);
        let (partition, saved) = saved_offset(offset, topics).map_err(at_place)?;
        if offsets.contains_key(&partition) {
            let twice = format!("{partition} is in group {} twice", form.group_id);
            return Err(at_place(twice));
        }
        offsets.insert(partition, saved);
    }
    if form.error.is_some() && !offsets.is_empty() {
        let both = "has both an error of the whole group and offsets";
        return Err((String::new(), both.to_owned()));
    }
    let group = GroupSnapshot {
        group_type: form.group_type,
        state: form.state,
        error: form.error.map(Into::into),
        offsets,
    };
    Ok((GroupId::new(&*form.group_id), group))
}

fn saved_offset(
    form: OffsetForm<'_>,
    topics: &mut Topics,
) -> Result<(TopicPartition, SavedOffset), String> {
    if form.topic.is_empty() {
        return Err("the topic's name is empty".to_owned());
    }
    let negative = form.stored_negative.map(|negative| negative.0);
    if negative.is_some() && (form.committed.is_some() || form.error.is_some()) {
        return Err("has a stored_negative beside a commit or an error".to_owned());
    }
    let saved = SavedOffset {
        negative,
        range: range(&form)?,
        topic_id: form.topic_id.map(|id| TopicId(id.into())),
        committed: match (form.committed, form.error) {
            (Some(_), Some(_)) => return Err("has both a commit and an error".to_owned()),
            (None, Some(reason)) => Err(reason.into()),
            (committed, None) => Ok(committed.map(CommittedOffset::from)),
        },
    };
    let topic = topics.shared(&form.topic);
    Ok((TopicPartition::new(topic, form.partition.0), saved))
}

fn range(form: &OffsetForm<'_>) -> Result<Result<OffsetRange, String>, String> {
    let (start, end, stable) = match (form.log_start, form.end, form.last_stable) {
        (Some(start), Some(end), Some(stable)) => (start.0, end.0, stable.0),
        (None, None, None) => {
            let reason = form.range_error.as_deref();
            return Ok(Err(reason.unwrap_or("not recorded").to_owned()));
        }
        _ => return Err("log_start, end and last_stable are only there together".to_owned()),
    };
    if form.range_error.is_some() {
        return Err("has both a range and a range_error".to_owned());
    }
    if start > end || stable > end {
        return Err(format!(
            "no log begins at {start}, is stable up to {stable} and ends at {end}"
        ));
    }
    Ok(Ok(OffsetRange {
        log_start: start,
        log_start_epoch: None,
        end,
        end_epoch: None,
        last_stable: stable,
    }))
}

/// The topics met so far: a name that stands at thousands of partitions is held once.
#[derive(Default)]
struct Topics(BTreeSet<TopicName>);

impl Topics {
    fn shared(&mut self, name: &str) -> TopicName {
        if let Some(known) = self.0.get(name) {
            return known.clone();
        }
        let name = TopicName::from(name);
        self.0.insert(name.clone());
        name
    }
}

/// Returns the text of a `koffset.snapshot` document, with a line break at its end, which was read back: what is
/// saved and cannot be restored is worth nothing.
///
/// # Errors
/// Failed: the text is not read as this snapshot.
pub fn snapshot_text(snapshot: &Snapshot) -> Result<Vec<u8>, Error> {
    let mut text = Vec::new();
    write_snapshot(snapshot, &mut text).map_err(Error::failed)?;
    let read = read_snapshot(&text)
        .map_err(|error| error.context("the snapshot that was taken cannot be read back"))?;
    if read == *snapshot {
        Ok(text)
    } else {
        let message = "the snapshot that was taken is read back as another one";
        Err(Error::failed(message))
    }
}
