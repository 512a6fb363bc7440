//! A page: which entries of an index it takes, and where it ends.

use super::IndexEntry;
use super::prefetch::prefetch;
use crate::model::item::is_expired;
use crate::model::limits::MAX_PAGE_BYTES;
use crate::model::{Cursor, LabelNumber, Page, Result, Seconds};
use crate::store::Wanted;
use crate::store::embedded::environment::Passed;
use crate::store::embedded::error::{Failure, unreadable};
use crate::store::embedded::format::item::{decode, expiry, labels, value};
use crate::store::embedded::format::key::split_item_key;
use crate::store::embedded::format::range::cursor_of;

/// What a count looks at of an item: its key and its expiry.
const COUNTED_BYTES: usize = 16;
/// What it looks at where an index names the item: it takes as long to find it as to read so much.
const FOUND_BYTES: usize = 256;

/// A page that takes entries until it is full.
#[derive(Clone)]
pub(super) struct PageBuilder<'a> {
    /// Whether to take expired items, too.
    pub(super) expired: bool,
    /// Only this share of the store.
    pub(super) segment: Option<(u32, u32)>,
    page: Page,
    label: Option<LabelNumber>,
    limit: usize,
    wanted: &'a Wanted,
    now: Seconds,
    /// Stored bytes of the items that were taken.
    taken: usize,
    /// Stored bytes of all items that were looked at.
    read: usize,
}

impl<'a> PageBuilder<'a> {
    pub(super) fn new(label: Option<LabelNumber>, limit: usize, wanted: &'a Wanted, now: Seconds) -> Self {
        let page = Page::default();
        Self { expired: false, segment: None, page, label, limit, wanted, now, taken: 0, read: 0 }
    }

    /// Takes items until the page is full. A full page has a cursor even if no item follows, as with DynamoDB.
    pub(super) fn fill<'t>(
        mut self,
        entries: impl Iterator<Item = heed::Result<IndexEntry<'t>>>,
        passed: &mut Passed<'_>,
    ) -> Result<Page, Failure> {
        let mut entries = entries.peekable();
        while let Some(entry) = entries.next() {
            let entry = entry?;
            if self.wanted.filter.is_some()
                && let Some(Ok(next)) = entries.peek()
            {
                prefetch(next.key, next.bytes);
            }
            for bytes in [entry.place, entry.key, entry.bytes] {
                passed.note(bytes);
            }
            let is_counted = self.take(&entry)?;
            if is_counted && self.wanted.extent.wants_cursor(self.page.counted) {
                self.page.cursors.push(self.cursor_of(&entry)?);
            }
            if self.is_full() {
                self.page.last = Some(self.cursor_of(&entry)?);
                break;
            }
        }
        Ok(self.page)
    }

    fn cursor_of(&self, entry: &IndexEntry<'_>) -> Result<Cursor> {
        cursor_of(entry.place, self.label).ok_or_else(unreadable)
    }

    /// Takes an item if it is wanted. What is not needed of it is not parsed. Returns whether it was only counted.
    fn take(&mut self, entry: &IndexEntry<'_>) -> Result<bool> {
        let IndexEntry { key, bytes, .. } = entry;
        let counts = self.wanted.extent.counts();
        self.read += key.len();
        self.read += match self.label {
            _ if !counts || self.wanted.is_selective() => bytes.len(),
            Some(_) => FOUND_BYTES,
            None => COUNTED_BYTES,
        };
        if !self.expired && is_expired(expiry(bytes)?, self.now) {
            return Ok(false);
        }
        if let Some((segment, total)) = self.segment {
            let (pk, _) = split_item_key(key).ok_or_else(unreadable)?;
            if segment_of(&pk, total) != segment {
                return Ok(false);
            }
        }
        if !self.admits(bytes)? {
            return Ok(false);
        }
        if counts {
            self.page.counted += 1;
            return Ok(true);
        }
        let mut item = decode(key, bytes)?;
        self.wanted.extent.cut(&mut item)?;
        self.taken += key.len() + bytes.len();
        self.page.items.push(item);
        Ok(false)
    }

    fn admits(&self, bytes: &[u8]) -> Result<bool> {
        if !self.wanted.is_selective() {
            return Ok(true);
        }
        if !self.wanted.labels.is_empty() && !self.wanted.admits_labels(&labels(bytes)?) {
            return Ok(false);
        }
        let Some(filter) = &self.wanted.filter else { return Ok(true) };
        let value = value(bytes)?;
        if value.is_object { filter.holds_for_object(value.text) } else { filter.holds_for_value(value.text) }
    }

    fn is_full(&self) -> bool {
        self.page.items.len() >= self.limit
            || self.taken >= MAX_PAGE_BYTES
            || self.read >= self.wanted.most_read
    }
}

/// The segment of a partition key: FNV-1a, which is the same in every process and version.
fn segment_of(pk: &str, total: u32) -> u32 {
    let hash =
        pk.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash % total
}
