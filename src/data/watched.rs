//! Which items a `watch`, or a call of `changes`, is about.

use std::time::Duration;

use super::StoreRef;
use super::traversal::Traversal;
use crate::model::{Cursor, Item, Key, KeyRange, LabelNumber, Page, Result, Seconds};
use crate::store::{Extent, Freshness, Query, Scan, Wanted};

/// Most items of a page.
const PAGE: usize = 100;
/// What was written so long ago, by any machine's clock, may be missing in an index, or still to be heard.
pub(super) const RECENT: Duration = Duration::from_secs(60);

/// The items that such a call is about.
pub(super) struct Watched {
    /// The collection of items or labels, and the condition on its sort keys; all if `None`.
    pub range: Option<KeyRange>,
    /// The label that must be in the range; the key itself if `None`.
    pub label: Option<LabelNumber>,
    /// Which of these items.
    pub wanted: Wanted,
}

impl Watched {
    /// Whether the call is about an item.
    pub(super) fn admits(&self, item: &Item) -> Result<bool> {
        let key = match self.label {
            None => Some(&item.key),
            Some(number) => item.labels.get(number),
        };
        if key.is_some_and(|key| self.admits_key(key)) { self.wanted.admits(item) } else { Ok(false) }
    }

    fn admits_key(&self, key: &Key) -> bool {
        self.range.as_ref().is_none_or(|range| range.admits(key))
    }

    /// Whether the call is about a row that cannot be read, as far as its key tells.
    pub(super) fn may_admit(&self, key: &Key) -> bool {
        self.label.is_some() || self.admits_key(key)
    }

    /// Those of some items that the call is about.
    pub(super) fn admitted(&self, items: Vec<Item>) -> Result<Vec<Item>> {
        let mut admitted = Vec::with_capacity(items.len());
        for item in items {
            if self.admits(&item)? {
                admitted.push(item);
            }
        }
        Ok(admitted)
    }

    /// A page of the items as they are, from `start` on.
    pub(super) async fn page(&self, store: &StoreRef, start: Option<Cursor>) -> Result<Page> {
        if !self.lags(store) {
            return self.traversal(start, self.wanted.clone()).page(store).await;
        }
        let mut page = self.keys(store, start).await?;
        let keys: Vec<_> = page.items.into_iter().map(|item| item.key).collect();
        let Page { items, unreadable, .. } = store.read_many(&keys, Freshness::Consistent).await?;
        page.items = self.admitted(items)?;
        page.unreadable.extend(unreadable);
        Ok(page)
    }

    /// Whether [`Self::page`] may lack items that were written a moment before: those of an index.
    pub(super) fn lags(&self, store: &StoreRef) -> bool {
        self.label.is_some() && store.index_lags()
    }

    /// The keys that an index has by now and that were written shortly before a time, or after it.
    pub(super) async fn recent(&self, store: &StoreRef, looked: Seconds) -> Result<Vec<Key>> {
        let (mut keys, mut start) = (Vec::new(), None);
        let since = (looked.millis() - RECENT).seconds();
        loop {
            let page = self.keys(store, start).await?;
            let recent = page.items.into_iter().filter(|item| item.modified() >= since);
            keys.extend(recent.map(|item| item.key));
            start = page.last;
            if start.is_none() {
                return Ok(keys);
            }
        }
    }

    /// A page of an index, without values. The filter is left to the items, which may be newer.
    async fn keys(&self, store: &StoreRef, start: Option<Cursor>) -> Result<Page> {
        self.traversal(start, Wanted { extent: Extent::Keys, ..Wanted::default() }).page(store).await
    }

    fn traversal(&self, start: Option<Cursor>, wanted: Wanted) -> Traversal {
        let (label, limit, consistent) = (self.label, PAGE, self.label.is_none());
        match self.range.clone() {
            Some(range) => {
                Traversal::Query(Query { range, label, limit, reverse: false, consistent, start, wanted })
            }
            None => Traversal::Scan(Scan { label, limit, start, consistent, wanted, ..Scan::everything() }),
        }
    }
}
