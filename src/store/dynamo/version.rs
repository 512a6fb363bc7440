//! The version of an item: the fraction of its column `md`, which no two writes share.
//!
//! A write whose answer is lost is looked for by it: an item that has the version of a call was written by that
//! call, and by nobody since.

use aws_sdk_dynamodb::types::AttributeValue;

use super::attribute::Row;
use crate::model::row::schema::MODIFIED;
use crate::model::{Millis, Seconds};
use crate::store::clock::system_clock;

/// Digits of a version behind the milliseconds: with ten digits of seconds, a number of DynamoDB's holds more.
const DIGITS: usize = 18;

/// When a write is made, and what its version is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// The time.
    pub at: Millis,
    /// The digits that no other call has. The last one is none that DynamoDB would drop.
    digits: u64,
}

impl Stamp {
    /// A stamp of its own for a call that is made now.
    pub fn now() -> Self {
        Self::of(fastrand::u64(..))
    }

    /// The stamp of a call that has a name: whoever makes the call gets the same digits.
    pub(super) fn of(name: u64) -> Self {
        const NAMES: u64 = 10_u64.pow(17);
        Self { at: system_clock(), digits: name % NAMES * 10 + 1 + name / NAMES % 9 }
    }

    /// The same call, at another time.
    pub(super) fn at(self, at: Millis) -> Self {
        Self { at, ..self }
    }

    /// The second of the time.
    pub fn second(&self) -> Seconds {
        self.at.seconds()
    }

    /// What the column `md` holds of an item that was modified in a second, which is mostly [`Self::second`].
    pub(super) fn modified(&self, second: Seconds) -> AttributeValue {
        AttributeValue::N(format!("{second}.{:03}{:0DIGITS$}", self.at.0.rem_euclid(1000), self.digits))
    }

    /// Whether a row was last written by this call, at whatever time.
    pub(super) fn wrote(&self, row: &Row) -> bool {
        let fraction =
            modified(row).and_then(|modified| modified.split_once('.')).map(|(_, fraction)| fraction);
        fraction.is_some_and(|fraction| {
            fraction.len() == 3 + DIGITS && fraction[3..] == format!("{:0DIGITS$}", self.digits)
        })
    }
}

/// The text of the column `md`.
pub(super) fn modified(row: &Row) -> Option<&str> {
    row.get(MODIFIED)?.as_n().ok().map(String::as_str)
}

/// When a row was last written, the last there is of a second where the row has no version.
pub(super) fn modified_at(row: &Row) -> Option<Millis> {
    let (second, fraction) = modified(row)?.split_once('.').unwrap_or((modified(row)?, "999"));
    let millisecond: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    second.parse::<i64>().ok()?.checked_mul(1000)?.checked_add(millisecond).map(Millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(modified: AttributeValue) -> Row {
        Row::from([(MODIFIED.to_owned(), modified)])
    }

    #[test]
    fn a_write_is_known_by_its_version() {
        let (stamp, other) = (Stamp::now(), Stamp::now());
        let written = row(stamp.modified(stamp.second()));
        assert!(stamp.wrote(&written) && stamp.at(Millis(5)).wrote(&written) && !other.wrote(&written));
        assert_eq!(modified_at(&written), Some(stamp.at));
        for seconds in ["1700000000", "1700000000.5", "x"] {
            assert!(!stamp.wrote(&row(AttributeValue::N(seconds.into()))));
        }
        assert!(!stamp.wrote(&Row::new()));
    }

    #[test]
    fn dynamodb_keeps_every_digit_of_a_version() {
        for name in [0, 1, 10, u64::MAX, 10_u64.pow(17) * 9 - 1] {
            let AttributeValue::N(text) =
                Stamp::of(name).at(Millis(1_700_000_000_120)).modified(Seconds(1_700_000_000))
            else {
                panic!("no number")
            };
            assert!(text.starts_with("1700000000.120") && !text.ends_with('0'), "{text}");
            assert_eq!(crate::model::number::normalize(&text).as_deref(), Ok(&*text));
            assert!(Stamp::of(name).wrote(&row(AttributeValue::N(text))));
        }
    }

    #[test]
    fn rows_of_other_programs_tell_their_second() {
        let at = |text: &str| modified_at(&row(AttributeValue::N(text.into())));
        assert_eq!(at("1700000000"), Some(Millis(1_700_000_000_999)));
        assert_eq!(at("1700000000.05"), Some(Millis(1_700_000_000_050)));
        assert_eq!(at("1.7E9"), None);
    }
}
