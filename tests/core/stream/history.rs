//! What happened to every change, and what must hold.

use std::collections::BTreeMap;

use ampt_data::events::Report;
use ampt_data::model::Millis;

use super::clock::now;
use super::shards::change_of;

/// How many handlers every event has.
pub const HANDLERS: usize = 2;

/// A change and what became of it.
#[derive(Debug)]
pub struct Change {
    pub collection: String,
    pub written: Millis,
    /// How often each handler has succeeded.
    pub successes: [u32; HANDLERS],
    /// How often a handler has failed.
    pub failures: u32,
    /// Whether it was dropped after 24 hours.
    pub dropped: bool,
    /// How often it is to fail.
    pub poison: u32,
    /// When all handlers had succeeded.
    pub handled: Option<Millis>,
}

/// Everything that happened.
#[derive(Default)]
pub struct History {
    pub changes: Vec<Change>,
    /// The last handled change of each collection.
    last: BTreeMap<String, usize>,
    /// How many handlers run, by collection.
    running: BTreeMap<String, u32>,
    /// The attempts that were reported, by change.
    attempts: BTreeMap<usize, Vec<u32>>,
    pub gaps: u32,
    /// Whether a process crashed or lost a lease, so that events may be handled again.
    pub disturbed: bool,
    /// When the group was registered.
    pub registered: Option<Millis>,
    /// The time from which the group sees changes.
    pub since: Millis,
}

impl History {
    pub fn write(&mut self, collection: &str, poison: u32) -> usize {
        self.changes.push(Change {
            collection: collection.to_owned(),
            written: now(),
            successes: [0; HANDLERS],
            failures: 0,
            dropped: false,
            poison,
            handled: None,
        });
        self.changes.len() - 1
    }

    /// A handler starts. Returns whether it is to succeed.
    pub fn begin(&mut self, number: usize, handler: usize) -> bool {
        let change = &mut self.changes[number];
        // The stream carries whole seconds.
        assert!(
            change.written >= self.since.seconds().millis(),
            "change {number} was made before the group: {:?} {:?} {:?}",
            change.written,
            self.since,
            self.registered
        );
        assert!(handler == 0 || change.successes[0] > 0, "change {number}: handlers out of order");
        let running = self.running.entry(change.collection.clone()).or_default();
        *running += 1;
        assert!(*running == 1 || self.disturbed, "change {number}: handlers of its collection overlap");
        if change.failures < change.poison {
            return false;
        }
        true
    }

    /// A handler has ended.
    pub fn end(&mut self, number: usize, handler: usize, success: bool) {
        self.abort(number);
        let change = &mut self.changes[number];
        if !success {
            change.failures += 1;
            return;
        }
        change.successes[handler] += 1;
        let again = change.successes[handler] > 1;
        assert!(!again || self.disturbed, "change {number} was handled again");
        if change.handled.is_none() && change.successes.iter().all(|successes| *successes > 0) {
            change.handled = Some(now());
            // Whether a change from before the registration is handled depends on which process starts to read.
            if self.registered.is_some_and(|registered| change.written <= registered) {
                return;
            }
            let last = self.last.insert(change.collection.clone(), number);
            assert!(last < Some(number), "change {number} was handled after {last:?}");
        }
    }

    /// A handler died with its process.
    pub fn abort(&mut self, number: usize) {
        *self.running.get_mut(&self.changes[number].collection).unwrap() -= 1;
    }

    pub fn report(&mut self, report: &Report) {
        match report {
            Report::Retry { event, attempts, .. } => {
                let number = change_of(event);
                let known = self.attempts.entry(number).or_default();
                known.push(*attempts);
                let is_next = known.iter().copied().eq(1..=u32::try_from(known.len()).unwrap());
                assert!(is_next || self.disturbed, "change {number}: attempts {known:?}");
            }
            Report::Dropped { event, .. } => {
                let change = &mut self.changes[change_of(event)];
                assert!(change.written + super::shards::DAY <= now(), "dropped too early");
                change.dropped = true;
            }
            Report::Gap { .. } => self.gaps += 1,
            Report::Differs { own, others } => panic!("all want the same: {own:?} {others:?}"),
            Report::Failed(_) => {}
        }
    }

    /// Whether a change needs no more handling.
    pub fn is_done(&self, number: usize) -> bool {
        let change = &self.changes[number];
        change.handled.is_some() || change.dropped || self.registered.is_none_or(|at| change.written <= at)
    }

    /// The unhandled changes from a time on.
    pub fn undone_since(&self, since: Millis) -> Vec<usize> {
        let undone = self.undone(Millis::MAX);
        undone.into_iter().filter(|number| self.changes[*number].written >= since).collect()
    }

    /// The unhandled changes up to a time.
    pub fn undone(&self, until: Millis) -> Vec<usize> {
        let before = |number: &usize| self.changes[*number].written <= until;
        (0..self.changes.len()).filter(before).filter(|number| !self.is_done(*number)).collect()
    }
}
