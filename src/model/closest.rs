/// Finds the name that was most likely meant: the most similar one, if it is similar at all.
pub fn closest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names
        .map(|name| (strsim::jaro_winkler(wanted, name), name))
        .filter(|(similarity, _)| *similarity > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_similar_name_is_suggested() {
        let names = ["orders", "payments"];
        assert_eq!(closest("order", names.into_iter()), Some("orders"));
        assert_eq!(closest("clicks", names.into_iter()), None);
    }
}
