use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SCHEMA;
use crate::document::parts::Ordinal;
use crate::document::reading;
use crate::error::Error;
use crate::model::{
    ClusterId, Isolation, SavedBound, SavedBucket, SavedCount, TimeSpan, TopicPartition,
};

/// The document as it is read; a key that it does not know changes nothing.
#[derive(Deserialize)]
struct CountForm {
    cluster_id: Option<String>,
    #[serde(deserialize_with = "reading::instant")]
    observed_at: DateTime<Utc>,
    incomplete: Vec<String>,
    #[serde(default)]
    notes: Vec<String>,
    from: String,
    to: String,
    exact: bool,
    isolation: Option<IsolationForm>,
    partitions: Vec<PartitionForm>,
    topics: Option<serde::de::IgnoredAny>,
    #[serde(default)]
    buckets: Vec<BucketForm>,
}

#[derive(Deserialize)]
struct PartitionForm {
    topic: String,
    partition: Ordinal,
    /// A missing key must not pass for what could not be read.
    #[serde(deserialize_with = "Option::deserialize")]
    records: Option<u64>,
}

#[derive(Deserialize)]
struct BucketForm {
    topic: String,
    partition: Option<Ordinal>,
    #[serde(default, deserialize_with = "reading::instant_or_null")]
    from_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "reading::instant_or_null")]
    to_time: Option<DateTime<Utc>>,
    #[serde(deserialize_with = "Option::deserialize")]
    records: Option<u64>,
}

/// Which records were read.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IsolationForm {
    ReadUncommitted,
    ReadCommitted,
}

/// Reads a `koffset.count` document.
///
/// # Errors
/// `Failed`, with the place in the document: no JSON, cut off, of another kind or of a newer version, or a
/// value that a count cannot hold.
pub fn read_count(text: &[u8]) -> Result<SavedCount, Error> {
    let form: CountForm = reading::document(text, SCHEMA)?;
    let mut partitions = BTreeMap::new();
    for (index, row) in form.partitions.into_iter().enumerate() {
        let at = TopicPartition::new(row.topic.as_str(), row.partition.0);
        let twice = format!("partitions[{index}]: {at} is in it twice");
        if partitions.insert(at, row.records).is_some() {
            return Err(Error::failed(twice));
        }
    }
    let buckets = buckets(form.buckets)?;
    Ok(SavedCount {
        cluster_id: form.cluster_id.map(ClusterId),
        observed_at: form.observed_at,
        from: bound(form.from),
        to: bound(form.to),
        exact: form.exact,
        isolation: form.isolation.map(Isolation::from),
        incomplete: form.incomplete,
        notes: form.notes,
        partitions,
        totals: form.topics.is_some(),
        buckets,
    })
}

fn bound(written: String) -> SavedBound {
    match written.parse() {
        Ok(offset) => SavedBound::Offset(offset),
        Err(_) => SavedBound::Other(written),
    }
}

fn buckets(forms: Vec<BucketForm>) -> Result<Vec<SavedBucket>, Error> {
    let buckets: Vec<SavedBucket> = forms.into_iter().map(bucket).collect();
    let mut met = BTreeSet::new();
    for (index, bucket) in buckets.iter().enumerate() {
        let SavedBucket {
            topic,
            partition,
            time,
            ..
        } = bucket;
        if !met.insert((topic, partition, time)) {
            let of = partition.map_or_else(String::new, |partition| format!(":{partition}"));
            return Err(Error::failed(format!(
                "buckets[{index}]: {topic}{of} is in it twice at one time"
            )));
        }
    }
    Ok(buckets)
}

fn bucket(form: BucketForm) -> SavedBucket {
    SavedBucket {
        topic: form.topic.as_str().into(),
        partition: form.partition.map(|partition| partition.0),
        time: TimeSpan {
            from: form.from_time,
            to: form.to_time,
        },
        records: form.records,
    }
}

impl From<IsolationForm> for Isolation {
    fn from(form: IsolationForm) -> Self {
        match form {
            IsolationForm::ReadUncommitted => Isolation::ReadUncommitted,
            IsolationForm::ReadCommitted => Isolation::ReadCommitted,
        }
    }
}

impl From<Isolation> for IsolationForm {
    fn from(isolation: Isolation) -> Self {
        match isolation {
            Isolation::ReadUncommitted => IsolationForm::ReadUncommitted,
            Isolation::ReadCommitted => IsolationForm::ReadCommitted,
        }
    }
}
