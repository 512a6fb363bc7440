//! Which records of a shard are read and not handled, and which checkpoint follows.

mod parking;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use compact_str::CompactString;

use crate::events::dispatcher::Dispatcher;
use crate::events::outcome::{Fate, FeedId, LaneId, Outcome};
use crate::model::row::Unreadable;
use crate::model::{Event, Millis};
use crate::store::feed::{ChangeNumber, Checkpoint, Entry, Lease, Parked, Record, Retry, Sequence};

/// How many events a starved collection gets at once.
const REFILL: usize = 64;

/// Records carry whole seconds.
fn whole_second(time: Millis) -> Millis {
    time.seconds().millis()
}

/// The position of an event in its shard.
#[derive(Debug, Clone)]
pub(super) struct EventPosition {
    pub sequence: Sequence,
    /// Its index among the events of its record.
    pub part: u8,
    /// A record before it, the previous one if known: the checkpoint while this event is unhandled.
    pub before: Option<Sequence>,
}

impl EventPosition {
    pub(super) fn key(&self) -> (&Sequence, u8) {
        (&self.sequence, self.part)
    }
}

/// The events of a collection that are read and not handled.
#[derive(Debug, Default)]
struct Unhandled {
    /// Those in the dispatcher, by number.
    held: VecDeque<(ChangeNumber, EventPosition)>,
    /// Where the events start that the dispatcher has not got. All of them are at this position or later; there may
    /// be none.
    rest: Option<EventPosition>,
    /// The stored retry of the first event.
    retry: Option<Retry>,
    /// Whether the checkpoint passes them.
    parked: bool,
    /// Whether the dispatcher has none of them.
    starved: bool,
}

impl Unhandled {
    fn first(&self) -> Option<&EventPosition> {
        self.held.front().map(|(_, place)| place).or(self.rest.as_ref())
    }
}

/// The events of a shard that are read and not handled.
pub(super) struct Tracker {
    feed: FeedId,
    collections: BTreeMap<CompactString, Unhandled>,
    /// Collections that are parked in an ancestor. Their events here wait until they are not.
    blocked: BTreeSet<CompactString>,
    last: ChangeNumber,
    /// The last record that was read.
    pub read: Option<Sequence>,
    /// Records before this time are older than the group. It applies up to the first newer record, and only if the
    /// position of the registration is unknown.
    since: Option<Millis>,
    checkpoint: Checkpoint,
    /// The time of the last record that was read.
    read_at: Millis,
    /// The record of the checkpoint was made at this time or later.
    pub checkpoint_at: Millis,
}

impl Tracker {
    /// Continues at the checkpoint of a lease.
    pub(super) fn new(
        feed: FeedId,
        lease: &Lease,
        blocked: BTreeSet<CompactString>,
        dispatcher: &mut Dispatcher,
    ) -> Self {
        let (read, since) = match &lease.checkpoint {
            Checkpoint::Since(since) => (None, Some(whole_second(*since))),
            Checkpoint::Through(sequence) | Checkpoint::Closed(sequence) => (Some(sequence.clone()), None),
            Checkpoint::End => (None, None),
        };
        let mut collections = BTreeMap::new();
        for (collection, Parked { from, part, retry }) in &lease.parked {
            let rest = EventPosition { sequence: from.clone(), part: *part, before: None };
            let retry = (*retry != Retry::default()).then_some(*retry);
            let unhandled =
                Unhandled { held: VecDeque::new(), rest: Some(rest), retry, parked: true, starved: true };
            collections.insert(collection.clone(), unhandled);
            dispatcher.open(LaneId { feed, collection: collection.clone() });
        }
        Self {
            feed,
            collections,
            blocked,
            last: ChangeNumber::ZERO,
            read,
            since,
            checkpoint: lease.checkpoint.clone(),
            read_at: lease.checkpoint_at,
            checkpoint_at: lease.checkpoint_at,
        }
    }

    /// Reading starts at the position of the registration, so no record is older than the group.
    pub(super) fn begin_at_position(&mut self) {
        self.since = None;
    }

    /// The position of the registration is lost. If no record was read, reading starts at the oldest.
    pub(super) fn lose_position(&mut self) {
        if let (Checkpoint::Since(since), None) = (&self.checkpoint, &self.read) {
            self.since = Some(whole_second(*since));
        }
    }

    /// Updates the blocked collections. The set only shrinks.
    pub(super) fn block(&mut self, blocked: BTreeSet<CompactString>) {
        self.blocked = blocked;
    }

    /// Takes the next record. Returns its row if that cannot be read.
    pub(super) fn take(&mut self, record: Record, dispatcher: &mut Dispatcher) -> Option<Unreadable> {
        if self.read.as_ref().is_some_and(|read| record.sequence <= *read) {
            return None;
        }
        let Record { sequence, events, unreadable, at } = record;
        let before = self.read.replace(sequence.clone());
        self.read_at = self.read_at.max(at);
        if self.since.is_some_and(|since| at < since) {
            return None;
        }
        // An earlier checkpoint would hide that older records are not the group's.
        self.since = None;
        for (part, event) in (0..).zip(events) {
            let place = EventPosition { sequence: sequence.clone(), part, before: before.clone() };
            let unhandled = self.collections.entry(event.collection().clone()).or_default();
            if unhandled.rest.is_some() {
                continue;
            }
            if self.blocked.contains(event.collection()) {
                dispatcher.open(LaneId { feed: self.feed, collection: event.collection().clone() });
                (unhandled.rest, unhandled.starved) = (Some(place), true);
                continue;
            }
            self.last = self.last.next();
            let number = self.last;
            let entry = Entry { number, event: Arc::new(event), retry: Retry::default() };
            if dispatcher.push(self.feed, entry) {
                unhandled.held.push_back((number, place));
            } else {
                unhandled.rest = Some(place);
            }
        }
        unreadable
    }

    /// Applies an outcome.
    pub(super) fn settle(&mut self, outcome: &Outcome) {
        let collection = &outcome.lane.collection;
        let Some(unhandled) = self.collections.get_mut(collection) else { return };
        if let Fate::Retry { retry, .. } = outcome.fate {
            unhandled.retry = Some(retry);
            return;
        }
        unhandled.retry = None;
        if unhandled.held.front().is_some_and(|(number, _)| *number == outcome.number) {
            unhandled.held.pop_front();
        }
        if unhandled.first().is_none() {
            self.collections.remove(collection);
        }
    }

    /// The lane of a collection is empty, because it was full before.
    pub(super) fn starve(&mut self, collection: &CompactString) {
        let Some(unhandled) = self.collections.get_mut(collection) else { return };
        if let Some((_, place)) = unhandled.held.pop_front() {
            unhandled.rest = Some(place);
        }
        unhandled.held.clear();
        unhandled.starved = true;
    }

    /// The starved collections whose next events are read already, where these start, and how many are useful.
    pub(super) fn needs(&self) -> impl Iterator<Item = (&CompactString, &EventPosition, usize)> {
        let starved = self.collections.iter().filter(|(_, unhandled)| unhandled.starved);
        let served = starved.filter(|(collection, _)| !self.blocked.contains(*collection));
        served.filter_map(|(collection, unhandled)| {
            let rest = unhandled.rest.as_ref()?;
            // The lane of a waiting collection holds one event.
            let limit = if unhandled.retry.is_some() { 1 } else { REFILL };
            (Some(&rest.sequence) <= self.read.as_ref()).then_some((collection, rest, limit))
        })
    }

    /// Gives a starved collection its next events. `more` says whether further ones may be among those already read.
    pub(super) fn refill(
        &mut self,
        collection: &CompactString,
        events: Vec<(EventPosition, Arc<Event>)>,
        more: bool,
        dispatcher: &mut Dispatcher,
    ) {
        let Some(unhandled) = self.collections.get_mut(collection) else { return };
        let first = unhandled.rest.take();
        unhandled.starved = false;
        let retry = unhandled.retry.take().filter(|_| {
            first.as_ref().map(EventPosition::key) == events.first().map(|(place, _)| place.key())
        });
        unhandled.retry = retry;
        if more {
            let next =
                |place: &EventPosition| EventPosition { part: place.part.saturating_add(1), ..place.clone() };
            unhandled.rest = events.last().map(|(place, _)| next(place)).or(first);
        }
        let mut retry = retry.unwrap_or_default();
        let mut entries = Vec::with_capacity(events.len());
        for (place, event) in events {
            self.last = self.last.next();
            entries.push(Entry { number: self.last, event, retry: std::mem::take(&mut retry) });
            unhandled.held.push_back((self.last, place));
        }
        if unhandled.first().is_none() {
            self.collections.remove(collection);
        }
        dispatcher.refill(&LaneId { feed: self.feed, collection: collection.clone() }, entries, more);
    }
}
