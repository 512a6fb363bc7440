//! Reads: one item, several, a range of an index, a share of all.

use heed::RoTxn;

use super::file::Core;
use super::format::item::{corrupt, decode, expiry};
use super::format::key::{Range, item_key_of_label, query_range, scan_range, split_item_key};
use crate::model::item::is_expired;
use crate::model::limits::MAX_PAGE_BYTES;
use crate::model::{Cursor, Item, Key, LabelNumber, Page, Result, Seconds};
use crate::store::{Query, Scan};

impl Core {
    pub(super) fn read(&self, key: &Key) -> Result<Option<Item>> {
        let now = self.now().seconds();
        let item = self.in_read(|txn| self.tables.get(txn, key))?;
        Ok(item.filter(|item| !item.is_expired(now)))
    }

    pub(super) fn read_many(&self, keys: &[Key]) -> Result<Page> {
        let now = self.now().seconds();
        self.in_read(|txn| {
            let mut items = Vec::with_capacity(keys.len());
            for key in keys {
                match self.tables.get(txn, key)? {
                    Ok(item) => items.extend(item.filter(|item| !item.is_expired(now))),
                    Err(error) => return Ok(Err(error)),
                }
            }
            Ok(Ok(Page { items, ..Page::default() }))
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
        self.in_read(|txn| {
            let page = Filler { page: Page::default(), bytes: 0, wanted, label, now };
            match (label, reverse) {
                (None, false) => page.fill(self.tables.items.range(txn, &range)?),
                (None, true) => page.fill(self.tables.items.rev_range(txn, &range)?),
                (Some(_), false) => {
                    page.fill(self.tables.labels.range(txn, &range)?.map(|entry| self.labelled(txn, entry)))
                }
                (Some(_), true) => page
                    .fill(self.tables.labels.rev_range(txn, &range)?.map(|entry| self.labelled(txn, entry))),
            }
        })
    }

    /// The item behind an entry of the index of labels.
    fn labelled<'t>(
        &self,
        txn: &'t RoTxn,
        entry: heed::Result<(&'t [u8], ())>,
    ) -> heed::Result<(&'t [u8], &'t [u8])> {
        let (entry, ()) = entry?;
        let key = item_key_of_label(entry).unwrap_or_default();
        // An entry without an item is damage; the empty record is told as such when it is read.
        Ok((key, self.tables.items.get(txn, key)?.unwrap_or_default()))
    }
}

/// What a page is to hold.
struct Wanted {
    limit: usize,
    expired: bool,
    segment: Option<(u32, u32)>,
}

struct Filler<'a> {
    page: Page,
    bytes: usize,
    wanted: &'a Wanted,
    label: Option<LabelNumber>,
    now: Seconds,
}

impl Filler<'_> {
    /// Takes items until the page is full. A full page has a cursor even where nothing follows, as
    /// a page of DynamoDB's has.
    fn fill<'t>(
        mut self,
        records: impl Iterator<Item = heed::Result<(&'t [u8], &'t [u8])>>,
    ) -> heed::Result<Result<Page>> {
        for record in records {
            let (key, record) = record?;
            match self.take(key, record) {
                Ok(true) => {
                    self.page.last = self.page.items.last().map(|item| Cursor::of(item, self.label));
                    break;
                }
                Ok(false) => {}
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(self.page))
    }

    /// Takes one item if it is wanted; tells whether the page is full.
    fn take(&mut self, key: &[u8], record: &[u8]) -> Result<bool> {
        if !self.wanted.expired && is_expired(expiry(record)?, self.now) {
            return Ok(false);
        }
        if let Some((segment, total)) = self.wanted.segment {
            let (pk, _) = split_item_key(key).ok_or_else(corrupt)?;
            if segment_of(&pk, total) != segment {
                return Ok(false);
            }
        }
        self.page.items.push(decode(key, record)?);
        self.bytes += key.len() + record.len();
        Ok(self.page.items.len() >= self.wanted.limit || self.bytes >= MAX_PAGE_BYTES)
    }
}

/// The segment of a partition key: FNV-1a, which is the same in every process and version.
fn segment_of(pk: &str, total: u32) -> u32 {
    let hash =
        pk.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash % total
}
