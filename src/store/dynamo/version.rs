//! The version of an item: the fraction of its column `md` behind the milliseconds. No two writes share one.
//!
//! It finds a write whose answer was lost: if an item has the version of a call, that call wrote it, and nobody has
//! written it since.

use aws_sdk_dynamodb::types::AttributeValue;

use super::attribute::Row;
use crate::model::row::schema::MODIFIED;
use crate::model::{Millis, Seconds};
use crate::store::clock::system_clock;

/// Digits of a version. With ten digits of seconds and three of milliseconds, they fit into DynamoDB's 38.
const DIGITS: usize = 18;
/// Digits of the fraction before the version.
const MILLISECONDS: usize = 3;

/// The version that a call gives its item: a number of 18 digits whose last one is not 0, for DynamoDB drops trailing
/// zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Version(u64);

impl Version {
    /// The version of a call that is made now.
    pub(super) fn random() -> Self {
        Self::of(fastrand::u64(..))
    }

    /// The version of a call with a name: calls of the same name have the same version.
    pub(super) fn of(name: u64) -> Self {
        const NAMES: u64 = 10_u64.pow(17);
        Self(name % NAMES * 10 + 1 + name / NAMES % 9)
    }

    /// The version of a row; `None` if another program wrote it.
    fn of_row(row: &Row) -> Option<Self> {
        let (_, fraction) = modified(row)?.split_once('.')?;
        let digits = fraction.get(MILLISECONDS..).filter(|digits| digits.len() == DIGITS)?;
        digits.parse().ok().map(Self)
    }
}

/// When a write is made, and the version that it gives its item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    at: Millis,
    version: Version,
}

impl Stamp {
    /// The stamp of a call that is made now.
    pub(super) fn now() -> Self {
        Self::new(Version::random(), system_clock())
    }

    /// The stamp of a call that is made at this time.
    pub(super) fn new(version: Version, at: Millis) -> Self {
        Self { at, version }
    }

    /// The same call at another time.
    pub(super) fn at(self, at: Millis) -> Self {
        Self { at, ..self }
    }

    /// The second of the write.
    pub(super) fn second(&self) -> Seconds {
        self.at.seconds()
    }

    /// The column `md` of an item that was modified in this second, which may differ from [`Self::second`].
    pub(super) fn modified(&self, second: Seconds) -> AttributeValue {
        let Self { at, version: Version(version) } = self;
        let millisecond = at.0.rem_euclid(1000);
        AttributeValue::N(format!("{second}.{millisecond:0MILLISECONDS$}{version:0DIGITS$}"))
    }

    /// Whether this call was the last to write a row, at whatever time.
    pub(super) fn wrote(&self, row: &Row) -> bool {
        Version::of_row(row) == Some(self.version)
    }
}

/// When a row was last written. Without a fraction, as other programs write it: the last millisecond of the second.
pub(super) fn modified_at(row: &Row) -> Option<Millis> {
    let (second, fraction) = modified(row)?.split_once('.').unwrap_or((modified(row)?, "999"));
    let millisecond: i64 = format!("{fraction:0<MILLISECONDS$}").get(..MILLISECONDS)?.parse().ok()?;
    second.parse::<i64>().ok()?.checked_mul(1000)?.checked_add(millisecond).map(Millis)
}

fn modified(row: &Row) -> Option<&str> {
    row.get(MODIFIED)?.as_n().ok().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(modified: AttributeValue) -> Row {
        Row::from([(MODIFIED.to_owned(), modified)])
    }

    #[test]
    fn the_version_tells_who_wrote_a_row() {
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
            let stamp = Stamp::new(Version::of(name), Millis(1_700_000_000_120));
            let AttributeValue::N(text) = stamp.modified(Seconds(1_700_000_000)) else { panic!("no number") };
            assert!(text.starts_with("1700000000.120") && !text.ends_with('0'), "{text}");
            assert_eq!(text.len(), 10 + 1 + MILLISECONDS + DIGITS);
            assert_eq!(crate::model::number::normalize(&text).as_deref(), Ok(&*text));
            assert!(stamp.wrote(&row(AttributeValue::N(text))));
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
