//! What keys say that mean one thing in every document. What a key says of one document alone stands at its field.

use schemars::Schema;
use schemars::transform::{Transform, transform_subschemas};
use serde_json::Value;

/// A key on each line, and what it says.
const KEYS: &str = include_str!("vocabulary.txt");

/// Instants, which are RFC 3339 in UTC.
const INSTANTS: &[&str] = &[
    "created_at",
    "finished_at",
    "from_time",
    "late_copy_sent_at",
    "observed_at",
    "oldest_unread_at",
    "open_since",
    "read_at",
    "timestamp",
    "to_time",
    "written_at",
];

/// Describes the keys that their fields do not.
#[derive(Clone, Debug)]
pub(super) struct Described;

impl Transform for Described {
    fn transform(&mut self, schema: &mut Schema) {
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (key, said) in properties.into_iter().flatten() {
            let Some(said) = said.as_object_mut() else {
                continue;
            };
            if let (Some(says), false) = (meaning(key), said.contains_key("description")) {
                said.insert("description".to_owned(), says.into());
            }
            if INSTANTS.contains(&key.as_str()) {
                said.insert("format".to_owned(), "date-time".into());
            }
        }
        transform_subschemas(self, schema);
    }
}

fn meaning(key: &str) -> Option<&'static str> {
    let mut known = KEYS.lines().filter_map(|line| line.split_once(": "));
    let (_, says) = known.find(|(known, _)| *known == key)?;
    Some(says)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_is_described_once_and_in_the_order_of_the_keys() {
        let keys: Vec<&str> = KEYS
            .lines()
            .map(|line| line.split_once(": ").unwrap().0)
            .collect();
        assert!(keys.is_sorted_by(|a, b| a < b), "{keys:#?}");
    }
}
