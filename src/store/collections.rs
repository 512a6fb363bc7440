//! What a store tells of its collections.

use std::ops::AddAssign;

use compact_str::CompactString;

use crate::model::Cursor;

/// What is wanted of the collections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Census {
    /// Only which there are. What is counted is at least 1, and no more than the store has met on its way.
    Names,
    /// How many items each has.
    Items,
    /// The bytes of these, too.
    Bytes,
}

/// Collections, and what a census has found in them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collections {
    /// The names of collections and their items, without expired ones. The last may go on behind `last`, which counts the
    /// rest of it, or names it once more.
    pub named: Vec<(CompactString, Tally)>,
    /// The items whose key has no colon. They are in no collection of a name.
    pub simple: Tally,
    /// Where to go on.
    pub last: Option<Cursor>,
}

/// How many items there are, and how large they are together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Their number.
    pub items: u64,
    /// Their bytes, as DynamoDB counts them; 0 if these are not wanted.
    pub bytes: u64,
}

impl Tally {
    /// Adds an item.
    pub fn count(&mut self, bytes: usize) {
        self.items += 1;
        self.bytes += bytes as u64;
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.items += other.items;
        self.bytes += other.bytes;
    }
}
