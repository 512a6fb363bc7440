//! Reads: one item, several, a range of a table, a segment of all items.

use heed::RoTxn;

use super::error::{Failure, unreadable};
use super::file::StoreFile;
use super::format::item::{decode, expiry, value};
use super::format::key::{Range, item_key_of_label, query_range, scan_range, split_item_key};
use super::tables::Tables;
use crate::model::item::is_expired;
use crate::model::limits::MAX_PAGE_BYTES;
use crate::model::{Cursor, Item, Key, LabelNumber, Page, Result, Seconds};
use crate::store::{Query, Scan};

impl StoreFile {
    pub(super) fn read(&self, key: &Key) -> Result<Option<Item>> {
        let now = self.now().seconds();
        match self.in_read(|txn| self.tables().get(txn, key)) {
            Ok(Some(item)) if item.is_expired(now) => Ok(None),
            result => result,
        }
    }

    /// Passes on the text of a value, as it is in the file.
    pub(super) fn read_in_place(&self, key: &Key, take: &mut dyn FnMut(Option<&str>)) -> Result<()> {
        self.in_read(|txn| {
            let bytes = self.tables().bytes(txn, key)?;
            let stored = bytes.map(value).transpose()?;
            // Most items never expire, and asking the clock takes longer than all else here.
            let is_live =
                |expiry: Option<Seconds>| expiry.is_none() || !is_expired(expiry, self.now().seconds());
            let live = stored.filter(|(_, expiry)| is_live(*expiry));
            take(live.map(|(text, _)| text));
            Ok(())
        })
    }

    pub(super) fn read_many(&self, keys: &[Key]) -> Result<Page> {
        let now = self.now().seconds();
        self.in_read(|txn| {
            let mut items = Vec::with_capacity(keys.len());
            for key in keys {
                items.extend(self.tables().get(txn, key)?.filter(|item| !item.is_expired(now)));
            }
            Ok(Page { items, ..Page::default() })
        })
    }

    pub(super) fn query(&self, query: &Query) -> Result<Page> {
        let range = query_range(&query.range, query.label, query.start.as_ref(), query.reverse);
        let wanted = Wanted { limit: query.limit, expired: false, segment: None };
        self.page(&range, query.label, query.reverse, &wanted)
    }

    pub(super) fn scan(&self, scan: &Scan) -> Result<Page> {
        let range = scan_range(scan.label, scan.start.as_ref());
        let wanted = Wanted { limit: scan.limit, expired: scan.expired, segment: scan.segment };
        self.page(&range, scan.label, false, &wanted)
    }

    fn page(
        &self,
        range: &Range,
        label: Option<LabelNumber>,
        reverse: bool,
        wanted: &Wanted,
    ) -> Result<Page> {
        let range = (range.0.as_ref().map(Vec::as_slice), range.1.as_ref().map(Vec::as_slice));
        let now = self.now().seconds();
        let Tables { items, labels, .. } = self.tables();
        self.in_read(|txn| {
            let page = PageBuilder { page: Page::default(), bytes: 0, wanted, label, now };
            let of_label = |entry| self.item_of_label(txn, entry);
            match (label, reverse) {
                (None, false) => page.fill(items.range(txn, &range)?),
                (None, true) => page.fill(items.rev_range(txn, &range)?),
                (Some(_), false) => page.fill(labels.range(txn, &range)?.map(of_label)),
                (Some(_), true) => page.fill(labels.rev_range(txn, &range)?.map(of_label)),
            }
        })
    }

    /// The entry of `items` that an entry of `labels` refers to.
    fn item_of_label<'t>(
        &self,
        txn: &'t RoTxn,
        entry: heed::Result<(&'t [u8], ())>,
    ) -> heed::Result<(&'t [u8], &'t [u8])> {
        let (entry, ()) = entry?;
        let key = item_key_of_label(entry).unwrap_or_default();
        // The index names an item that is not stored: reading the empty bytes fails as damage.
        Ok((key, self.tables().items.get(txn, key)?.unwrap_or_default()))
    }
}

/// What a page may hold.
struct Wanted {
    limit: usize,
    expired: bool,
    segment: Option<(u32, u32)>,
}

struct PageBuilder<'a> {
    page: Page,
    bytes: usize,
    wanted: &'a Wanted,
    label: Option<LabelNumber>,
    now: Seconds,
}

impl PageBuilder<'_> {
    /// Takes items until the page is full. A full page has a cursor even if no item follows, as with DynamoDB.
    fn fill<'t>(
        mut self,
        entries: impl Iterator<Item = heed::Result<(&'t [u8], &'t [u8])>>,
    ) -> Result<Page, Failure> {
        for entry in entries {
            let (key, bytes) = entry?;
            if self.take(key, bytes)? {
                self.page.last = self.page.items.last().map(|item| Cursor::of(item, self.label));
                break;
            }
        }
        Ok(self.page)
    }

    /// Takes an item if it is wanted. Returns whether the page is full.
    fn take(&mut self, key: &[u8], bytes: &[u8]) -> Result<bool> {
        if !self.wanted.expired && is_expired(expiry(bytes)?, self.now) {
            return Ok(false);
        }
        if let Some((segment, total)) = self.wanted.segment {
            let (pk, _) = split_item_key(key).ok_or_else(unreadable)?;
            if segment_of(&pk, total) != segment {
                return Ok(false);
            }
        }
        self.page.items.push(decode(key, bytes)?);
        self.bytes += key.len() + bytes.len();
        Ok(self.page.items.len() >= self.wanted.limit || self.bytes >= MAX_PAGE_BYTES)
    }
}

/// The segment of a partition key: FNV-1a, which is the same in every process and version.
fn segment_of(pk: &str, total: u32) -> u32 {
    let hash =
        pk.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash % total
}
