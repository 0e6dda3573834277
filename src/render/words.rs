use super::grouped;

/// Writes a number of things: `1 group`, `2,000 groups`.
pub fn counted(count: impl TryInto<u64>, thing: &str) -> String {
    match count.try_into().unwrap_or(u64::MAX) {
        1 => format!("1 {thing}"),
        count => format!("{} {thing}s", grouped(count)),
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
}
