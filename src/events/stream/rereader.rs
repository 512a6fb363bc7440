//! Reading records again: those of lanes that were full, and those that the checkpoint left behind.

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;
use tokio::time::Instant;

use super::cursor::{Fetched, ShardCursor};
use super::tip::Tip;
use super::tracker::{EventPosition, Tracker};
use super::{PAUSE, Slot};
use crate::events::dispatcher::Dispatcher;
use crate::model::{Event, Millis};
use crate::store::feed::{Record, Records, Sequence, StartingPosition};

/// After this many pages a collection gets the events found so far, even if it could take more. Its handlers should
/// not wait long, but each refill may cost another pass.
const PATIENCE_PAGES: u32 = 8;

/// Reads a shard again, up to the position of the main reader.
pub(super) struct Rereader {
    /// The position behind `page`.
    pub cursor: ShardCursor,
    pub pending: Slot<Fetched>,
    /// The earliest time of the next request.
    pub due: Instant,
    /// The last page. A busy collection is refilled from it several times.
    page: Vec<Record>,
    /// The record before `page`.
    before: Option<Sequence>,
    /// Whether `page` is the last of a closed shard.
    closed: bool,
    /// Whether reading starts at the oldest record, because the needed ones are gone.
    rewound: bool,
    tip: Tip,
    wants: BTreeMap<CompactString, Want>,
}

/// What a collection needs.
struct Want {
    first: EventPosition,
    /// The last record that was searched.
    after: Option<Sequence>,
    limit: usize,
    /// How many pages were read for it.
    pages: u32,
    events: Vec<(EventPosition, Arc<Event>)>,
}

impl Rereader {
    pub(super) fn new() -> Self {
        Self {
            cursor: ShardCursor::new(StartingPosition::Oldest, None),
            pending: None,
            due: Instant::now(),
            page: Vec::new(),
            before: None,
            closed: false,
            rewound: false,
            tip: Tip::behind(Millis::ZERO),
            wants: BTreeMap::new(),
        }
    }

    /// Whether another page is needed.
    pub(super) fn is_behind(&self) -> bool {
        !self.wants.is_empty()
    }

    /// Serves collections from the page in memory, or starts over if earlier records are needed.
    pub(super) fn serve(&mut self, tracker: &mut Tracker, dispatcher: &mut Dispatcher) {
        while self.pending.is_none() {
            if self.wants.is_empty() {
                let Some(first) = tracker.needs().map(|(_, first, _)| first).min_by_key(|first| first.key())
                else {
                    return;
                };
                if !self.covers(&first.sequence) {
                    self.cursor = ShardCursor::new(StartingPosition::At(first.sequence.clone()), None);
                    (self.page, self.before) = (Vec::new(), None);
                    (self.closed, self.rewound) = (false, false);
                    self.want(tracker, None);
                    return;
                }
            }
            let Some(start) = self.page.first().map(|record| record.sequence.clone()) else { return };
            self.want(tracker, Some(&start));
            self.scan(tracker, dispatcher);
            if !self.wants.is_empty() {
                return;
            }
        }
    }

    fn covers(&self, sequence: &Sequence) -> bool {
        let (first, last) = (self.page.first(), self.page.last());
        first.is_some_and(|first| first.sequence <= *sequence)
            && last.is_some_and(|last| *sequence <= last.sequence)
    }

    /// Takes a page.
    pub(super) fn take_page(
        &mut self,
        records: Records,
        asked: Millis,
        tracker: &mut Tracker,
        dispatcher: &mut Dispatcher,
    ) {
        self.cursor.advance(&records);
        self.due = Instant::now();
        let is_end = self.tip.take_page(&records.records, asked).is_some();
        self.closed = records.next.is_none();
        if let Some(last) = self.page.last() {
            self.before = Some(last.sequence.clone());
        }
        self.page = records.records;
        self.wants.values_mut().for_each(|want| want.pages += 1);
        self.scan(tracker, dispatcher);
        // After a start at the oldest record, the needed ones may all be gone.
        if self.page.is_empty() && (self.closed || self.rewound && is_end) {
            self.end(tracker, dispatcher);
        }
    }

    /// The records here are gone. Reading continues at the oldest that is kept.
    pub(super) fn trimmed(&mut self) {
        self.cursor.rewind();
        (self.rewound, self.tip) = (true, Tip::behind(Millis::ZERO));
    }

    /// The shard is gone, or read to its end: no collection gets more.
    pub(super) fn end(&mut self, tracker: &mut Tracker, dispatcher: &mut Dispatcher) {
        for (collection, want) in std::mem::take(&mut self.wants) {
            tracker.refill(&collection, want.events, false, dispatcher);
        }
    }

    /// The request failed.
    pub(super) fn failed(&mut self) {
        self.due = Instant::now() + PAUSE;
    }

    /// Adds what collections need from `start` on. Others are served in the next pass.
    fn want(&mut self, tracker: &Tracker, start: Option<&Sequence>) {
        for (collection, first, limit) in tracker.needs() {
            if start.is_none_or(|start| first.sequence >= *start) && !self.wants.contains_key(collection) {
                let want = Want { first: first.clone(), after: None, limit, pages: 0, events: Vec::new() };
                self.wants.insert(collection.clone(), want);
            }
        }
    }

    /// Searches the page, up to the position of the main reader.
    fn scan(&mut self, tracker: &mut Tracker, dispatcher: &mut Dispatcher) {
        let read = tracker.read.clone();
        let mut before = self.before.as_ref();
        for record in self.page.iter().take_while(|record| Some(&record.sequence) <= read.as_ref()) {
            for (part, event) in (0..).zip(&record.events) {
                let Some(want) = self.wants.get_mut(event.collection()) else { continue };
                let key = (&record.sequence, part);
                if key < want.first.key() || want.after.as_ref() >= Some(&record.sequence) {
                    continue;
                }
                let place = if key == want.first.key() {
                    want.first.clone()
                } else {
                    EventPosition { sequence: record.sequence.clone(), part, before: before.cloned() }
                };
                want.events.push((place, Arc::new(event.clone())));
                if want.events.len() == want.limit
                    && let Some(want) = self.wants.remove(event.collection())
                {
                    tracker.refill(event.collection(), want.events, true, dispatcher);
                }
            }
            before = Some(&record.sequence);
        }
        for want in self.wants.values_mut() {
            want.after = want.after.take().max(before.cloned());
        }
        let last = self.page.last().map(|record| &record.sequence);
        if last.is_some() && (self.closed || last >= read.as_ref()) {
            return self.end(tracker, dispatcher);
        }
        for (collection, want) in std::mem::take(&mut self.wants) {
            if want.events.is_empty() || want.pages < PATIENCE_PAGES {
                self.wants.insert(collection, want);
            } else {
                tracker.refill(&collection, want.events, true, dispatcher);
            }
        }
    }
}
