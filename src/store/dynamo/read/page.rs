//! A page of a query or scan. What a filter leaves out, such as expired items, would leave it short.

use super::response::ResponseRows;
use crate::model::limits::{MAX_LIMIT, MAX_PAGE_BYTES, REQUEST_BYTES};
use crate::model::row::RowItem;
use crate::model::row::schema::{KEY, key_columns, label_columns};
use crate::model::{Cursor, Item, LabelNumber, Page, Result, Unreadable};
use crate::store::clock::system_clock;
use crate::store::dynamo::attribute::{Row, put_key};
use crate::store::{Extent, Query, Scan, Wanted};

/// A page that collects items until it is full.
pub(super) struct PageCollector<'a> {
    /// The page so far.
    pub(super) page: Page,
    label: Option<LabelNumber>,
    limit: usize,
    expired: bool,
    strict: bool,
    wanted: &'a Wanted,
    /// Whether rows come that are not wanted.
    is_partial: bool,
    bytes: usize,
    /// Where the next request starts.
    pub(super) from: Option<Row>,
    /// How many items the last request evaluated.
    evaluated: usize,
    /// How many more requests may be sent.
    requests: usize,
}

impl<'a> PageCollector<'a> {
    /// The empty page of a query.
    pub(super) fn of_query(query: &'a Query, is_partial: bool) -> Self {
        Self::new(query.label, query.limit, query.start.as_ref(), &query.wanted, is_partial)
    }

    /// The empty page of a scan.
    pub(super) fn of_scan(scan: &'a Scan, is_partial: bool) -> Self {
        let page = Self::new(scan.label, scan.limit, scan.start.as_ref(), &scan.wanted, is_partial);
        Self { expired: scan.expired, strict: scan.strict, ..page }
    }

    fn new(
        label: Option<LabelNumber>,
        limit: usize,
        start: Option<&Cursor>,
        wanted: &'a Wanted,
        is_partial: bool,
    ) -> Self {
        let from = start.map(|cursor| start_key(cursor, label));
        let requests = (wanted.most_read / REQUEST_BYTES).max(1);
        let (page, expired, strict, bytes, evaluated) = (Page::default(), false, false, 0, 0);
        Self { page, label, limit, expired, strict, wanted, is_partial, bytes, from, evaluated, requests }
    }

    /// How many items the next request may evaluate: as many as the page lacks, or twice as many as the last request,
    /// because many that are not wanted may follow each other. `None` for as many as a request can.
    pub(super) fn next_limit(&mut self) -> Option<i32> {
        if self.wanted.extent.counts() {
            return None;
        }
        self.evaluated = (self.limit - self.page.items.len()).max(self.evaluated.saturating_mul(2));
        if !self.wanted.is_selective() {
            self.evaluated = self.evaluated.min(self.limit.max(MAX_LIMIT));
        }
        i32::try_from(self.evaluated).ok()
    }

    /// Takes the items of an answer. Returns whether the page is complete.
    pub(super) fn take(&mut self, answer: ResponseRows) -> Result<bool> {
        if self.wanted.extent == Extent::Count && !self.is_partial {
            self.page.counted += answer.count;
        }
        for row in answer.rows {
            match row {
                Ok(_) if self.is_full() => break,
                Ok(RowItem { item, lost: Some(reason) }) if self.strict => {
                    self.page.unreadable.push(Unreadable { key: Some(item.key), reason });
                }
                Ok(row) => self.take_item(row.item)?,
                Err(unreadable) => self.page.unreadable.push(unreadable),
            }
        }
        self.from = answer.last;
        self.requests = self.requests.saturating_sub(1);
        if self.is_full() {
            self.page.last = self.page.items.last().map(|item| Cursor::of(item, self.label));
            return Ok(true);
        }
        if self.from.is_none() {
            return Ok(true);
        }
        if self.requests > 0 && self.bytes < MAX_PAGE_BYTES {
            return Ok(false);
        }
        self.page.last = self.from.as_ref().and_then(|row| cursor_of(row, self.label));
        // A page cannot end at a row whose key is not one of this schema.
        Ok(self.page.last.is_some())
    }

    fn is_full(&self) -> bool {
        self.page.items.len() >= self.limit
    }

    fn take_item(&mut self, mut item: Item) -> Result<()> {
        // An item may have expired since the request.
        if !self.expired && item.is_expired(system_clock().seconds()) {
            return Ok(());
        }
        if self.is_partial && !self.wanted.admits(&item)? {
            return Ok(());
        }
        if self.wanted.extent.counts() {
            self.page.counted += 1;
            if self.wanted.extent.wants_cursor(self.page.counted) {
                self.page.cursors.push(Cursor::of(&item, self.label));
            }
            return Ok(());
        }
        self.wanted.extent.cut(&mut item)?;
        self.bytes += item.value().as_str().len();
        self.page.items.push(item);
        Ok(())
    }
}

fn start_key(cursor: &Cursor, label: Option<LabelNumber>) -> Row {
    let mut row = Row::new();
    let (pk, sk) = &cursor.key;
    put_key(&mut row, KEY, pk, sk);
    if let (Some(number), Some((pk, sk))) = (label, &cursor.label) {
        put_key(&mut row, label_columns(number), pk, sk);
    }
    row
}

/// The place that the key of a row names, if a page can begin behind it.
fn cursor_of(row: &Row, label: Option<LabelNumber>) -> Option<Cursor> {
    let place = |label| {
        let columns = key_columns(label);
        let column = |name: &str| row.get(name)?.as_s().ok().map(|text| text.as_str().into());
        Some((column(columns.pk)?, column(columns.sk)?))
    };
    let label = match label {
        Some(number) => Some(place(Some(number))?),
        None => None,
    };
    let cursor = Cursor { key: place(None)?, label };
    Cursor::parse(&cursor.to_text(), cursor.label.is_some()).ok().filter(|parsed| *parsed == cursor)
}
