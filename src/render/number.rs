use std::fmt::Display;

/// Writes an absent value as `-`.
pub fn absent<T>(value: Option<T>, render: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| "-".to_owned(), render)
}

/// Writes a whole number with commas between thousands.
pub fn grouped(number: impl Display) -> String {
    let plain = number.to_string();
    let (sign, digits) = plain.split_at(usize::from(plain.starts_with('-')));
    let mut grouped = sign.to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
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
    fn thousands_are_set_apart() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(i64::MIN), "-9,223,372,036,854,775,808");
        assert_eq!(grouped(-123), "-123");
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
