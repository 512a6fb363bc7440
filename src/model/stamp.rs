//! What a write leaves on its item: the time, and a version of its own.

use super::time::{Millis, Seconds};
use super::version::{MILLISECOND, Version};

/// How many stamps of one millisecond there are. With ten digits of seconds and three of milliseconds, their 18 digits
/// fit into the 38 of a number of DynamoDB.
const STAMPS: u128 = 10_u128.pow(18);
/// The last digit of a stamp, in units of the last place of a version.
const UNIT: u128 = MILLISECOND / STAMPS;

/// When a write is made, and the digits behind the milliseconds by which its version differs from all others. One call
/// has one stamp, however often it is repeated.
///
/// They find a write whose answer was lost: if an item has the digits of a call, that call wrote it, and nobody has
/// written it since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    at: Millis,
    /// 18 digits, the last of which is not 0: DynamoDB drops trailing zeros.
    digits: u64,
}

impl Stamp {
    /// The stamp of a call that is made at this time.
    pub fn random(at: Millis) -> Self {
        Self::named(fastrand::u64(..), at)
    }

    /// The stamp of a call with a name: calls of the same name have the same digits.
    pub fn named(name: u64, at: Millis) -> Self {
        const NAMES: u64 = 10_u64.pow(17);
        Self { at, digits: name % NAMES * 10 + 1 + name / NAMES % 9 }
    }

    /// The same call at another time.
    #[must_use]
    pub fn at(self, at: Millis) -> Self {
        Self { at, ..self }
    }

    /// The second of the write.
    pub fn second(self) -> Seconds {
        self.at.seconds()
    }

    /// The version of an item that the call writes.
    pub fn version(self) -> Version {
        self.version_in(self.second())
    }

    /// The version of an item that the call writes as if it were this second.
    pub fn version_in(self, second: Seconds) -> Version {
        let millisecond = self.at.0.rem_euclid(1000).unsigned_abs();
        Version::new(second, u128::from(millisecond) * MILLISECOND + u128::from(self.digits) * UNIT)
    }

    /// Whether a version is of this call, at whatever time.
    pub fn made(self, version: Version) -> bool {
        version.fraction() % MILLISECOND == u128::from(self.digits) * UNIT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_tells_who_made_it() {
        let at = Millis(1_700_000_000_120);
        let (stamp, other) = (Stamp::random(at), Stamp::random(at));
        let version = stamp.version();
        assert!(stamp.made(version) && stamp.at(Millis(5)).made(version) && !other.made(version));
        assert!(stamp.made(stamp.version_in(Seconds(7))));
        assert_eq!((version.second(), version.at()), (Seconds(1_700_000_000), at));
        for text in ["0", "1700000000", "1700000000.5"] {
            assert!(!stamp.made(Version::parse(text).unwrap()), "{text}");
        }
    }

    #[test]
    fn dynamodb_keeps_every_digit_of_a_version() {
        for name in [0, 1, 10, u64::MAX, 10_u64.pow(17) * 9 - 1] {
            let text = Stamp::named(name, Millis(1_700_000_000_120)).version().to_string();
            assert!(text.starts_with("1700000000.120"), "{text}");
            assert_eq!(text.len(), "1700000000.120".len() + 18, "{text}");
            assert_eq!(crate::model::number::normalize(&text).as_deref(), Ok(&*text));
        }
    }
}
