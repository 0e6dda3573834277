use std::str::FromStr;

use regex::{Regex, RegexBuilder};

/// A regular expression that must match a whole name.
#[derive(Clone, Debug)]
pub struct NamePattern {
    written: String,
    regex: Regex,
}

impl NamePattern {
    pub fn matches(&self, name: &str) -> bool {
        self.regex.is_match(name)
    }

    /// The pattern as it was given.
    pub fn as_str(&self) -> &str {
        &self.written
    }
}

impl FromStr for NamePattern {
    type Err = regex::Error;

    fn from_str(written: &str) -> Result<Self, Self::Err> {
        // Checked alone first: "a)(b" must not become valid by the brackets around it.
        Regex::new(written)?;
        Ok(NamePattern {
            written: written.to_owned(),
            // A name may hold a line break.
            regex: RegexBuilder::new(&format!("^(?:{written})$"))
                .dot_matches_new_line(true)
                .build()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_whole_names_only() {
        let pattern: NamePattern = "orders|pay.*".parse().unwrap();
        assert!(pattern.matches("orders"));
        assert!(pattern.matches("payments"));
        assert!(!pattern.matches("orders-dlq"));
    }

    #[test]
    fn a_dot_is_any_character_of_a_name() {
        let pattern: NamePattern = "a.*b".parse().unwrap();
        for name in ["ab", "a\nb", "a\r\n\u{85}b", "a\u{0}b"] {
            assert!(pattern.matches(name), "{name:?}");
        }
        assert!(!pattern.matches("ab\n"));
    }

    #[test]
    fn what_is_no_pattern_alone_is_none_inside_the_anchors() {
        assert!("a)(b".parse::<NamePattern>().is_err());
    }
}
