use super::ClusterNames;
use crate::model::is_hidden;

/// The names that may be typed.
#[derive(Default)]
pub struct Names {
    /// Those of the file of contexts.
    pub contexts: Vec<String>,
    /// Those in the cluster that is meant; none where no cluster is.
    pub cluster: Option<ClusterNames>,
}

impl Names {
    pub(super) fn contexts(&self) -> Vec<String> {
        self.contexts.clone()
    }

    pub(super) fn groups(&self) -> Vec<String> {
        let cluster = self.cluster.as_ref();
        cluster.map(ClusterNames::groups).unwrap_or_default()
    }

    pub(super) fn topics(&self) -> Vec<String> {
        let cluster = self.cluster.as_ref();
        cluster.map(ClusterNames::topics).unwrap_or_default()
    }
}

/// Whether a name can be typed: all of it is seen, stands on one line, and is as a broker holds it, which a name that
/// is no UTF-8 is not.
pub(super) fn is_typable(name: &str) -> bool {
    !name.contains(|c| is_hidden(c) || c == char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_or_not_on_one_line_cannot_be_typed() {
        for name in ["", "a b", "a$(b)'\"`\\!", "zähler", "订单"] {
            assert!(is_typable(name), "{name:?}");
        }
        for c in
            "\n\r\t\u{0}\u{1b}\u{85}\u{a0}\u{ad}\u{200b}\u{202e}\u{2028}\u{fffd}\u{feff}".chars()
        {
            assert!(!is_typable(&format!("a{c}b")), "{c:?}");
        }
    }
}
