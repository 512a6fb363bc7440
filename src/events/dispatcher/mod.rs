//! The order of events: which handler runs next, when a failed one is retried, when an event is dropped.
//!
//! A pure state machine: events, results and the time go in; runs and outcomes come out. It has no clock, thread or
//! store.

mod alarms;
mod away;
mod feeds;
mod lane;
mod outcome;
mod stop_at_failure;

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;

use self::alarms::{Alarm, Room};
use self::lane::{Lane, Phase};
pub use self::outcome::{Fate, LaneId, Outcome, Run};
use super::backoff;
use super::handlers::{Handlers, Succeeded};
use crate::model::Millis;
use crate::model::limits::EVENT_LIFETIME;
use crate::store::feed::{Entry, MemberId, Queue, Retry};

#[derive(Debug)]
struct Running {
    lane: LaneId,
    handler: u32,
    /// The fingerprint to store if the handler succeeds.
    done: u64,
    deadline: Millis,
    timeout: Duration,
}

/// Orders the events of one group in one process.
#[derive(Debug)]
pub struct Dispatcher {
    concurrency: usize,
    accepting: bool,
    /// Feeds of which no more events start.
    paused: BTreeSet<u32>,
    lanes: HashMap<LaneId, Lane>,
    /// Lanes whose first event can be handled, in the order in which they became ready.
    ready: VecDeque<LaneId>,
    /// Lanes whose next events must be read from their feed.
    starved: Vec<LaneId>,
    running: HashMap<u64, Running>,
    /// Lanes of which a member has events, and which member. They wait here.
    away: HashMap<LaneId, MemberId>,
    /// Until when each feed belongs to this process.
    lent: HashMap<u32, Millis>,
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
    pub fn push(&mut self, feed: u32, entry: Entry) -> bool {
        let id = LaneId { feed, collection: entry.event.collection().clone() };
        let longest = self.longest;
        self.lanes.entry(id.clone()).or_default();
        let pushed = self.change(&id, |lane| (lane.push(entry, longest), lane.is_whole()));
        if pushed.is_some_and(|(first, _)| first) {
            self.line_up(id);
        }
        pushed.is_some_and(|(_, held)| held)
    }

    /// The next handler to run.
    pub fn start(&mut self, handlers: &Handlers, now: Millis) -> Option<Run> {
        if !self.is_runnable(handlers, now) {
            return None;
        }
        let id = self.ready.pop_front()?;
        let lane = self.lanes.get_mut(&id)?;
        let done = lane.done();
        let (phase, entry) = lane.ready_head()?;
        let (handler, done) = handlers.next(&entry.event, done)?;
        self.runs += 1;
        let run = Run { id: self.runs, handler: handler.id, event: Arc::clone(&entry.event) };
        *phase = Phase::Running;
        let deadline = now + handler.timeout;
        self.alarms.insert((deadline, Alarm::Timeout(run.id)));
        let running = Running { lane: id, handler: handler.id, done, deadline, timeout: handler.timeout };
        self.running.insert(run.id, running);
        Some(run)
    }

    /// Whether a handler can run now. Events that match no handler, and events older than 24 hours, end here. Events
    /// that have begun continue even when nothing more is accepted: their lanes are first among the ready ones.
    pub fn is_runnable(&mut self, handlers: &Handlers, now: Millis) -> bool {
        while let Some(id) = self.ready.front() {
            if self.lent.get(&id.feed).is_some_and(|until| *until <= now) {
                self.overdue.extend(self.ready.pop_front());
                continue;
            }
            let lane = self.lanes.get_mut(id);
            if !lane.as_ref().is_some_and(|lane| lane.is_begun()) {
                if !self.accepting {
                    return false;
                }
                if self.paused.contains(&id.feed) {
                    self.ready.pop_front();
                    continue;
                }
            }
            let done = lane.as_ref().map_or(Succeeded::Remembered(0), |lane| lane.done());
            let is_away = self.away.contains_key(id);
            let fate = match lane.and_then(Lane::ready_head) {
                Some((_, entry)) if now.since(entry.event.at) >= EVENT_LIFETIME => {
                    Some(Fate::Dropped { attempts: entry.retry.attempts })
                }
                Some((_, entry)) if handlers.next(&entry.event, done).is_none() => {
                    Some(handlers.fate_of_done(id.feed, &entry.event, done))
                }
                Some(_) if !is_away => return self.running.len() < self.concurrency,
                Some(_) | None => None,
            };
            let Some(id) = self.ready.pop_front() else { return false };
            match fate {
                Some(Fate::Moved(Queue::Member(member))) if !self.hand_over(&id, member) => {
                    self.change(&id, Lane::send_away);
                }
                Some(fate) => self.end(&id, fate),
                None if is_away => drop(self.change(&id, Lane::send_away)),
                None => {}
            }
        }
        false
    }

    /// A handler has succeeded, or failed with a message. A result is ignored after the handler's timeout.
    pub fn finish(&mut self, run: u64, result: Result<(), String>, now: Millis) {
        let Some(Running { lane: id, handler, done, deadline, .. }) = self.running.remove(&run) else {
            return;
        };
        self.alarms.remove(&(deadline, Alarm::Timeout(run)));
        let Some(lane) = self.lanes.get_mut(&id) else { return };
        match result {
            Ok(()) => {
                lane.succeed(handler, done);
                // The next handler of the event goes before other lanes.
                self.ready.push_front(id);
            }
            Err(error) => {
                let Some((_, entry)) = lane.head() else { return };
                let attempts = entry.retry.attempts.saturating_add(1);
                let end = entry.event.at + EVENT_LIFETIME;
                let at = (now + backoff::delay(attempts, &mut self.random)).min(end);
                entry.retry = Retry { attempts, at, done: entry.retry.done };
                let (number, event, retry) = (entry.number, Arc::clone(&entry.event), entry.retry);
                self.line_up(id.clone());
                let fate = Fate::Retry { retry, error, delay: at.since(now) };
                if self.stops_at_failure {
                    self.cut(id.feed, number);
                }
                self.outcomes.push(Outcome { lane: id, number, event, fate });
            }
        }
    }

    /// The event of a run cannot be read. Its lane continues without it.
    pub fn give_up(&mut self, run: u64) {
        let Some(Running { lane: id, deadline, .. }) = self.running.remove(&run) else { return };
        self.alarms.remove(&(deadline, Alarm::Timeout(run)));
        self.end(&id, Fate::GivenUp);
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

    /// Ends the first event of a lane.
    fn end(&mut self, id: &LaneId, fate: Fate) {
        if let Some(entry) = self.change(id, Lane::pop).flatten() {
            let (number, event) = (entry.number, entry.event);
            self.outcomes.push(Outcome { lane: id.clone(), number, event, fate });
        }
        self.line_up(id.clone());
    }

    /// Puts a lane where it belongs by the event that is first now.
    fn line_up(&mut self, id: LaneId) {
        let longest = self.longest;
        let Some(phase) = self.change(&id, |lane| lane.line_up(longest)) else { return };
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
