use std::fmt;
use std::str::FromStr;

/// A number of bytes, written with its unit, such as `512MiB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(u64);

/// The units, largest first, and their exponents of two.
const UNITS: [(&str, u32); 4] = [("GiB", 30), ("MiB", 20), ("KiB", 10), ("B", 0)];

impl Size {
    pub const fn of_bytes(bytes: u64) -> Self {
        Size(bytes)
    }

    pub const fn bytes(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_whole = |exponent: u32| self.0 > 0 && self.0.trailing_zeros() >= exponent;
        let unit = UNITS.iter().find(|(_, exponent)| is_whole(*exponent));
        let (unit, exponent) = unit.unwrap_or(&("B", 0));
        write!(f, "{}{unit}", self.0 >> exponent)
    }
}

impl FromStr for Size {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let expected = || {
            format!(
                "invalid size {written:?}, expected a number with its unit, such as 512MiB or 4GiB"
            )
        };
        let digits = written.trim_start_matches(|c: char| c.is_ascii_digit());
        let (number, unit) = written.split_at(written.len() - digits.len());
        let unit = UNITS.iter().find(|(name, _)| *name == unit);
        let (_, exponent) = unit.ok_or_else(expected)?;
        let number: u64 = number.parse().map_err(|_| expected())?;
        let bytes = number.checked_mul(1 << exponent).ok_or_else(expected)?;
        Ok(Size(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_a_unit_and_is_shown_with_the_largest_that_leaves_it_whole() {
        for (written, bytes, shown) in [
            ("0B", 0, "0B"),
            ("1023B", 1023, "1023B"),
            ("2048KiB", 2 << 20, "2MiB"),
            ("4GiB", 4 << 30, "4GiB"),
            ("1025MiB", 1025 << 20, "1025MiB"),
        ] {
            let size: Size = written.parse().unwrap();
            assert_eq!((size.bytes(), &*size.to_string()), (bytes, shown));
        }
        for invalid in [
            "",
            "1",
            "GiB",
            "-1B",
            "+1B",
            "1.5GiB",
            "1GB",
            "1 GiB",
            "99999999999GiB",
        ] {
            assert!(invalid.parse::<Size>().is_err(), "{invalid}");
        }
    }
}
