//! Random steps: the promises hold whatever happens.

use std::collections::HashMap;
use std::time::Duration;

use fastrand::Rng;
use proptest::prelude::*;

use super::entry;
use crate::events::dispatcher::Dispatcher;
use crate::events::handlers::{Handler, Handlers};
use crate::events::outcome::{Fate, FeedId, HandlerError, Run};
use crate::model::Millis;
use crate::store::feed::ChangeNumber;

const TIMEOUT: Duration = Duration::from_secs(20);
const LONGEST: usize = 4;
const CONCURRENCY: usize = 3;
const COLLECTIONS: u64 = 5;

/// What may happen next.
#[derive(Debug, Clone, Copy)]
enum Step {
    Push(u64),
    Start,
    Succeed(usize),
    Fail(usize),
    Wait(Duration),
    Refill,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..COLLECTIONS).prop_map(Step::Push),
        4 => Just(Step::Start),
        3 => any::<usize>().prop_map(Step::Succeed),
        1 => any::<usize>().prop_map(Step::Fail),
        1 => (0..30_000u64).prop_map(|millis| Step::Wait(Duration::from_millis(millis))),
        2 => Just(Step::Refill),
    ];
    prop::collection::vec(step, 1..200)
}

/// A feed that keeps everything, and what was handled of it.
struct World {
    dispatcher: Dispatcher,
    handlers: Handlers,
    now: Millis,
    /// The numbers of each collection, and how many of them are done.
    collections: HashMap<String, (Vec<ChangeNumber>, usize)>,
    pushed: ChangeNumber,
    /// How often the first event of each collection has failed.
    attempts: HashMap<String, u32>,
    /// The running handlers, and since when.
    running: Vec<(Run, Millis)>,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut handlers = Handlers::default();
        handlers.add(Handler::new(0, &["*".to_owned()], TIMEOUT).unwrap());
        let dispatcher = Dispatcher::new(CONCURRENCY, LONGEST, Rng::with_seed(seed));
        // Two events may wait in memory, and three may return from the feed at once.
        let weight = entry(0, "n:k").event.weight();
        let dispatcher = dispatcher.with_room(weight, 3 * weight);
        let (collections, attempts) = (HashMap::new(), HashMap::new());
        Self {
            dispatcher,
            handlers,
            now: Millis::ZERO,
            collections,
            pushed: ChangeNumber::ZERO,
            attempts,
            running: Vec::new(),
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Push(collection) => {
                self.pushed = self.pushed.next();
                let key = format!("n{collection}:k");
                self.collections.entry(format!("n{collection}")).or_default().0.push(self.pushed);
                self.dispatcher.push(FeedId::LOG, entry(self.pushed.0, &key));
            }
            Step::Start => {
                if let Some(run) = self.dispatcher.start(&self.handlers, self.now) {
                    let mut others = self.running.iter().map(|(other, _)| other.event.collection());
                    assert!(others.all(|collection| collection != run.event.collection()), "two at once");
                    self.running.push((run, self.now));
                }
                assert!(self.running.len() <= CONCURRENCY);
            }
            Step::Succeed(index) => self.finish(index, Ok(())),
            Step::Fail(index) => self.finish(index, Err("no".into())),
            Step::Wait(time) => {
                self.now = self.now + time;
                self.dispatcher.tick(self.now);
                // Results after the timeout are ignored.
                let now = self.now;
                self.running.retain(|(_, since)| now < *since + TIMEOUT);
            }
            Step::Refill => {
                for (lane, last) in self.dispatcher.take_starved(FeedId::LOG) {
                    let (numbers, _) = &self.collections[&*lane.collection];
                    let rest: Vec<_> = numbers.iter().filter(|number| **number > last).copied().collect();
                    let key = format!("{}:k", lane.collection);
                    let entries: Vec<_> = rest.iter().take(2).map(|number| entry(number.0, &key)).collect();
                    self.dispatcher.refill(&lane, entries, rest.len() > 2);
                }
            }
        }
        self.check();
    }

    fn finish(&mut self, index: usize, result: Result<(), HandlerError>) {
        if !self.running.is_empty() {
            let (run, _) = self.running.swap_remove(index % self.running.len());
            self.dispatcher.finish(run.id, result, self.now);
        }
    }

    /// Every collection is handled in order, and nothing twice.
    fn check(&mut self) {
        for outcome in self.dispatcher.take_outcomes() {
            let (numbers, done) = self.collections.get_mut(&*outcome.lane.collection).unwrap();
            assert_eq!(numbers.get(*done), Some(&outcome.number), "in order");
            *done += usize::from(outcome.fate == Fate::Done);
            let attempts = self.attempts.entry(outcome.lane.collection.to_string()).or_default();
            *attempts = match outcome.fate {
                Fate::Retry { retry, .. } => {
                    assert_eq!(retry.attempts, *attempts + 1, "an attempt is forgotten");
                    retry.attempts
                }
                _ => 0,
            };
        }
        let bytes = (LONGEST + 2) * usize::try_from(COLLECTIONS).unwrap() * entry(0, "n:k").event.weight();
        assert!(self.dispatcher.weight() <= bytes, "memory is bounded");
        let waiting = 2 * entry(0, "n:k").event.weight();
        assert!(self.dispatcher.held() <= self.dispatcher.weight() + waiting, "what waits is bounded");
    }
}

proptest! {
    #[test]
    fn every_event_is_handled_once_and_in_order(steps in steps(), seed: u64) {
        let mut world = World::new(seed);
        for step in steps {
            world.step(step);
        }
        // Once handlers succeed, everything is handled.
        for _ in 0..2000 {
            world.step(Step::Wait(TIMEOUT));
            world.step(Step::Start);
            world.step(Step::Succeed(0));
            world.step(Step::Refill);
        }
        prop_assert!(world.collections.values().all(|(numbers, done)| numbers.len() == *done));
        prop_assert!(world.dispatcher.is_empty());
        prop_assert_eq!(world.dispatcher.weight(), 0);
    }
}
