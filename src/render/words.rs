use super::grouped;

/// Writes a number of things: `1 group`, `2,000 groups`.
pub fn counted(count: impl TryInto<u64>, thing: &str) -> String {
    match count.try_into().unwrap_or(u64::MAX) {
        1 => format!("1 {thing}"),
        count => format!("{} {thing}s", grouped(count)),
    }
}

/// Marks what was counted by offsets as the upper bound of records that it is; none is exact.
pub fn at_most(count: u64, written: &str) -> String {
    if count == 0 {
        written.to_owned()
    } else {
        format!("at most {written}")
    }
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
}
