//! The events of one collection in one feed, handled in order.

use std::collections::VecDeque;

use super::super::handlers::Succeeded;
use crate::events::outcome::{GivenUp, HandlerError};
use crate::model::Millis;
use crate::store::feed::{ChangeNumber, Entry, Retry};

/// What a lane is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::events) enum Phase {
    /// The lane is empty, and its feed has nothing more for it.
    #[default]
    Empty,
    /// The first event can be handled.
    Ready,
    /// A handler of the first event runs.
    Running,
    /// Another member of the group handles an earlier event of the collection.
    Away,
    /// The first event waits for a retry at this time.
    Waiting(Millis),
    /// The lane is empty, but its feed has more for it.
    Starved,
}

/// The events of one collection in one feed.
#[derive(Debug, Default)]
pub(in crate::events) struct Lane {
    phase: Phase,
    queue: VecDeque<Entry>,
    /// Whether the feed has more events than the lane holds.
    more: bool,
    /// The number of the last event that the lane took.
    pub last: ChangeNumber,
    /// The last handler of the first event that succeeded in this process.
    here: Option<u32>,
    /// The first event, if it was dropped from memory while it waits for a retry.
    dropped: Option<Dropped>,
    /// Why the first event failed last in this process.
    pub error: Option<HandlerError>,
    /// The handlers that gave the first event up, and of which the store does not know that yet.
    pub given_up: Vec<GivenUp>,
}

/// What is kept of a dropped event, which must be read again.
#[derive(Debug)]
struct Dropped {
    number: ChangeNumber,
    retry: Retry,
    weight: usize,
}

impl Lane {
    /// A lane that is empty although its feed has events for it.
    pub(super) fn starved() -> Self {
        Self { phase: Phase::Starved, more: true, ..Self::default() }
    }

    /// Whether the lane holds everything that its feed has for it.
    pub(super) fn is_whole(&self) -> bool {
        !self.more
    }

    /// Whether handlers of the first event have succeeded, and the store does not know that yet.
    pub(super) fn is_begun(&self) -> bool {
        let is_stored = |entry: &Entry| entry.retry.attempts > 0;
        self.phase == Phase::Ready && self.here.is_some() && !self.queue.front().is_some_and(is_stored)
    }

    /// Appends an event. Returns whether the lane must be enqueued. A lane that is full or waits leaves the event to
    /// its feed, so that a failing collection takes no memory.
    pub(super) fn push(&mut self, entry: Entry, longest: usize) -> bool {
        if self.more || self.queue.len() >= self.longest(longest) {
            self.more = true;
            return false;
        }
        self.last = entry.number;
        self.queue.push_back(entry);
        self.phase == Phase::Empty
    }

    /// Appends events that were read again. `more` says whether the feed has further ones.
    pub(super) fn refill(&mut self, mut entries: Vec<Entry>, more: bool) {
        if let (Some(dropped), Some(first)) = (self.dropped.take(), entries.first_mut()) {
            // The store may not know the result of the last attempt yet. The event has waited already.
            let retry = if first.number == dropped.number { dropped.retry } else { first.retry };
            first.retry = Retry { at: Millis::ZERO, ..retry };
        }
        if let Some(entry) = entries.last() {
            self.last = entry.number;
        }
        self.queue.extend(entries);
        self.more = more;
    }

    /// The first event, and the phase of the lane.
    pub(super) fn head(&mut self) -> Option<(&mut Phase, &mut Entry)> {
        Some((&mut self.phase, self.queue.front_mut()?))
    }

    /// The first event, if it can be handled.
    pub(super) fn ready_head(&mut self) -> Option<(&mut Phase, &mut Entry)> {
        if self.phase == Phase::Ready { self.head() } else { None }
    }

    /// Records that a handler of the first event succeeded or gave up, and the fingerprint `done` to store.
    pub(super) fn pass(&mut self, handler: u32, done: u64) {
        self.error = None;
        if let Some(entry) = self.queue.front_mut() {
            entry.retry = Retry { attempts: 0, at: Millis::ZERO, done };
            self.here = Some(handler);
            self.phase = Phase::Ready;
        }
    }

    /// Which handlers of the first event have succeeded.
    pub(super) fn done(&self) -> Succeeded {
        let remembered = self.queue.front().map_or(0, |entry| entry.retry.done);
        self.here.map_or(Succeeded::Remembered(remembered), Succeeded::Here)
    }

    /// Removes the first event, which is done.
    pub(super) fn pop(&mut self) -> Option<Entry> {
        (self.here, self.error) = (None, None);
        self.queue.pop_front()
    }

    /// Forgets the events from `number` on, except one whose handler runs. Returns whether none is left.
    pub(super) fn cut(&mut self, number: ChangeNumber) -> bool {
        let running = usize::from(self.phase == Phase::Running);
        let keep = self.queue.iter().take_while(|entry| entry.number < number).count();
        self.queue.truncate(keep.max(running));
        self.queue.is_empty()
    }

    /// Ends the wait of the first event. Returns whether it must be read again.
    pub(super) fn wake(&mut self) -> bool {
        self.phase = if self.dropped.is_some() { Phase::Starved } else { Phase::Ready };
        self.dropped.is_some()
    }

    /// Drops the waiting event from memory. Its feed brings it again.
    pub(super) fn drop_waiting(&mut self) {
        if let (Phase::Waiting(_), Some(entry)) = (self.phase, self.queue.pop_front()) {
            let weight = entry.event.weight();
            self.dropped = Some(Dropped { number: entry.number, retry: entry.retry, weight });
            (self.more, self.last) = (true, ChangeNumber(entry.number.0.saturating_sub(1)));
        }
    }

    /// About how many bytes the dropped event takes once it is read again.
    pub(super) fn dropped(&self) -> Option<usize> {
        self.dropped.as_ref().map(|dropped| dropped.weight)
    }

    fn longest(&self, longest: usize) -> usize {
        if matches!(self.phase, Phase::Waiting(_) | Phase::Away) { 1 } else { longest }
    }

    /// Makes the first event wait until a member has handled what comes before it, and drops the rest, which the feed
    /// brings again.
    pub(super) fn send_away(&mut self) {
        self.phase = Phase::Away;
        self.cut_short(1);
    }

    /// Continues after [`Self::send_away`]. Returns whether the lane was waiting.
    pub(super) fn come_back(&mut self) -> bool {
        let was_away = self.phase == Phase::Away;
        if was_away {
            self.phase = Phase::Ready;
        }
        was_away
    }

    fn cut_short(&mut self, longest: usize) {
        if self.queue.len() > longest {
            self.queue.truncate(longest);
            self.more = true;
            self.last = self.queue.back().map_or(self.last, |entry| entry.number);
        }
    }

    /// Sets the phase by the event that is first now.
    pub(super) fn advance(&mut self, longest: usize) -> Phase {
        self.phase = match self.queue.front() {
            Some(entry) if entry.retry.at > Millis::ZERO => Phase::Waiting(entry.retry.at),
            Some(_) => Phase::Ready,
            None if self.more => Phase::Starved,
            None => Phase::Empty,
        };
        self.cut_short(self.longest(longest));
        self.phase
    }

    /// About how many bytes the events take that can be handled or are being read. A waiting event does not count, or
    /// it would keep others from being read.
    pub(super) fn weight(&self) -> usize {
        match self.phase {
            Phase::Waiting(_) | Phase::Away => 0,
            Phase::Starved => self.dropped().unwrap_or(0),
            _ => self.queue.iter().map(|entry| entry.event.weight()).sum(),
        }
    }

    /// About how many bytes the waiting event takes.
    pub(super) fn waiting(&self) -> usize {
        match (self.phase, self.queue.front()) {
            (Phase::Waiting(_), Some(entry)) => entry.event.weight(),
            _ => 0,
        }
    }
}

#[cfg(test)]
impl Lane {
    /// About how many bytes the events in memory take.
    pub(super) fn held(&self) -> usize {
        self.queue.iter().map(|entry| entry.event.weight()).sum()
    }
}
