//! The errors of a table that is too busy.

use crate::model::{Error, Key};

/// The code of a request that the table was too busy for, even at the last attempt.
pub(super) const THROTTLED: &str = "THROTTLED";

/// The error of a table that was too busy at every attempt.
pub(super) fn throttled() -> Error {
    Error::named(
        "ProvisionedThroughputExceededException",
        THROTTLED,
        "The table was too busy. Try again later.",
    )
}

/// The error of items that it was too busy to read.
pub(super) fn unread(keys: impl IntoIterator<Item = Key>) -> Error {
    let keys: Vec<_> = keys.into_iter().map(|key| key.to_text()).collect();
    Error::refused(
        "UNPROCESSED",
        format!("The table was too busy to read {}. Try again later.", keys.join(", ")),
    )
}
