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
    fn a_difference_shows_its_sign() {
        assert_eq!(signed(1_300), "+1,300");
        assert_eq!(signed(0), "0");
        assert_eq!(signed(-5), "-5");
    }
}
