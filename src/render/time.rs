use chrono::{DateTime, TimeDelta, Utc};

/// Writes how long before `now` a time lies, in its two largest units. A time of another clock may lie behind
/// `now`, by what this one is slow or that one is fast.
pub fn ago(time: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match (now - time).num_seconds() {
        ..0 => "in the future: clocks disagree".to_owned(),
        0 => "just now".to_owned(),
        _ => format!("{} ago", span(now - time)),
    }
}

/// Writes a length of time in its two largest units, down to seconds.
pub fn span(length: TimeDelta) -> String {
    let seconds = length.num_seconds().max(0);
    let (days, hours) = (seconds / 86_400, seconds / 3_600 % 24);
    let (minutes, seconds) = (seconds / 60 % 60, seconds % 60);
    let units = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s")];
    let largest = units.iter().position(|(count, _)| *count > 0).unwrap_or(3);
    let [first, rest @ ..] = &units[largest..] else {
        return String::new();
    };
    let second = rest.first().filter(|(count, _)| *count > 0);
    let words = std::iter::once(first).chain(second);
    let words: Vec<String> = words
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    words.join(" ")
}

/// Writes a length of time as [`span`] does, with its sign, and with milliseconds below a second.
pub fn signed_span(length: TimeDelta) -> String {
    let sign = if length < TimeDelta::zero() { "-" } else { "" };
    match length.abs() {
        short if short < TimeDelta::seconds(1) => format!("{sign}{} ms", short.num_milliseconds()),
        long => format!("{sign}{}", span(long)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_length_is_exact_below_a_second() {
        let written = |millis| signed_span(TimeDelta::milliseconds(millis));
        assert_eq!(written(0), "0 ms");
        assert_eq!(written(999), "999 ms");
        assert_eq!(written(61_500), "1 min 1 s");
        assert_eq!(written(-250), "-250 ms");
        assert_eq!(written(-7_200_000), "-2 h");
    }

    #[test]
    fn a_distance_shows_its_two_largest_units() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let before = |seconds| ago(now - TimeDelta::seconds(seconds), now);
        assert_eq!(before(0), "just now");
        assert_eq!(before(59), "59 s ago");
        assert_eq!(before(43_440), "12 h 4 min ago");
        assert_eq!(before(86_400), "1 d ago");
        assert_eq!(before(90_061), "1 d 1 h ago");
        assert_eq!(before(-5), "in the future: clocks disagree");
        assert_eq!(ago(now + TimeDelta::milliseconds(900), now), "just now");
    }
}
