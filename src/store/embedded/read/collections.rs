//! The names of collections, and how many items each has. Only keys are looked at, and whether an item has expired; the
//! values only for their sizes.

use std::ops::Bound;

use crate::model::item::is_expired;
use crate::model::limits::SIMPLE_SORT_KEY;
use crate::model::{Cursor, Result};
use crate::store::embedded::error::unreadable;
use crate::store::embedded::file::StoreFile;
use crate::store::embedded::format::item::{expiry, is_simple};
use crate::store::embedded::format::key::{collection_of, item_key, split_item_key};
use crate::store::embedded::format::range::cursor_of;
use crate::store::embedded::format::size::stored_size;
use crate::store::{Collections, Tally};

/// Items that one read transaction passes: a few milliseconds.
const ITEMS: usize = 50_000;
/// Stored bytes that one passes where sizes are wanted.
const BYTES: usize = 1024 * 1024;

impl StoreFile {
    pub(in crate::store::embedded) fn collections(
        &self,
        after: Option<&Cursor>,
        with_bytes: bool,
    ) -> Result<Collections> {
        let after = after.map(|cursor| item_key(&cursor.key.0, &cursor.key.1));
        let start = after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let now = self.now().seconds();
        self.in_read(|txn| {
            let mut found = Collections::default();
            // The key of the collection that is being counted, and its items without a simple key.
            let (mut collection, mut items): (&[u8], Tally) = (&[], Tally::default());
            let (mut read, mut touched) = (0, self.environment().passed(txn));
            for (passed, entry) in self.tables().items.range(txn, &(start, Bound::Unbounded))?.enumerate() {
                let (key, bytes) = entry?;
                touched.note(key);
                touched.note(bytes);
                if !key.starts_with(collection) || collection.is_empty() {
                    found.count(collection, items)?;
                    (collection, items) = (collection_of(key).ok_or_else(unreadable)?, Tally::default());
                }
                if !is_expired(expiry(bytes)?, now) {
                    let size = if with_bytes { stored_size(key, bytes)? } else { 0 };
                    let sort_key = &key[collection.len()..];
                    if sort_key == SIMPLE_SORT_KEY.as_bytes() && is_simple(bytes) {
                        found.simple.count(size);
                    } else {
                        items.count(size);
                    }
                }
                read += if with_bytes { key.len() + bytes.len() } else { 0 };
                if passed + 1 == ITEMS || read >= BYTES {
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
    fn count(&mut self, collection: &[u8], items: Tally) -> Result<()> {
        if items.items > 0 {
            let (name, _) = split_item_key(collection).ok_or_else(unreadable)?;
            self.named.push((name.into(), items));
        }
        Ok(())
    }
}
