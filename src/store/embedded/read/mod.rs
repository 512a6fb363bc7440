//! Reads: one item, several, a range of a table, a segment of all items, the names of collections.

mod about;
mod collections;
mod page;
mod prefetch;

use heed::RoTxn;

use self::page::PageBuilder;
use super::file::StoreFile;
use super::format::item::value;
use super::format::key::item_key_of_label;
use super::format::range::{Range, query_range, scan_range};
use super::tables::Tables;
use crate::model::item::is_expired;
use crate::model::{Item, Key, LabelNumber, Page, Result, Seconds};
use crate::store::{Query, Scan};

impl StoreFile {
    pub(in crate::store::embedded) fn read(&self, key: &Key) -> Result<Option<Item>> {
        let now = self.now().seconds();
        match self.in_read(|txn| self.tables(txn).get(txn, key)) {
            Ok(Some(item)) if item.is_expired(now) => Ok(None),
            result => result,
        }
    }

    /// Passes on the text of a value, as it is in the file.
    pub(in crate::store::embedded) fn read_in_place(
        &self,
        key: &Key,
        take: &mut dyn FnMut(Option<&str>),
    ) -> Result<()> {
        self.in_read(|txn| {
            let bytes = self.tables(txn).bytes(txn, key)?;
            let stored = bytes.map(value).transpose()?;
            // Most items never expire, and asking the clock takes longer than all else here.
            let is_live =
                |expiry: Option<Seconds>| expiry.is_none() || !is_expired(expiry, self.now().seconds());
            let live = stored.filter(|value| is_live(value.ttl));
            take(live.map(|value| value.text));
            Ok(())
        })
    }

    pub(in crate::store::embedded) fn read_many(&self, keys: &[Key]) -> Result<Page> {
        let now = self.now().seconds();
        self.in_read(|txn| {
            let mut items = Vec::with_capacity(keys.len());
            for key in keys {
                items.extend(self.tables(txn).get(txn, key)?.filter(|item| !item.is_expired(now)));
            }
            Ok(Page { items, ..Page::default() })
        })
    }

    pub(in crate::store::embedded) fn query(&self, query: &Query) -> Result<Page> {
        let range = query_range(&query.range, query.label, query.start.as_ref(), query.reverse);
        let page = PageBuilder::new(query.label, query.limit, &query.wanted, self.now().seconds());
        self.page(&range, query.label, query.reverse, &page)
    }

    pub(in crate::store::embedded) fn scan(&self, scan: &Scan) -> Result<Page> {
        let range = scan_range(scan.label, scan.start.as_ref());
        let mut page = PageBuilder::new(scan.label, scan.limit, &scan.wanted, self.now().seconds());
        (page.expired, page.segment) = (scan.expired, scan.segment);
        self.page(&range, scan.label, false, &page)
    }

    fn page(
        &self,
        range: &Range,
        label: Option<LabelNumber>,
        reverse: bool,
        page: &PageBuilder<'_>,
    ) -> Result<Page> {
        let range = (range.0.as_ref().map(Vec::as_slice), range.1.as_ref().map(Vec::as_slice));
        self.in_read(|txn| {
            let Tables { items, labels, .. } = self.tables(txn);
            let of_key =
                |entry: heed::Result<(_, _)>| entry.map(|(key, bytes)| IndexEntry { place: key, key, bytes });
            let of_label = |entry| self.entry_of_label(txn, entry);
            let (page, mut passed) = (page.clone(), self.environment().passed(txn));
            match (label, reverse) {
                (None, false) => page.fill(items.range(txn, &range)?.map(of_key), &mut passed),
                (None, true) => page.fill(items.rev_range(txn, &range)?.map(of_key), &mut passed),
                (Some(_), false) => page.fill(labels.range(txn, &range)?.map(of_label), &mut passed),
                (Some(_), true) => page.fill(labels.rev_range(txn, &range)?.map(of_label), &mut passed),
            }
        })
    }

    /// The item that an entry of `labels` refers to.
    fn entry_of_label<'t>(
        &self,
        txn: &'t RoTxn,
        entry: heed::Result<(&'t [u8], ())>,
    ) -> heed::Result<IndexEntry<'t>> {
        let (place, ()) = entry?;
        let key = item_key_of_label(place).unwrap_or_default();
        // The index names an item that is not stored: reading the empty bytes fails as damage.
        let bytes = self.tables(txn).items.get(txn, key)?.unwrap_or_default();
        Ok(IndexEntry { place, key, bytes })
    }
}

/// An item where an index has it.
struct IndexEntry<'t> {
    /// The key in the index that is read.
    place: &'t [u8],
    /// The key in `items`.
    key: &'t [u8],
    bytes: &'t [u8],
}
