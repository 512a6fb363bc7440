//! A page of a query or scan. Expired items, which a filter leaves out, would leave it short.

use super::response::ResponseRows;
use crate::model::limits::{MAX_LIMIT, MAX_PAGE_BYTES};
use crate::model::row::schema::{KEY, label_columns};
use crate::model::{Cursor, LabelNumber, Page};
use crate::store::clock::system_clock;
use crate::store::dynamo::attribute::{Row, put_key};

/// A page that collects items until it is full.
pub(super) struct PageCollector {
    /// The page so far.
    pub(super) page: Page,
    label: Option<LabelNumber>,
    limit: usize,
    expired: bool,
    bytes: usize,
    /// Where the next request starts.
    pub(super) from: Option<Row>,
    /// How many items the last request evaluated.
    evaluated: usize,
}

impl PageCollector {
    /// An empty page. `expired` asks for expired items, too.
    pub(super) fn new(
        label: Option<LabelNumber>,
        limit: usize,
        expired: bool,
        start: Option<&Cursor>,
    ) -> Self {
        let from = start.map(|cursor| start_key(cursor, label));
        Self { page: Page::default(), label, limit, expired, bytes: 0, from, evaluated: 0 }
    }

    /// How many items the next request may evaluate: as many as the page lacks, or twice as many as the last request,
    /// because many expired items may follow each other.
    pub(super) fn wanted(&mut self) -> i32 {
        self.evaluated = (self.limit - self.page.items.len()).max(self.evaluated * 2).min(MAX_LIMIT);
        i32::try_from(self.evaluated).unwrap_or(i32::MAX)
    }

    /// Takes the items of an answer. Returns whether the page is complete.
    pub(super) fn take(&mut self, answer: ResponseRows) -> bool {
        let now = system_clock().seconds();
        for row in answer.rows {
            let item = match row {
                Ok(item) => item,
                Err(unreadable) => {
                    self.page.unreadable.push(unreadable);
                    continue;
                }
            };
            // An item may have expired since the request.
            if !self.expired && item.is_expired(now) {
                continue;
            }
            if self.page.items.len() == self.limit {
                break;
            }
            self.bytes += item.value().as_str().len();
            self.page.items.push(item);
        }
        self.from = answer.last;
        if self.from.is_some() && self.page.items.len() < self.limit && self.bytes < MAX_PAGE_BYTES {
            return false;
        }
        let cut = self.page.items.len() >= self.limit || self.from.is_some();
        self.page.last = match self.page.items.last() {
            Some(item) if cut => Some(Cursor::of(item, self.label)),
            _ => None,
        };
        true
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
