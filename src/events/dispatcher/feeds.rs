//! Feeds, which bring the dispatcher its events. All shards of a stream share one dispatcher; each feed comes and
//! goes on its own.

use std::collections::BTreeSet;

use super::Dispatcher;
use super::alarms::Alarm;
use super::lane::Lane;
use crate::events::outcome::{FeedId, LaneId, Outcome};
use crate::model::Millis;
use crate::store::feed::{ChangeNumber, Entry};

impl Dispatcher {
    /// The starved lanes of a feed, each with the number of the last event that it held.
    pub fn take_starved(&mut self, feed: FeedId) -> Vec<(LaneId, ChangeNumber)> {
        let lanes = self.take_starved_of(feed);
        let number = |id: &LaneId| self.lanes.get(id).map(|lane| lane.last);
        lanes.into_iter().filter_map(|id| number(&id).map(|number| (id, number))).collect()
    }

    /// Gives a starved lane its next events, in order. `more` says whether the feed has more of them among those that
    /// were pushed.
    pub fn refill(&mut self, id: &LaneId, entries: Vec<Entry>, more: bool) {
        self.change(id, |lane| lane.refill(entries, more));
        self.enqueue(id.clone());
    }

    /// Adds a lane that holds nothing although its feed has events for it. [`Self::refill`] brings them; events
    /// pushed meanwhile come after them.
    pub fn open(&mut self, id: LaneId) {
        self.lanes.insert(id, Lane::starved());
    }

    /// The starved lanes of one feed.
    pub fn take_starved_of(&mut self, feed: FeedId) -> Vec<LaneId> {
        self.starved.extract_if(.., |id| id.feed == feed).collect()
    }

    /// Takes what became of the events of one feed.
    pub fn take_outcomes_of(&mut self, feed: FeedId) -> Vec<Outcome> {
        self.outcomes.extract_if(.., |outcome| outcome.lane.feed == feed).collect()
    }

    /// The feeds that have outcomes or starved lanes.
    pub fn feeds_with_news(&self) -> BTreeSet<FeedId> {
        let outcomes = self.outcomes.iter().map(|outcome| outcome.lane.feed);
        outcomes.chain(self.starved.iter().map(|id| id.feed)).collect()
    }

    /// Starts no more events of a feed, until it is forgotten. Events that have begun continue.
    pub fn pause(&mut self, feed: FeedId) {
        self.paused.insert(feed);
    }

    /// Lets handlers start for events of a feed until a time, and no later until this is called again. A process that
    /// was suspended has lost the feed before any of its code can notice.
    pub fn lend(&mut self, feed: FeedId, until: Millis) {
        self.lent.insert(feed, until);
        self.ready.extend(self.overdue.extract_if(.., |id| id.feed == feed));
    }

    /// Whether every event of a feed that has begun has been reported.
    pub fn is_drained(&self, feed: FeedId) -> bool {
        let is_begun = |id: &&LaneId| self.lanes.get(*id).is_some_and(Lane::is_begun);
        self.running_of(feed) == 0
            && !self.outcomes.iter().any(|outcome| outcome.lane.feed == feed)
            && !self.ready.iter().take_while(is_begun).any(|id| id.feed == feed)
            && !self.overdue.iter().filter(is_begun).any(|id| id.feed == feed)
    }

    /// How many handlers run for events of a feed.
    pub fn running_of(&self, feed: FeedId) -> usize {
        self.running.values().filter(|running| running.lane.feed == feed).count()
    }

    /// Forgets the events of a feed that another process takes over. Results of handlers that still run are ignored.
    pub fn forget(&mut self, feed: FeedId) {
        self.paused.remove(&feed);
        self.away.retain(|id, _| id.feed != feed);
        self.lent.remove(&feed);
        self.overdue.retain(|id| id.feed != feed);
        self.lanes.retain(|id, _| id.feed != feed);
        self.weight = self.lanes.values().map(Lane::weight).sum();
        self.waiting = self.lanes.values().map(Lane::waiting).sum();
        self.ready.retain(|id| id.feed != feed);
        self.starved.retain(|id| id.feed != feed);
        self.outcomes.retain(|outcome| outcome.lane.feed != feed);
        self.running.retain(|_, running| running.lane.feed != feed);
        let running = &self.running;
        self.alarms.retain(|(_, alarm)| match alarm {
            Alarm::Retry(id) => id.feed != feed,
            Alarm::Timeout(run) => running.contains_key(run),
        });
    }
}
