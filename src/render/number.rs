use crate::model::grouped;

/// Writes an absent value as `-`.
pub fn absent<T>(value: Option<T>, render: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| "-".to_owned(), render)
}

/// Marks a number that something is to be added to which is not known.
pub fn and_unknown(is_partial: bool) -> &'static str {
    if is_partial { "+?" } else { "" }
}

/// Writes a sum of which parts may not be known: `N+?` is N and what is not known, `?` not known at all.
pub fn sum(known: Option<u64>, is_partial: bool) -> String {
    known.map_or_else(
        || "?".to_owned(),
        |known| grouped(known) + and_unknown(is_partial),
    )
}

/// Writes a difference with its sign, 0 without one.
pub fn signed(number: i64) -> String {
    match number {
        1.. => format!("+{}", grouped(number)),
        _ => grouped(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
