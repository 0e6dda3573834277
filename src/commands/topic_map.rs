use std::collections::BTreeMap;
use std::str::FromStr;

use crate::error::Error;
use crate::model::TopicName;

/// `OLD=NEW`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicMapping {
    pub old: TopicName,
    pub new: TopicName,
}

impl FromStr for TopicMapping {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let names = written.split_once('=');
        let names = names.filter(|(old, new)| !old.is_empty() && !new.is_empty());
        let (old, new) = names.ok_or("expected two topics, as in orders=orders-2")?;
        if old == new {
            Err(format!("{old} is mapped to itself"))
        } else {
            Ok(TopicMapping {
                old: old.into(),
                new: new.into(),
            })
        }
    }
}

/// The topics that others take the place of.
///
/// # Errors
/// Usage: a topic that is mapped twice.
pub fn mapped(mappings: &[TopicMapping]) -> Result<BTreeMap<&TopicName, &TopicName>, Error> {
    let mut mapped = BTreeMap::new();
    for TopicMapping { old, new } in mappings {
        if mapped.insert(old, new).is_some() {
            return Err(Error::usage(format!(
                "--topic-map: topic {old} is mapped twice"
            )));
        }
    }
    Ok(mapped)
}
