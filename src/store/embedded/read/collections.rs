//! The names of collections, and how many items each has. Only keys are looked at, and whether an item has expired.

use std::ops::Bound;

use crate::model::item::is_expired;
use crate::model::limits::SIMPLE_SORT_KEY;
use crate::model::{Cursor, Result};
use crate::store::Collections;
use crate::store::embedded::error::unreadable;
use crate::store::embedded::file::StoreFile;
use crate::store::embedded::format::item::{expiry, is_simple};
use crate::store::embedded::format::key::{collection_of, item_key, split_item_key};
use crate::store::embedded::format::range::cursor_of;

/// Items that one read transaction passes: a few milliseconds.
const ITEMS: usize = 50_000;

impl StoreFile {
    pub(in crate::store::embedded) fn collections(&self, after: Option<&Cursor>) -> Result<Collections> {
        let after = after.map(|cursor| item_key(&cursor.key.0, &cursor.key.1));
        let start = after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let now = self.now().seconds();
        self.in_read(|txn| {
            let mut found = Collections::default();
            // The key of the collection that is being counted, and its items without a simple key.
            let (mut collection, mut items): (&[u8], u64) = (&[], 0);
            for (passed, entry) in self.tables().items.range(txn, &(start, Bound::Unbounded))?.enumerate() {
                let (key, bytes) = entry?;
                if !key.starts_with(collection) || collection.is_empty() {
                    found.count(collection, items)?;
                    (collection, items) = (collection_of(key).ok_or_else(unreadable)?, 0);
                }
                if !is_expired(expiry(bytes)?, now) {
                    let sort_key = &key[collection.len()..];
                    if sort_key == SIMPLE_SORT_KEY.as_bytes() && is_simple(bytes) {
                        found.simple += 1;
                    } else {
                        items += 1;
                    }
                }
                if passed + 1 == ITEMS {
                    found.last = cursor_of(key, None);
                    break;
                }
            }
            found.count(collection, items)?;
            Ok(found)
        })
    }
}

impl Collections {
    fn count(&mut self, collection: &[u8], items: u64) -> Result<()> {
        if items > 0 {
            let (name, _) = split_item_key(collection).ok_or_else(unreadable)?;
            self.named.push((name.into(), items));
        }
        Ok(())
    }
}
