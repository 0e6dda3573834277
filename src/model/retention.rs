use std::fmt;

const HOUR: u64 = 60;
const DAY: u64 = 24 * HOUR;

/// How long a broker keeps commits that expire, as its `offsets.retention.minutes` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    minutes: u64,
}

impl Retention {
    /// The name of the broker's setting.
    pub const SETTING: &'static str = "offsets.retention.minutes";

    /// Reads the value of the setting; `None` where it is no number of minutes.
    pub fn parse(value: &str) -> Option<Self> {
        let minutes = value.parse().ok()?;
        Some(Retention { minutes })
    }
}

/// For people, in the largest unit that is exact: `7 days`.
impl fmt::Display for Retention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match self.minutes {
            minutes if minutes % DAY == 0 => (minutes / DAY, "day"),
            minutes if minutes % HOUR == 0 => (minutes / HOUR, "hour"),
            minutes => (minutes, "minute"),
        };
        let plural = if count == 1 { "" } else { "s" };
        write!(f, "{count} {unit}{plural}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retention_is_written_in_its_largest_exact_unit() {
        let written = |value| Retention::parse(value).map(|retention| retention.to_string());
        assert_eq!(written("10080").as_deref(), Some("7 days"));
        assert_eq!(written("1440").as_deref(), Some("1 day"));
        assert_eq!(written("180").as_deref(), Some("3 hours"));
        assert_eq!(written("1").as_deref(), Some("1 minute"));
        assert_eq!(written("90").as_deref(), Some("90 minutes"));
        assert_eq!(written("-1"), None);
        assert_eq!(written("a week"), None);
    }
}
