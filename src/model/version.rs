//! The version of an item, which tells whether it was written meanwhile.

use std::cmp::Ordering;
use std::fmt;

use super::limits::MAX_TIME;
use super::number;
use super::time::{Millis, Seconds};

/// Digits behind the point. No number of DynamoDB has more digits.
const PLACES: u32 = 38;
/// A millisecond, in units of the last place.
pub(super) const MILLISECOND: u128 = 10_u128.pow(PLACES - 3);

/// The version of an item: the exact number of its column `md`, which says when it was last written. A row without this
/// column has the version 0.
///
/// Each write of this package makes a version that no other write has, see [`Stamp`](super::Stamp). Other programs write
/// whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Version {
    second: Seconds,
    /// What follows the point, in units of the last place. It leads away from 0, before the epoch, too.
    fraction: u128,
}

/// As numbers.
impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_fraction = if self.second.0 < 0 {
            other.fraction.cmp(&self.fraction)
        } else {
            self.fraction.cmp(&other.fraction)
        };
        self.second.cmp(&other.second).then(by_fraction)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Version {
    /// What is greater than the version of every write.
    pub const LATEST: Self = Self { second: Seconds(MAX_TIME), fraction: 0 };
    /// A second, in units of the 38th place.
    pub const SECOND: u128 = 10_u128.pow(PLACES);

    /// The version of a second and of what follows its point, in units of the 38th place.
    pub fn new(second: Seconds, fraction: u128) -> Self {
        Self { second, fraction }
    }

    /// Reads the text of a version, which is spelled in one way only.
    pub fn parse(text: &str) -> Option<Self> {
        Self::of_number(text).filter(|version| version.to_string() == text)
    }

    /// Reads a number of DynamoDB, however it is spelled. `None` if it is no number of epoch seconds.
    pub fn of_number(digits: &str) -> Option<Self> {
        let digits = number::spelled(digits).ok()?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let second = whole.parse().ok().filter(|second| (-MAX_TIME..=MAX_TIME).contains(second))?;
        // A number between -1 and 0, or one next to 0: no clock shows such a time.
        if second == 0 && whole.starts_with('-') {
            return None;
        }
        let missing = PLACES.checked_sub(u32::try_from(fraction.len()).ok()?)?;
        let fraction = if fraction.is_empty() { 0 } else { fraction.parse::<u128>().ok()? };
        Some(Self::new(Seconds(second), fraction * 10_u128.pow(missing)))
    }

    /// The second of the last write.
    pub fn second(self) -> Seconds {
        self.second
    }

    /// What follows the point, in units of the 38th place.
    pub fn fraction(self) -> u128 {
        self.fraction
    }

    /// Whether no other write has this version. Other programs may write several states of an item in one second.
    pub fn is_unique(self) -> bool {
        self.fraction != 0
    }

    /// The millisecond of the last write. Of a whole second, as other programs write it: its last one.
    pub fn at(self) -> Millis {
        #[allow(clippy::cast_possible_truncation)] // below 1000
        let millisecond = if self.fraction == 0 { 999 } else { (self.fraction / MILLISECOND) as i64 };
        Millis(self.second.millis().0 + millisecond)
    }
}

/// A whole second.
impl From<Seconds> for Version {
    fn from(second: Seconds) -> Self {
        Self::new(second, 0)
    }
}

/// The number as DynamoDB spells it.
impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { second, fraction } = self;
        if *fraction == 0 {
            return second.fmt(f);
        }
        let digits = format!("{fraction:0width$}", width = PLACES as usize);
        write!(f, "{second}.{}", digits.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::random::version;

    proptest! {
        #[test]
        fn a_version_survives_its_text(version in version()) {
            let text = version.to_string();
            prop_assert_eq!(Version::parse(&text), Some(version));
            prop_assert_eq!(number::normalize(&text).ok(), Some(text));
        }
    }

    #[test]
    fn a_version_has_one_text() {
        for text in ["0", "-5", "1700000000", "1700000000.123000000000000000001", "-5.05"] {
            assert_eq!(Version::parse(text).map(|version| version.to_string()).as_deref(), Some(text));
        }
        for text in ["", "x", "1.0", "1.50", "01", "+1", "1e3", " 1", "1.", ".5", "-0", "NaN"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_may_be_spelled_otherwise() {
        for (digits, text) in [
            ("1.7E9", "1700000000"),
            ("1.7000000005E9", "1700000000.5"),
            ("1700000000.50", "1700000000.5"),
            ("-0", "0"),
            ("00012", "12"),
            (".5", "0.5"),
        ] {
            assert_eq!(Version::of_number(digits).map(|version| version.to_string()).as_deref(), Some(text));
        }
        for digits in ["8640000000001", "-8640000000001", "1e300", "-0.5", "1e-39", "1_0", "x"] {
            assert_eq!(Version::of_number(digits), None, "{digits}");
        }
    }

    #[test]
    fn versions_are_in_the_order_of_their_numbers() {
        let sorted = [
            "-6",
            "-5.5",
            "-5.05",
            "-5",
            "0",
            "0.5",
            "4.999",
            "5",
            "5.000000000000000000001",
            "5.05",
            "5.5",
            "6",
        ];
        let mut versions = sorted.map(|text| Version::parse(text).unwrap());
        versions.reverse();
        versions.sort_unstable();
        assert_eq!(versions.map(|version| version.to_string()), sorted);
    }

    #[test]
    fn a_version_tells_its_millisecond() {
        let at = |text: &str| Version::parse(text).unwrap().at().0;
        assert_eq!(at("1700000000"), 1_700_000_000_999);
        assert_eq!(at("1700000000.05"), 1_700_000_000_050);
        assert_eq!(at("1700000000.123000000000000000001"), 1_700_000_000_123);
    }
}
