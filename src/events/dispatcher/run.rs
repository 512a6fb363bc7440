//! Running handlers: which one is next, and what its result means for the event and its lane.

use std::sync::Arc;

use super::super::backoff;
use super::super::handlers::{Handlers, Succeeded};
use super::alarms::Alarm;
use super::lane::{Lane, Phase};
use super::{Dispatcher, Running};
use crate::events::outcome::{Fate, LaneId, Outcome, Run};
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
                self.enqueue(id.clone());
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

    /// Ends the first event of a lane.
    fn end(&mut self, id: &LaneId, fate: Fate) {
        if let Some(entry) = self.change(id, Lane::pop).flatten() {
            let (number, event) = (entry.number, entry.event);
            self.outcomes.push(Outcome { lane: id.clone(), number, event, fate });
        }
        self.enqueue(id.clone());
    }
}
