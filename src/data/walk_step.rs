//! How far a walk through a whole store is, and what the store tells of itself.

use super::answer::Answer;
use crate::model::text::Members;
use crate::store::About;

/// How far a walk is.
pub(super) enum WalkStep {
    /// It has passed so many items, of which there are about `total`.
    Passed { items: u64, total: Option<u64> },
    /// It has ended.
    Done(Answer),
}

/// About how many items a store has, if it says.
pub(super) fn total(about: &About) -> Option<u64> {
    match about {
        About::File(file) => Some(file.items),
        // DynamoDB counts a new table after hours.
        About::Table(table) => Some(table.items).filter(|items| *items > 0),
    }
}

/// Writes `file` or `table`.
pub(super) fn push_about(members: &mut Members<'_>, about: &About) {
    match about {
        About::File(file) => members.object("file", |members| {
            members.number("size", file.size);
            members.number("used", file.used);
            members.number("free", file.free);
            members.number("map", file.map);
            members.number("readers", file.readers);
        }),
        About::Table(table) => members.object("table", |members| {
            members.string("status", &table.status);
            members.string("billing", &table.billing);
            members.number("items", table.items);
            members.number("bytes", table.bytes);
            for (name, text) in [("region", &table.region), ("account", &table.account)] {
                if !text.is_empty() {
                    members.string(name, text);
                }
            }
        }),
    }
}
