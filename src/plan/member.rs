//! A member of a group, as an operator looks for it.

use std::collections::BTreeSet;

use crate::model::{Member, TopicPartition, named};

/// One line: who it is, where it runs and what it reads.
pub fn described(member: &Member) -> String {
    let Member {
        id,
        client_id,
        host,
        instance_id,
        assignment,
    } = member;
    let [id, client_id, host] = [id, client_id, host].map(|text| named(text));
    let instance = instance_id.as_deref().map(named);
    let instance = instance.map_or_else(String::new, |id| format!(", static member {id}"));
    let reads = if assignment.is_empty() {
        String::new()
    } else {
        format!(": {}", folded(assignment))
    };
    format!("{id} (client {client_id}, host {host}{instance}){reads}")
}

/// Partitions as a command line takes them, such as `orders:0-2,5 payments:0`.
pub fn folded(partitions: &BTreeSet<TopicPartition>) -> String {
    let mut text = String::new();
    let mut partitions = partitions.iter().peekable();
    let mut topic = None;
    while let Some(first) = partitions.next() {
        let mut last = first;
        while let Some(next) = partitions.next_if(|next| follows(next, last)) {
            last = next;
        }
        text += &if topic == Some(&first.topic) {
            format!(",{}", first.partition)
        } else if text.is_empty() {
            first.to_string()
        } else {
            format!(" {first}")
        };
        if last != first {
            text += &format!("-{}", last.partition);
        }
        topic = Some(&first.topic);
    }
    text
}

fn follows(next: &TopicPartition, last: &TopicPartition) -> bool {
    next.topic == last.topic && last.partition.checked_add(1) == Some(next.partition)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_cannot_break_its_line() {
        let member = Member {
            id: "a-1".to_owned(),
            client_id: "a\nb".to_owned(),
            host: "10.2.3.4".to_owned(),
            instance_id: Some("\tc".to_owned()),
            assignment: BTreeSet::new(),
        };
        let line = r"a-1 (client a\nb, host 10.2.3.4, static member \tc)";
        assert_eq!(described(&member), line);
    }

    #[test]
    fn partitions_that_follow_each_other_are_a_range() {
        let at = |topic: &str, partitions: &[i32]| {
            let partition = |&partition| TopicPartition::new(topic, partition);
            partitions.iter().map(partition).collect::<BTreeSet<_>>()
        };
        let mut partitions = at("orders", &[0, 1, 2, 5]);
        assert_eq!(folded(&partitions), "orders:0-2,5");
        partitions.extend(at("payments", &[6, 8, 9]));
        assert_eq!(folded(&partitions), "orders:0-2,5 payments:6,8-9");
        assert_eq!(folded(&BTreeSet::new()), "");
    }
}
