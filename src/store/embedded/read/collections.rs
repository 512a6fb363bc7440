//! The names of collections, and how many items each has. Only keys are looked at, and whether an item has expired; the
//! values only for their sizes. Where the names suffice, a read leaps from one to the next.

use std::ops::Bound;

use heed::RoTxn;

use crate::model::item::is_expired;
use crate::model::limits::SIMPLE_SORT_KEY;
use crate::model::{Cursor, Result};
use crate::store::embedded::error::{Failure, unreadable};
use crate::store::embedded::file::StoreFile;
use crate::store::embedded::format::item::{expiry, is_simple};
use crate::store::embedded::format::key::{collection_of, is_in, item_key, split_item_key};
use crate::store::embedded::format::range::{behind, cursor_of};
use crate::store::embedded::format::size::stored_size;
use crate::store::{Census, Collections, Tally};

/// Items that one read transaction passes: a few milliseconds.
const ITEMS: usize = 50_000;
/// Stored bytes that one passes where sizes are wanted.
const BYTES: usize = 1024 * 1024;
/// Items of one collection that are passed before a leap, which takes as long.
const NEAR: usize = 8;

impl StoreFile {
    pub(in crate::store::embedded) fn collections(
        &self,
        after: Option<&Cursor>,
        census: Census,
    ) -> Result<Collections> {
        let after = after.map(|cursor| item_key(&cursor.key.0, &cursor.key.1));
        let start = after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        self.in_read(|txn| match census {
            Census::Names => self.names_from(txn, start),
            Census::Items => self.counted_from(txn, start, false),
            Census::Bytes => self.counted_from(txn, start, true),
        })
    }

    fn counted_from(
        &self,
        txn: &RoTxn,
        start: Bound<&[u8]>,
        with_bytes: bool,
    ) -> Result<Collections, Failure> {
        let now = self.now().seconds();
        let mut found = Collections::default();
        // The key of the collection that is being counted, and its items without a simple key.
        let (mut collection, mut items): (&[u8], Tally) = (&[], Tally::default());
        let (mut read, mut touched) = (0, self.environment().passed(txn));
        for (passed, entry) in self.tables(txn).items.range(txn, &(start, Bound::Unbounded))?.enumerate() {
            let (key, bytes) = entry?;
            touched.note(key);
            touched.note(bytes);
            if collection.is_empty() || !is_in(key, collection) {
                found.count(collection, items)?;
                (collection, items) = (collection_of(key).ok_or_else(unreadable)?, Tally::default());
            }
            if !is_expired(expiry(bytes)?, now) {
                let size = if with_bytes { stored_size(key, bytes)? } else { 0 };
                if is_alone(key, collection, bytes) {
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
    }

    fn names_from(&self, txn: &RoTxn, start: Bound<&[u8]>) -> Result<Collections, Failure> {
        let now = self.now().seconds();
        let mut found = Collections::default();
        let mut touched = self.environment().passed(txn);
        let mut entries = self.tables(txn).items.range(txn, &(start, Bound::Unbounded))?;
        // The collection that was named last, and how many of its items were passed since.
        let (mut named, mut near): (&[u8], usize) = (&[], 0);
        let mut passed = 0;
        while let Some(entry) = entries.next() {
            let (key, bytes) = entry?;
            touched.note(key);
            touched.note(bytes);
            passed += 1;
            if !named.is_empty() && is_in(key, named) {
                near += 1;
            } else if !is_expired(expiry(bytes)?, now) {
                let collection = collection_of(key).ok_or_else(unreadable)?;
                let one = Tally { items: 1, bytes: 0 };
                if is_alone(key, collection, bytes) {
                    found.simple = one;
                } else {
                    found.count(collection, one)?;
                    (named, near) = (collection, 0);
                }
            }
            if passed >= ITEMS {
                found.last = cursor_of(key, None);
                break;
            }
            if near == NEAR {
                let next = behind(named);
                entries = self.tables(txn).items.range(txn, &(Bound::Included(&*next), Bound::Unbounded))?;
                (near, passed) = (0, passed + NEAR);
            }
        }
        Ok(found)
    }
}

/// Whether an item has a key without a colon, so that it is in no collection of a name.
fn is_alone(key: &[u8], collection: &[u8], bytes: &[u8]) -> bool {
    key[collection.len()..] == *SIMPLE_SORT_KEY.as_bytes() && is_simple(bytes)
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
