//! Words and numbers that several pages have.

use crate::foreign::{Format, Losses};
use crate::model::{counted, grouped};

/// Marks what was counted by offsets as the upper bound of records that it is; none is exact.
pub fn at_most(count: u64, written: &str) -> String {
    if count == 0 {
        written.to_owned()
    } else {
        format!("at most {written}")
    }
}

/// Writes an absent value as `-`.
pub fn absent<T>(value: Option<T>, render: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| "-".to_owned(), render)
}

/// Writes a value that is not known as `?`.
pub(super) fn known<T>(value: Option<T>, render: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| "?".to_owned(), render)
}

/// Marks a number that something is to be added to which is not known.
pub fn and_unknown(is_partial: bool) -> &'static str {
    if is_partial { "+?" } else { "" }
}

/// Writes a sum of which parts may not be known: `N+?` is N and what is not known, `?` not known at all.
pub fn sum(known: Option<u64>, is_partial: bool) -> String {
    self::known(known, |known| grouped(known) + and_unknown(is_partial))
}

/// Writes a difference with its sign, 0 without one.
pub fn signed(number: i64) -> String {
    match number {
        1.. => format!("+{}", grouped(number)),
        _ => grouped(number),
    }
}

/// Writes what a file in another tool's format does not tell of a snapshot.
pub fn losses(format: Format, losses: &Losses) -> String {
    let some = |count: usize, what: &str, thing: &str| {
        (count > 0).then(|| format!("{what}{}", counted(count, thing)))
    };
    let all = [
        losses.group_name.then(|| "the group's name".to_owned()),
        some(losses.metadata, "the metadata of ", "commit"),
        some(losses.epochs, "the leader epochs of ", "commit"),
        some(losses.uncommitted, "", "partition").map(|words| words + " without a commit"),
        some(losses.bare_groups, "", "group").map(|words| words + " without commits"),
        Some("topic ids, ranges of logs, the cluster and the time".to_owned()),
    ];
    let all: Vec<String> = all.into_iter().flatten().collect();
    format!("{format} leaves out {}", all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_no_plural() {
        assert_eq!(counted(1_usize, "group"), "1 group");
        assert_eq!(counted(0, "group"), "0 groups");
        assert_eq!(counted(2_000, "group"), "2,000 groups");
    }

    #[test]
    fn an_upper_bound_of_nothing_is_exact() {
        assert_eq!(at_most(0, "0 records"), "0 records");
        assert_eq!(at_most(1, "1 record"), "at most 1 record");
    }

    #[test]
    fn a_sum_says_that_a_part_of_it_is_not_known() {
        assert_eq!(sum(Some(85_890), false), "85,890");
        assert_eq!(sum(Some(85_890), true), "85,890+?");
        assert_eq!(sum(None, true), "?");
    }

    #[test]
    fn a_difference_shows_its_sign() {
        assert_eq!(signed(1_300), "+1,300");
        assert_eq!(signed(0), "0");
        assert_eq!(signed(-5), "-5");
    }
}
