//! The order of events: which handler runs next, when a failed one is retried, when an event is given up.
//!
//! A pure state machine: events, results and the time go in; runs and outcomes come out. It has no clock, thread or
//! store.

mod alarms;
mod away;
mod feeds;
mod lane;
mod run;
mod stop_at_failure;

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;

use self::alarms::{Alarm, Room};
use self::lane::{Lane, Phase};
use super::outcome::{DeadLetters, FeedId, LaneId, Outcome};
use crate::model::Millis;
use crate::store::feed::{Entry, MemberId};

#[derive(Debug)]
struct Running {
    lane: LaneId,
    handler: u32,
    /// The fingerprint to store if the handler succeeds.
    done: u64,
    deadline: Millis,
    timeout: Duration,
    /// How often the handler tries an event.
    attempts: u32,
    /// Where an event goes that the handler gives up.
    dead_letters: Option<Arc<DeadLetters>>,
}

/// Orders the events of one group in one process.
#[derive(Debug)]
pub struct Dispatcher {
    concurrency: usize,
    accepting: bool,
    /// Feeds of which no more events start.
    paused: BTreeSet<FeedId>,
    lanes: HashMap<LaneId, Lane>,
    /// Lanes whose first event can be handled, in the order in which they became ready.
    ready: VecDeque<LaneId>,
    /// Lanes whose next events must be read from their feed.
    starved: Vec<LaneId>,
    running: HashMap<u64, Running>,
    /// Lanes of which a member has events, and which member. They wait here.
    away: HashMap<LaneId, MemberId>,
    /// Until when each feed belongs to this process.
    lent: HashMap<FeedId, Millis>,
    /// Lanes that became ready after their feed's time had run out.
    overdue: Vec<LaneId>,
    alarms: BTreeSet<(Millis, Alarm)>,
    outcomes: Vec<Outcome>,
    runs: u64,
    /// How many events a lane holds in memory at most.
    longest: usize,
    /// Whether a feed stops at its first failed event.
    stops_at_failure: bool,
    /// About how many bytes the events of all lanes take: see [`Lane::weight`].
    weight: usize,
    /// About how many bytes the events take that wait: see [`Lane::waiting`].
    waiting: usize,
    room: Room,
    random: Rng,
}

impl Dispatcher {
    /// An empty dispatcher whose lanes hold at most `longest` events. `random` gives the jitter of retries.
    pub fn new(concurrency: usize, longest: usize, random: Rng) -> Self {
        Self {
            concurrency,
            accepting: true,
            paused: BTreeSet::new(),
            lanes: HashMap::new(),
            ready: VecDeque::new(),
            starved: Vec::new(),
            running: HashMap::new(),
            away: HashMap::new(),
            lent: HashMap::new(),
            overdue: Vec::new(),
            alarms: BTreeSet::new(),
            outcomes: Vec::new(),
            runs: 0,
            longest,
            stops_at_failure: false,
            weight: 0,
            waiting: 0,
            room: Room::default(),
            random,
        }
    }

    /// Sets how many lanes run at once.
    pub fn set_concurrency(&mut self, concurrency: usize) {
        self.concurrency = concurrency;
    }

    /// How many lanes run at once.
    pub fn concurrency(&self) -> usize {
        self.concurrency
    }

    /// Takes the next event of a feed. Events of a feed come in order. A lane that is full leaves events to its feed
    /// and asks for them later: see [`Self::take_starved`]. Returns whether the dispatcher holds the event.
    pub fn push(&mut self, feed: FeedId, entry: Entry) -> bool {
        let id = LaneId { feed, collection: entry.event.collection().clone() };
        let longest = self.longest;
        self.lanes.entry(id.clone()).or_default();
        let pushed = self.change(&id, |lane| (lane.push(entry, longest), lane.is_whole()));
        if pushed.is_some_and(|(first, _)| first) {
            self.enqueue(id);
        }
        pushed.is_some_and(|(_, held)| held)
    }

    /// Takes what became of events since the last call.
    pub fn take_outcomes(&mut self) -> Vec<Outcome> {
        std::mem::take(&mut self.outcomes)
    }

    /// Whether there are outcomes to take.
    pub fn has_outcomes(&self) -> bool {
        !self.outcomes.is_empty()
    }

    /// Starts no more events, or starts events again. Events that have begun continue.
    pub fn accept(&mut self, accepting: bool) {
        self.accepting = accepting;
    }

    /// How many handlers run.
    pub fn running(&self) -> usize {
        self.running.len()
    }

    /// Whether every event that was pushed is handled.
    pub fn is_empty(&self) -> bool {
        self.lanes.is_empty()
    }

    /// About how many bytes the events take that can be handled now. Events that wait for a retry do not count, or
    /// they would keep others from being read.
    pub fn weight(&self) -> usize {
        self.weight
    }

    /// Forgets all events, and starts no more handlers.
    pub fn abandon(&mut self) {
        *self = Self::new(self.concurrency, self.longest, self.random.clone());
        self.accepting = false;
    }

    /// Puts a lane where it belongs by the event that is first now.
    fn enqueue(&mut self, id: LaneId) {
        let longest = self.longest;
        let Some(phase) = self.change(&id, |lane| lane.advance(longest)) else { return };
        match phase {
            Phase::Ready => self.ready.push_back(id),
            Phase::Waiting(at) => {
                if self.waiting > self.room.waiting && !self.stops_at_failure {
                    self.change(&id, Lane::drop_waiting);
                }
                self.alarms.insert((at, Alarm::Retry(id)));
            }
            Phase::Starved => self.starved.push(id),
            Phase::Running | Phase::Away => {}
            Phase::Empty => drop(self.lanes.remove(&id)),
        }
    }

    /// Changes a lane and updates the byte counts.
    fn change<T>(&mut self, id: &LaneId, change: impl FnOnce(&mut Lane) -> T) -> Option<T> {
        let lane = self.lanes.get_mut(id)?;
        let (weight, waiting) = (lane.weight(), lane.waiting());
        let result = change(lane);
        self.weight = self.weight + lane.weight() - weight;
        self.waiting = self.waiting + lane.waiting() - waiting;
        Some(result)
    }
}
