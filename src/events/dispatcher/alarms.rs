//! Deadlines: retries that are due, and handlers that time out.

use std::time::Duration;

use super::super::handlers::Handlers;
use super::Dispatcher;
use super::lane::Lane;
use crate::events::HELD;
use crate::events::outcome::{FeedId, LaneId};
use crate::model::Millis;

/// Bytes of events waiting for a retry that stay in memory. Further ones are dropped, and read again when they are
/// due.
const WAITING: usize = 16 * 1024 * 1024;
/// How long a dropped event that is due waits for free memory before the next try.
const ROOM_AFTER: Duration = Duration::from_millis(250);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Alarm {
    Retry(LaneId),
    Timeout(u64),
}

/// Limits of the bytes of events in memory.
#[derive(Debug)]
pub(super) struct Room {
    /// Of events that wait for a retry.
    pub waiting: usize,
    /// Of events that could be handled. Above this, dropped events are not read again.
    pub held: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { waiting: WAITING, held: HELD }
    }
}

impl Dispatcher {
    /// Handles everything that is due: retries, and handlers that time out.
    pub fn tick(&mut self, now: Millis) {
        while self.alarms.first().is_some_and(|(at, _)| *at <= now) {
            match self.alarms.pop_first() {
                Some((_, Alarm::Retry(id))) => {
                    let dropped = self.lanes.get(&id).and_then(Lane::dropped);
                    if dropped
                        .is_some_and(|dropped| self.weight > 0 && self.weight + dropped > self.room.held)
                    {
                        self.alarms.insert((now + ROOM_AFTER, Alarm::Retry(id)));
                        continue;
                    }
                    match self.change(&id, Lane::wake) {
                        Some(true) => self.starved.push(id),
                        Some(false) => self.ready.push_back(id),
                        // The feed was forgotten since, and the lane with it.
                        None => {}
                    }
                }
                Some((_, Alarm::Timeout(run))) => {
                    let timeout = self.running.get(&run).map_or(Duration::ZERO, |running| running.timeout);
                    self.finish(
                        run,
                        Err(format!("The handler did not finish within {} ms.", timeout.as_millis()).into()),
                        now,
                    );
                }
                None => return,
            }
        }
    }

    /// Makes events of a feed ready that wait for a retry but match no handler here any more, so that they go to a
    /// member that wants them.
    pub fn wake_unwanted(&mut self, feed: FeedId, handlers: &Handlers) {
        let lanes = &mut self.lanes;
        let mut is_unwanted = |id: &LaneId| {
            id.feed == feed
                && lanes
                    .get_mut(id)
                    .and_then(Lane::head)
                    .is_some_and(|(_, entry)| !handlers.wants(&entry.event))
        };
        let unwanted = self.alarms.iter().filter(|(_, alarm)| match alarm {
            Alarm::Retry(id) => is_unwanted(id),
            Alarm::Timeout(_) => false,
        });
        for (at, alarm) in unwanted.cloned().collect::<Vec<_>>() {
            self.alarms.remove(&(at, alarm.clone()));
            if let Alarm::Retry(id) = alarm
                && self.change(&id, Lane::wake) == Some(false)
            {
                self.ready.push_back(id);
            }
        }
    }

    /// When [`Self::tick`] must be called next.
    pub fn next_alarm(&self) -> Option<Millis> {
        self.alarms.first().map(|(at, _)| *at)
    }
}

#[cfg(test)]
impl Dispatcher {
    /// Sets other memory limits, for tests.
    #[must_use]
    pub fn with_room(mut self, waiting: usize, held: usize) -> Self {
        self.room = Room { waiting, held };
        self
    }

    /// About how many bytes the events in memory take.
    pub fn held(&self) -> usize {
        self.lanes.values().map(Lane::held).sum()
    }
}
