//! The events of one collection that wait for their handlers, first things first.

use std::collections::VecDeque;

use super::super::handlers::Succeeded;
use crate::model::Millis;
use crate::store::feed::{ChangeNumber, Entry, Retry};

/// What a line is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::events) enum Phase {
    /// It holds nothing, and neither does its feed.
    #[default]
    Empty,
    /// Its first event may be handled.
    Ready,
    /// Its first event is being handled.
    Running,
    /// A member of the group handles an event of its collection that comes before.
    Away,
    /// Its first event may be tried again at this time.
    Waiting(Millis),
    /// It holds nothing, but its feed does.
    Starved,
}

/// The events of one lane.
#[derive(Debug, Default)]
pub(in crate::events) struct Lane {
    phase: Phase,
    queue: VecDeque<Entry>,
    /// Whether the feed was read beyond what the line holds.
    more: bool,
    /// The number of the last event that the line held.
    pub last: ChangeNumber,
    /// The last handler of the first event that has succeeded here.
    here: Option<u32>,
    /// The first event, if it was dropped from memory while it waits.
    dropped: Option<Dropped>,
}

/// What is remembered of an event that must be read again.
#[derive(Debug)]
struct Dropped {
    number: ChangeNumber,
    retry: Retry,
    weight: usize,
}

impl Lane {
    /// A line that holds nothing while its feed does.
    pub fn starved() -> Self {
        Self { phase: Phase::Starved, more: true, ..Self::default() }
    }

    /// Whether the line holds all that its feed was read for it.
    pub fn is_whole(&self) -> bool {
        !self.more
    }

    /// Whether some handlers of the first event have succeeded, which nobody but this line knows.
    pub fn is_begun(&self) -> bool {
        let is_stored = |entry: &Entry| entry.retry.attempts > 0;
        self.phase == Phase::Ready && self.here.is_some() && !self.queue.front().is_some_and(is_stored)
    }

    /// Takes an event at the end; tells whether the line must be lined up. A line that is full, or that
    /// waits, leaves it to the feed, so that a collection that cannot be handled costs no memory.
    pub fn push(&mut self, entry: Entry, longest: usize) -> bool {
        if self.more || self.queue.len() >= self.longest(longest) {
            self.more = true;
            return false;
        }
        self.last = entry.number;
        self.queue.push_back(entry);
        self.phase == Phase::Empty
    }

    /// Takes what its feed has for it.
    pub fn refill(&mut self, mut entries: Vec<Entry>, more: bool) {
        if let (Some(dropped), Some(first)) = (self.dropped.take(), entries.first_mut()) {
            // What became of its last attempt may not be in the store yet, and it has waited.
            let retry = if first.number == dropped.number { dropped.retry } else { first.retry };
            first.retry = Retry { at: Millis::ZERO, ..retry };
        }
        if let Some(entry) = entries.last() {
            self.last = entry.number;
        }
        self.queue.extend(entries);
        self.more = more;
    }

    /// The first event, and what the line does with it.
    pub fn head(&mut self) -> Option<(&mut Phase, &mut Entry)> {
        Some((&mut self.phase, self.queue.front_mut()?))
    }

    /// The first event if it may be handled.
    pub fn ready_head(&mut self) -> Option<(&mut Phase, &mut Entry)> {
        if self.phase == Phase::Ready { self.head() } else { None }
    }

    /// Notes that a handler of the first event has succeeded, and what is to be remembered of that.
    pub fn succeed(&mut self, handler: u32, done: u64) {
        if let Some(entry) = self.queue.front_mut() {
            entry.retry = Retry { attempts: 0, at: Millis::ZERO, done };
            self.here = Some(handler);
            self.phase = Phase::Ready;
        }
    }

    /// Which handlers of the first event have succeeded.
    pub fn done(&self) -> Succeeded {
        let remembered = self.queue.front().map_or(0, |entry| entry.retry.done);
        self.here.map_or(Succeeded::Remembered(remembered), Succeeded::Here)
    }

    /// Takes the first event out; it is done.
    pub fn pop(&mut self) -> Option<Entry> {
        self.here = None;
        self.queue.pop_front()
    }

    /// Forgets the events from a number on, but not one that is being handled; tells whether none is
    /// left.
    pub fn cut(&mut self, number: ChangeNumber) -> bool {
        let running = usize::from(self.phase == Phase::Running);
        let keep = self.queue.iter().take_while(|entry| entry.number < number).count();
        self.queue.truncate(keep.max(running));
        self.queue.is_empty()
    }

    /// Lets the first event be tried again; tells whether it must be read for that.
    pub fn wake(&mut self) -> bool {
        self.phase = if self.dropped.is_some() { Phase::Starved } else { Phase::Ready };
        self.dropped.is_some()
    }

    /// Drops the event that waits from memory: its feed gives it once more.
    pub fn drop_waiting(&mut self) {
        if let (Phase::Waiting(_), Some(entry)) = (self.phase, self.queue.pop_front()) {
            let weight = entry.event.weight();
            self.dropped = Some(Dropped { number: entry.number, retry: entry.retry, weight });
            (self.more, self.last) = (true, ChangeNumber(entry.number.0.saturating_sub(1)));
        }
    }

    /// About how many bytes are needed to try the event again that was dropped.
    pub fn dropped(&self) -> Option<usize> {
        self.dropped.as_ref().map(|dropped| dropped.weight)
    }

    fn longest(&self, longest: usize) -> usize {
        if matches!(self.phase, Phase::Waiting(_) | Phase::Away) { 1 } else { longest }
    }

    /// Lets the first event wait until a member has handled what comes before, and leaves the rest to
    /// the feed.
    pub fn send_away(&mut self) {
        self.phase = Phase::Away;
        self.cut_short(1);
    }

    /// Goes on once that is so; tells whether the line has waited for it.
    pub fn come_back(&mut self) -> bool {
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

    /// Decides what to do by the event that is now the first.
    pub fn line_up(&mut self, longest: usize) -> Phase {
        self.phase = match self.queue.front() {
            Some(entry) if entry.retry.at > Millis::ZERO => Phase::Waiting(entry.retry.at),
            Some(_) => Phase::Ready,
            None if self.more => Phase::Starved,
            None => Phase::Empty,
        };
        self.cut_short(self.longest(longest));
        self.phase
    }

    /// About how many bytes the events take that could be handled now, or are being read for that. One
    /// that waits does not count: it must not keep others from being read.
    pub fn weight(&self) -> usize {
        match self.phase {
            Phase::Waiting(_) | Phase::Away => 0,
            Phase::Starved => self.dropped().unwrap_or(0),
            _ => self.queue.iter().map(|entry| entry.event.weight()).sum(),
        }
    }

    /// About how many bytes an event takes that waits.
    pub fn waiting(&self) -> usize {
        match (self.phase, self.queue.front()) {
            (Phase::Waiting(_), Some(entry)) => entry.event.weight(),
            _ => 0,
        }
    }
}

#[cfg(test)]
impl Lane {
    /// About how many bytes the events take that are held in memory.
    pub fn held(&self) -> usize {
        self.queue.iter().map(|entry| entry.event.weight()).sum()
    }
}
