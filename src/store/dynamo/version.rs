//! The version of a row: its column `md`.

use aws_sdk_dynamodb::types::AttributeValue;

use super::attribute::Row;
use crate::model::row::schema::MODIFIED;
use crate::model::{Stamp, Version};
use crate::store::clock::system_clock;

/// The stamp of a call that is made now.
pub(super) fn stamp_now() -> Stamp {
    Stamp::random(system_clock())
}

/// A version as the value of `md`.
pub(super) fn modified(version: Version) -> AttributeValue {
    AttributeValue::N(version.to_string())
}

/// The version of a row, if it can be read.
pub(super) fn version_of(row: &Row) -> Option<Version> {
    row.get(MODIFIED)?.as_n().ok().and_then(|digits| Version::of_number(digits))
}

/// Whether a call was the last to write a row, at whatever time.
pub(super) fn wrote(stamp: Stamp, row: &Row) -> bool {
    version_of(row).is_some_and(|version| stamp.made(version))
}
