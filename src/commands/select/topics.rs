use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::NamePattern;
use crate::commands::Session;
use crate::error::Error;
use crate::model::{ErrorCode, Topic, TopicName, TopicPartition, closest, grouped};

/// More partitions than anybody can sensibly name, so that `orders:0-999999999` is a mistake.
const MOST_PARTITIONS: usize = 1_000_000;
/// Kafka's own limit.
const LONGEST_NAME: usize = 249;

/// `orders`, `orders:0` or `orders:0,2-5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicSelector {
    pub topic: TopicName,
    /// `None` for all of them.
    pub partitions: Option<BTreeSet<i32>>,
}

impl TopicSelector {
    /// Whether a partition is one of these.
    pub fn covers(&self, partition: &TopicPartition) -> bool {
        let named = |numbers: &BTreeSet<i32>| numbers.contains(&partition.partition);
        self.topic == partition.topic && self.partitions.as_ref().is_none_or(named)
    }
}

impl FromStr for TopicSelector {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let (topic, partitions) = match written.split_once(':') {
            Some((topic, partitions)) => (topic, Some(read_partitions(written, partitions)?)),
            None => (written, None),
        };
        check_name(topic)?;
        Ok(TopicSelector {
            topic: topic.into(),
            partitions,
        })
    }
}

/// Kafka's rule (`org.apache.kafka.common.internals.Topic.validate`).
fn check_name(topic: &str) -> Result<(), String> {
    let is_legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    match topic {
        "" => Err("a topic's name is empty".to_owned()),
        "." | ".." => Err(format!("no topic can be named {topic}")),
        _ if topic.len() > LONGEST_NAME => Err(format!(
            "a topic's name has at most {LONGEST_NAME} characters, and this one {}",
            topic.chars().count()
        )),
        _ => match topic.chars().find(|c| !is_legal(*c)) {
            Some(c) => Err(format!(
                "no topic's name has {c:?} in it: it is of letters and digits of ASCII, '.', '_' and '-'"
            )),
            None => Ok(()),
        },
    }
}

fn read_partitions(written: &str, list: &str) -> Result<BTreeSet<i32>, String> {
    let mut partitions = BTreeSet::new();
    for part in list.split(',') {
        let range = read_range(part).ok_or_else(|| {
            format!("{written}: {part:?} is no partition and no range of them, such as 0 or 2-5")
        })?;
        if partitions.len() + range.clone().count() > MOST_PARTITIONS {
            let most = grouped(MOST_PARTITIONS);
            return Err(format!(
                "more than {most} partitions are named, with {part}"
            ));
        }
        for partition in range {
            if !partitions.insert(partition) {
                return Err(format!("{written}: partition {partition} is named twice"));
            }
        }
    }
    Ok(partitions)
}

fn read_range(part: &str) -> Option<RangeInclusive<i32>> {
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<i32>().ok()).flatten()
    };
    match part.split_once('-') {
        Some((first, last)) => {
            let range = number(first)?..=number(last)?;
            (!range.is_empty()).then_some(range)
        }
        None => number(part).map(|partition| partition..=partition),
    }
}

/// Which topics a command asks for.
#[derive(Clone, Copy, Debug)]
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
    session: &Session<'_>,
    query: &TopicQuery<'_>,
) -> Result<SelectedTopics, Error> {
    let named = merged(query.named)?;
    let mut names: BTreeSet<TopicName> = named.keys().cloned().collect();
    if query.all || query.matching.is_some() {
        let all = session.cluster.topic_names(session.deadline)?;
        let committed = query.committed.into_iter().flatten();
        let all = all.into_iter().chain(committed.map(|at| at.topic.clone()));
        names.extend(all.filter(|name| is_asked_for(name, query)));
    }
    let found = session.cluster.topics(&names, session.deadline)?;
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
                return Err(unknown_topic(session, &name));
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

fn unknown_topic(session: &Session<'_>, wanted: &str) -> Error {
    let error = Error::refused(format!("topic {wanted} is not known to this cluster"));
    // The suggestion is a courtesy: without a listing there is none.
    let names = session
        .cluster
        .topic_names(session.deadline)
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
    fn partitions_are_single_or_ranges() {
        assert_eq!(selector("orders").partitions, None);
        let partitions = selector("orders:0,2-5").partitions.unwrap();
        assert_eq!(partitions, BTreeSet::from([0, 2, 3, 4, 5]));
    }

    #[test]
    fn what_is_no_partition_is_named() {
        for bad in [
            "orders:",
            "orders:x",
            "orders:1,",
            "orders:-1",
            "orders:5-2",
            "orders:1-",
            "orders:+1",
            "orders:2147483648",
            ":0",
            "orders:0,0-3",
        ] {
            assert!(bad.parse::<TopicSelector>().is_err(), "{bad}");
        }
        let error = "orders:0,b".parse::<TopicSelector>().unwrap_err();
        assert!(error.contains("\"b\""), "{error}");
        for (name, why) in [
            ("no such", "' ' in it"),
            ("börse", "'ö' in it"),
            ("a/b", "'/' in it"),
            ("..", "named .."),
            (
                &*"x".repeat(250),
                "at most 249 characters, and this one 250",
            ),
        ] {
            let error = name.parse::<TopicSelector>().unwrap_err();
            assert!(error.contains(why), "{error}");
        }
        let longest = "a._-Z9".repeat(41) + "abc";
        assert_eq!(&*selector(&longest).topic, longest);
    }

    #[test]
    fn the_sum_of_all_partitions_that_are_named_is_bounded() {
        for too_many in [
            "orders:0-2147483647",
            "orders:0-499999,500000-999999,1000000",
        ] {
            let error = too_many.parse::<TopicSelector>().unwrap_err();
            assert!(
                error.starts_with("more than 1,000,000 partitions are named"),
                "{error}"
            );
        }
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
