use std::collections::{BTreeMap, BTreeSet};

use super::Observer;
use crate::error::Error;
use crate::model::{
    ErrorCode, MOST_PARTITIONS, NamePattern, Topic, TopicName, TopicPartition, TopicSelector,
    closest, grouped,
};

/// Which topics a command asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct TopicQuery<'a> {
    pub named: &'a [TopicSelector],
    pub matching: Option<&'a NamePattern>,
    /// Every topic there is.
    pub all: bool,
    /// Whether `matching` and `all` reach internal topics.
    pub internal: bool,
    /// Where groups have commits, which count even if the topic is gone; `None` where only what is there does.
    pub committed: Option<&'a BTreeSet<TopicPartition>>,
}

/// Topics as the cluster has them, and the partitions of them that were asked for.
#[derive(Clone, Debug, Default)]
pub struct SelectedTopics {
    pub topics: BTreeMap<TopicName, Topic>,
    pub partitions: BTreeSet<TopicPartition>,
}

/// Looks up what was asked for.
///
/// # Errors
/// Usage: a partition named twice. Refused: a topic or partition that is not there, a pattern that
/// matches nothing.
pub fn select_topics(
    observer: Observer<'_>,
    query: &TopicQuery<'_>,
) -> Result<SelectedTopics, Error> {
    let named = merged(query.named)?;
    let mut names: BTreeSet<TopicName> = named.keys().cloned().collect();
    if query.all || query.matching.is_some() {
        let all = observer.cluster.topic_names(observer.deadline)?;
        let committed = query.committed.into_iter().flatten();
        let all = all.into_iter().chain(committed.map(|at| at.topic.clone()));
        names.extend(all.filter(|name| is_asked_for(name, query)));
    }
    let found = observer.cluster.topics(&names, observer.deadline)?;
    let mut selected = SelectedTopics::default();
    for (name, topic) in found {
        let topic = match topic {
            Ok(topic) => topic,
            Err(error) if error.code == ErrorCode::UNKNOWN_TOPIC_OR_PARTITION => {
                let left_behind = left_behind(&name, named.get(&name), query);
                if !left_behind.is_empty() {
                    selected.partitions.extend(left_behind);
                    continue;
                }
                // A topic that goes between listing and look-up was only asked for by pattern.
                if !named.contains_key(&name) {
                    continue;
                }
                return Err(unknown_topic(observer, &name));
            }
            Err(error) => return Err(Error::from(error).context(format!("topic {name}"))),
        };
        let by_name = named.get(&name);
        if topic.internal && !query.internal && by_name.is_none() {
            continue;
        }
        match by_name {
            Some(Some(partitions)) => selected.partitions.extend(existing(&topic, partitions)?),
            _ => selected.partitions.extend(topic.topic_partitions()),
        }
        selected.topics.insert(name, topic);
    }
    if let (Some(pattern), true) = (query.matching, selected.partitions.is_empty()) {
        return Err(Error::refused(format!(
            "no topic matches {}",
            pattern.as_str()
        )));
    }
    Ok(selected)
}

/// The partitions of a topic that is gone: those with commits, or those that are named if any has one.
fn left_behind(
    topic: &TopicName,
    named: Option<&Partitions>,
    query: &TopicQuery<'_>,
) -> Vec<TopicPartition> {
    let committed = query.committed.into_iter().flatten();
    let committed = committed.filter(|at| at.topic == *topic).cloned();
    let committed: Vec<TopicPartition> = committed.collect();
    match named {
        Some(Some(numbers)) if !committed.is_empty() => numbers
            .iter()
            .map(|&number| TopicPartition::new(topic.clone(), number))
            .collect(),
        _ => committed,
    }
}

fn is_asked_for(name: &str, query: &TopicQuery<'_>) -> bool {
    query.all || query.matching.is_some_and(|pattern| pattern.matches(name))
}

type Partitions = Option<BTreeSet<i32>>;

fn merged(selectors: &[TopicSelector]) -> Result<BTreeMap<TopicName, Partitions>, Error> {
    let named = selectors.iter().flat_map(|selector| &selector.partitions);
    if named.map(BTreeSet::len).sum::<usize>() > MOST_PARTITIONS {
        let most = grouped(MOST_PARTITIONS);
        return Err(Error::usage(format!(
            "more than {most} partitions are named"
        )));
    }
    let mut merged: BTreeMap<TopicName, Partitions> = BTreeMap::new();
    for selector in selectors {
        let topic = &selector.topic;
        match (merged.get_mut(topic), &selector.partitions) {
            (None, partitions) => {
                merged.insert(topic.clone(), partitions.clone());
            }
            (Some(Some(before)), Some(more)) => {
                if let Some(twice) = more.intersection(before).next() {
                    return Err(Error::usage(format!("{topic}:{twice} is named twice")));
                }
                before.extend(more);
            }
            (Some(_), _) => return Err(Error::usage(format!("topic {topic} is named twice"))),
        }
    }
    Ok(merged)
}

fn existing(topic: &Topic, wanted: &BTreeSet<i32>) -> Result<Vec<TopicPartition>, Error> {
    if let Some(missing) = wanted.difference(&topic.partitions).next() {
        let last = topic.partitions.last().map_or(-1, |last| *last);
        return Err(Error::refused(format!(
            "{}:{missing} is not there: the topic's partitions are 0 to {last}",
            topic.name
        )));
    }
    let partition = |&partition| TopicPartition::new(topic.name.clone(), partition);
    Ok(wanted.iter().map(partition).collect())
}

fn unknown_topic(observer: Observer<'_>, wanted: &str) -> Error {
    let error = Error::refused(format!("topic {wanted} is not known to this cluster"));
    // The suggestion is a courtesy: without a listing there is none.
    let names = observer
        .cluster
        .topic_names(observer.deadline)
        .unwrap_or_default();
    match closest(wanted, names.iter().map(AsRef::as_ref)) {
        Some(name) => error.hint(format!("did you mean {name}?")),
        None => error.hint("koffset range lists the topics that you may describe"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selector(written: &str) -> TopicSelector {
        written.parse().unwrap()
    }

    #[test]
    fn the_sum_of_the_partitions_of_all_selectors_is_bounded() {
        let half = |topic: &str| selector(&format!("{topic}:0-499999"));
        assert!(merged(&[half("a"), half("b")]).is_ok());
        let error = merged(&[half("a"), half("b"), selector("c:0")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "more than 1,000,000 partitions are named"
        );
    }

    #[test]
    fn a_partition_named_twice_is_refused() {
        assert!(merged(&[selector("a"), selector("a:0")]).is_err());
        assert!(merged(&[selector("a:0-3"), selector("a:3")]).is_err());
        let two = merged(&[selector("a:0"), selector("a:1")]).unwrap();
        assert_eq!(two["a"], Some(BTreeSet::from([0, 1])));
    }
}
