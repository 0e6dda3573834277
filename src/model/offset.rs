use std::fmt;

/// A position in a partition's log: 0 to `i64::MAX`, never one of the protocol's sentinels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offset(i64);

impl Offset {
    /// The first offset that a log can have.
    pub const ZERO: Offset = Offset(0);

    /// Accepts what is a position; every negative number is a sentinel or a mistake.
    pub fn new(value: i64) -> Option<Self> {
        (value >= 0).then_some(Offset(value))
    }

    /// The number as Kafka writes it.
    pub fn get(self) -> i64 {
        self.0
    }

    /// Moves by a signed number of offsets; `None` where the result is no offset.
    pub fn shifted(self, by: i64) -> Option<Self> {
        self.0.checked_add(by).and_then(Offset::new)
    }

    /// The signed distance from `earlier` to here, in offsets; it cannot overflow.
    pub fn minus(self, earlier: Offset) -> i64 {
        self.0 - earlier.0
    }

    /// The offsets from `earlier` to here, 0 where `earlier` is not before this.
    pub fn after(self, earlier: Offset) -> u64 {
        u64::try_from(self.minus(earlier)).unwrap_or(0)
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentinel_of_the_protocol_is_no_offset() {
        assert_eq!(Offset::new(-1), None);
        assert_eq!(Offset::new(-1001), None);
        assert_eq!(Offset::new(0), Some(Offset::ZERO));
    }

    #[test]
    fn a_shift_beyond_the_ends_of_i64_is_no_offset() {
        let last = Offset::new(i64::MAX).unwrap();
        assert_eq!(last.shifted(1), None);
        assert_eq!(Offset::ZERO.shifted(-1), None);
        assert_eq!(last.shifted(-i64::MAX), Some(Offset::ZERO));
        assert_eq!(Offset::ZERO.minus(last), -i64::MAX);
        assert_eq!(Offset::ZERO.after(last), 0);
    }
}
