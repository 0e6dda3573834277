use crate::model::grouped;

/// Writes an absent value as `-`.
pub fn absent<T>(value: Option<T>, render: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| "-".to_owned(), render)
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
    fn a_difference_shows_its_sign() {
        assert_eq!(signed(1_300), "+1,300");
        assert_eq!(signed(0), "0");
        assert_eq!(signed(-5), "-5");
    }
}
