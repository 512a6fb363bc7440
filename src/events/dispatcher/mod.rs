//! The order of events: which handler runs next, when a failed one runs again, when it is given up.
//!
//! A state machine without time, threads or a store of its own: everything that happens is told to
//! it, with the time, and it tells what is to be done.

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
    /// What is to be remembered if it succeeds.
    done: u64,
    deadline: Millis,
    timeout: Duration,
}

/// Orders the events of one group in one process.
#[derive(Debug)]
pub struct Dispatcher {
    concurrency: usize,
    accepting: bool,
    /// Feeds of which no more events are begun.
    paused: BTreeSet<u32>,
    lanes: HashMap<LaneId, Lane>,
    /// Lanes whose first event may be handled, in the order in which they became so.
    ready: VecDeque<LaneId>,
    /// Lanes whose further events must be read from their feed.
    starved: Vec<LaneId>,
    running: HashMap<u64, Running>,
    /// Lanes of which a member has events, and which. Nothing of them begins here meanwhile.
    away: HashMap<LaneId, MemberId>,
    /// Until when feeds are this process's, by the clock that it is told the time by.
    lent: HashMap<u32, Millis>,
    /// Lanes that were ready when their feed was no longer.
    overdue: Vec<LaneId>,
    alarms: BTreeSet<(Millis, Alarm)>,
    outcomes: Vec<Outcome>,
    runs: u64,
    /// Most events that a lane holds in memory.
    longest: usize,
    /// Whether nothing is begun behind an event that has failed.
    stops_at_failure: bool,
    /// About how many bytes the events of all lanes take: see [`Lane::weight`].
    weight: usize,
    /// About how many bytes the events take that wait: see [`Lane::waiting`].
    waiting: usize,
    room: Room,
    random: Rng,
}

impl Dispatcher {
    /// An empty dispatcher whose lanes hold at most `longest` events. The random numbers are those of
    /// the backoff's jitter.
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

    /// Sets how many lanes may be handled at once.
    pub fn set_concurrency(&mut self, concurrency: usize) {
        self.concurrency = concurrency;
    }

    /// How many lanes may be handled at once.
    pub fn concurrency(&self) -> usize {
        self.concurrency
    }

    /// Takes the next event of a feed. Events of a feed come in order; a lane that holds many is cut
    /// short, and asks for the rest later: see [`Self::take_starved`]. Tells whether it holds the event.
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

    /// Whether there is a handler to run now. Events that none wants, and those whose time is over,
    /// end here. Those that are begun go on even where nothing more is accepted: their lanes are the
    /// first of those that are ready.
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

    /// A handler has ended, well or with what it threw. One that is no longer waited for is ignored.
    pub fn finish(&mut self, run: u64, result: Result<(), String>, now: Millis) {
        let Some(Running { lane: id, handler, done, deadline, .. }) = self.running.remove(&run) else {
            return;
        };
        self.alarms.remove(&(deadline, Alarm::Timeout(run)));
        let Some(lane) = self.lanes.get_mut(&id) else { return };
        match result {
            Ok(()) => {
                lane.succeed(handler, done);
                // The event's next handler goes before other lanes.
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

    /// The event of a run cannot be read: its lane goes on without it.
    pub fn give_up(&mut self, run: u64) {
        let Some(Running { lane: id, deadline, .. }) = self.running.remove(&run) else { return };
        self.alarms.remove(&(deadline, Alarm::Timeout(run)));
        self.end(&id, Fate::GivenUp);
    }

    /// What became of events since this was last asked.
    pub fn take_outcomes(&mut self) -> Vec<Outcome> {
        std::mem::take(&mut self.outcomes)
    }

    /// Whether outcomes wait to be taken.
    pub fn has_outcomes(&self) -> bool {
        !self.outcomes.is_empty()
    }

    /// Begins no more events, or begins some again. Those that are begun go on.
    pub fn accept(&mut self, accepting: bool) {
        self.accepting = accepting;
    }

    /// How many handlers are running.
    pub fn running(&self) -> usize {
        self.running.len()
    }

    /// Whether every event that was pushed is handled.
    pub fn is_empty(&self) -> bool {
        self.lanes.is_empty()
    }

    /// About how many bytes the events take that could be handled now. Those that wait for a retry do
    /// not count: they must not keep others from being read.
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

    /// Puts a lane where it belongs by the event that is now its first.
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

    /// Changes a lane, and keeps count of what all take.
    fn change<T>(&mut self, id: &LaneId, change: impl FnOnce(&mut Lane) -> T) -> Option<T> {
        let lane = self.lanes.get_mut(id)?;
        let (weight, waiting) = (lane.weight(), lane.waiting());
        let result = change(lane);
        self.weight = self.weight + lane.weight() - weight;
        self.waiting = self.waiting + lane.waiting() - waiting;
        Some(result)
    }
}
