//! Feeds, from which a dispatcher has its events. The shards of a stream share one: each comes and goes
//! by itself.

use std::collections::BTreeSet;

use super::LaneId;
use super::alarms::Alarm;
use super::lane::Lane;
use super::{Dispatcher, Outcome};
use crate::model::Millis;
use crate::store::feed::{ChangeNumber, Entry};

impl Dispatcher {
    /// The lanes of a feed that have come to the end of what they held while the feed holds more, each
    /// with the number of the last event that it held.
    pub fn take_starved(&mut self, feed: u32) -> Vec<(LaneId, ChangeNumber)> {
        let lanes = self.take_starved_of(feed);
        let number = |id: &LaneId| self.lanes.get(id).map(|lane| lane.last);
        lanes.into_iter().filter_map(|id| number(&id).map(|number| (id, number))).collect()
    }

    /// Gives a starved lane its next events, in order; `more` tells whether the feed has more of them
    /// among those that were pushed.
    pub fn refill(&mut self, id: &LaneId, entries: Vec<Entry>, more: bool) {
        self.change(id, |lane| lane.refill(entries, more));
        self.line_up(id.clone());
    }

    /// Makes a lane known that holds nothing while its feed does: [`Self::refill`] gives it its events,
    /// and none that is pushed overtakes them.
    pub fn open(&mut self, id: LaneId) {
        self.lanes.insert(id, Lane::starved());
    }

    /// The starved lanes of one feed.
    pub fn take_starved_of(&mut self, feed: u32) -> Vec<LaneId> {
        self.starved.extract_if(.., |id| id.feed == feed).collect()
    }

    /// What became of events of one feed.
    pub fn take_outcomes_of(&mut self, feed: u32) -> Vec<Outcome> {
        self.outcomes.extract_if(.., |outcome| outcome.lane.feed == feed).collect()
    }

    /// The feeds that have outcomes or starved lanes.
    pub fn feeds_with_news(&self) -> BTreeSet<u32> {
        let outcomes = self.outcomes.iter().map(|outcome| outcome.lane.feed);
        outcomes.chain(self.starved.iter().map(|id| id.feed)).collect()
    }

    /// Begins no more events of a feed, until it is forgotten. Those that are begun go on.
    pub fn pause(&mut self, feed: u32) {
        self.paused.insert(feed);
    }

    /// Lets handlers of a feed's events start until a time, and no more until it is set anew: a process
    /// that was stopped or asleep has lost the feed before anything of it can take note of that.
    pub fn lend(&mut self, feed: u32, until: Millis) {
        self.lent.insert(feed, until);
        self.ready.extend(self.overdue.extract_if(.., |id| id.feed == feed));
    }

    /// Whether no event of a feed is begun and not told of.
    pub fn is_drained(&self, feed: u32) -> bool {
        let is_begun = |id: &&LaneId| self.lanes.get(*id).is_some_and(Lane::is_begun);
        self.running_of(feed) == 0
            && !self.outcomes.iter().any(|outcome| outcome.lane.feed == feed)
            && !self.ready.iter().take_while(is_begun).any(|id| id.feed == feed)
            && !self.overdue.iter().filter(is_begun).any(|id| id.feed == feed)
    }

    /// How many handlers of a feed's events are running.
    pub fn running_of(&self, feed: u32) -> usize {
        self.running.values().filter(|running| running.lane.feed == feed).count()
    }

    /// Forgets the events of a feed, whose handling is another's from here on. What runs goes on
    /// unheard.
    pub fn forget(&mut self, feed: u32) {
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
