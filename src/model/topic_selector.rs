use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::{TopicName, TopicPartition, grouped};

/// More partitions than anybody can sensibly name, so that `orders:0-999999999` is a mistake.
pub const MOST_PARTITIONS: usize = 1_000_000;
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
    /// All partitions of a topic.
    pub fn whole(topic: &TopicName) -> Self {
        TopicSelector {
            topic: topic.clone(),
            partitions: None,
        }
    }

    /// One partition.
    pub fn one(at: &TopicPartition) -> Self {
        TopicSelector {
            topic: at.topic.clone(),
            partitions: Some(BTreeSet::from([at.partition])),
        }
    }

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
    }
}
