//! Running handlers: which one is next, and what its result means for the event and its lane.

use std::sync::Arc;

use super::super::backoff;
use super::super::handlers::Handlers;
use super::alarms::Alarm;
use super::lane::{Lane, Phase};
use super::{Dispatcher, Running};
use crate::events::outcome::{Fate, FeedId, GivenUp, HandlerError, LaneId, Outcome, Run};
use crate::model::Millis;
use crate::model::limits::EVENT_LIFETIME;
use crate::store::feed::{Queue, Retry};

impl Dispatcher {
    /// The next handler to run.
    pub fn start(&mut self, handlers: &Handlers, now: Millis) -> Option<Run> {
        if !self.is_runnable(handlers, now) {
            return None;
        }
        let id = self.ready.pop_front()?;
        let lane = self.lanes.get_mut(&id)?;
        let done = lane.done();
        let (phase, entry) = lane.ready_head()?;
        let (handler, done) = handlers.left(&entry.event, done).into_iter().next()?;
        self.runs += 1;
        let run = Run { id: self.runs, handler: handler.id, event: Arc::clone(&entry.event) };
        *phase = Phase::Running;
        let deadline = now + handler.timeout;
        self.alarms.insert((deadline, Alarm::Timeout(run.id)));
        let running = Running {
            lane: id,
            handler: handler.id,
            done,
            deadline,
            timeout: handler.timeout,
            attempts: handler.attempts.unwrap_or(u32::MAX),
            dead_letters: handlers.dead_letters_of(handler, &entry.event),
        };
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
            let is_away = self.away.contains_key(id);
            let fate = match lane.and_then(|lane| next_of(lane, id.feed, handlers, now)) {
                Some(Next::Handler) if !is_away => return self.running.len() < self.concurrency,
                Some(Next::End(fate)) => Some(fate),
                Some(Next::Handler) | None => None,
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

    /// A handler has succeeded or failed. A result is ignored after the handler's timeout.
    pub fn finish(&mut self, run: u64, result: Result<(), HandlerError>, now: Millis) {
        let Some(running) = self.running.remove(&run) else { return };
        let Running { lane: id, handler, done, deadline, attempts: most, dead_letters, .. } = running;
        self.alarms.remove(&(deadline, Alarm::Timeout(run)));
        let Some(lane) = self.lanes.get_mut(&id) else { return };
        let attempts = lane.head().map_or(0, |(_, entry)| entry.retry.attempts).saturating_add(1);
        match result {
            Err(error) if attempts < most => self.retry(id, attempts, error, now),
            ended => {
                let given_up =
                    ended.err().map(|error| GivenUp { attempts, error: Some(error), dead_letters });
                lane.given_up.extend(given_up);
                lane.pass(handler, done);
                // The next handler of the event goes before other lanes.
                self.ready.push_front(id);
            }
        }
    }

    /// Makes the first event of a lane wait for the next attempt of its handler.
    fn retry(&mut self, id: LaneId, attempts: u32, error: HandlerError, now: Millis) {
        let Some(lane) = self.lanes.get_mut(&id) else { return };
        lane.error = Some(error.clone());
        let given_up = std::mem::take(&mut lane.given_up);
        let Some((_, entry)) = lane.head() else { return };
        let end = entry.event.at + EVENT_LIFETIME;
        let at = (now + backoff::delay(attempts, &mut self.random)).min(end);
        entry.retry = Retry { attempts, at, done: entry.retry.done };
        let (number, event, retry) = (entry.number, Arc::clone(&entry.event), entry.retry);
        self.enqueue(id.clone());
        let fate = Fate::Retry { retry, error: error.message, delay: at.since(now) };
        if self.stops_at_failure {
            self.cut(id.feed, number);
        }
        self.outcomes.push(Outcome { lane: id, number, event, fate, given_up });
    }

    /// The event of a run cannot be read. Its lane continues without it.
    pub fn give_up(&mut self, run: u64) {
        let Some(Running { lane: id, deadline, .. }) = self.running.remove(&run) else { return };
        self.alarms.remove(&(deadline, Alarm::Timeout(run)));
        self.end(&id, Fate::Unreadable);
    }

    /// Ends the first event of a lane.
    fn end(&mut self, id: &LaneId, fate: Fate) {
        let pop = |lane: &mut Lane| (std::mem::take(&mut lane.given_up), lane.pop());
        if let Some((given_up, Some(entry))) = self.change(id, pop) {
            let (number, event) = (entry.number, entry.event);
            self.outcomes.push(Outcome { lane: id.clone(), number, event, fate, given_up });
        }
        self.enqueue(id.clone());
    }
}

/// What is next for an event.
enum Next {
    /// A handler can run.
    Handler,
    /// The event ends here.
    End(Fate),
}

/// What is next for the first event of a lane; `None` if it cannot be handled now. After 24 hours, every handler that is
/// left gives it up.
fn next_of(lane: &mut Lane, feed: FeedId, handlers: &Handlers, now: Millis) -> Option<Next> {
    let (done, error) = (lane.done(), lane.error.clone());
    let (_, entry) = lane.ready_head()?;
    let (event, mut attempts) = (Arc::clone(&entry.event), entry.retry.attempts);
    let left = handlers.left(&event, done);
    let is_over = now.since(event.at) >= EVENT_LIFETIME;
    let fate = left.is_empty().then(|| handlers.fate_of_done(feed, &event, done));
    match fate {
        Some(Fate::Moved(_) | Fate::Missed) if is_over => {
            lane.given_up.push(GivenUp { attempts, error, dead_letters: None });
        }
        None if is_over => {
            let mut error = error;
            lane.given_up.extend(left.into_iter().map(|(handler, _)| GivenUp {
                attempts: std::mem::take(&mut attempts),
                error: error.take(),
                dead_letters: handlers.dead_letters_of(handler, &event),
            }));
        }
        fate => return Some(fate.map_or(Next::Handler, Next::End)),
    }
    Some(Next::End(Fate::Done))
}
