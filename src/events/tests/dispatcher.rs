use std::time::Duration;

use fastrand::Rng;

use super::{created, entry};
use crate::events::dispatcher::Dispatcher;
use crate::events::handlers::{Handler, Handlers};
use crate::events::outcome::{Fate, FeedId, GivenUp, Run};
use crate::model::Millis;
use crate::model::limits::EVENT_LIFETIME;
use crate::store::feed::{ChangeNumber, Entry, Retry};

const TIMEOUT: Duration = Duration::from_secs(20);

pub(super) fn handlers(names: &[&str]) -> Handlers {
    let mut handlers = Handlers::default();
    for (id, name) in (0..).zip(names) {
        handlers.add(Handler::new(id, &[(*name).to_owned()], TIMEOUT).unwrap());
    }
    handlers
}

pub(super) fn dispatcher(concurrency: usize) -> Dispatcher {
    Dispatcher::new(concurrency, 4, Rng::with_seed(7))
}

pub(super) fn runs(dispatcher: &mut Dispatcher, handlers: &Handlers, now: Millis) -> Vec<Run> {
    std::iter::from_fn(|| dispatcher.start(handlers, now)).collect()
}

pub(super) fn keys(runs: &[Run]) -> Vec<String> {
    runs.iter().map(|run| run.event.item.key.to_text()).collect()
}

fn succeed_all(dispatcher: &mut Dispatcher, handlers: &Handlers) {
    while let Some(run) = dispatcher.start(handlers, Millis::ZERO) {
        dispatcher.finish(run.id, Ok(()), Millis(0));
    }
}

fn fail(dispatcher: &mut Dispatcher, run: u64, now: Millis) -> (Retry, Duration) {
    dispatcher.finish(run, Err("no".into()), now);
    match dispatcher.take_outcomes().pop().unwrap().fate {
        Fate::Retry { retry, delay, .. } => (retry, delay),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_collection_is_handled_in_order_and_several_at_once() {
    let handlers = handlers(&["*"]);
    let mut dispatcher = dispatcher(2);
    for (number, key) in (1..).zip(["a:1", "a:2", "b:1", "c:1"]) {
        dispatcher.push(FeedId::LOG, entry(number, key));
    }
    let first = runs(&mut dispatcher, &handlers, Millis(0));
    assert_eq!(keys(&first), ["a:1", "b:1"]);
    dispatcher.finish(first[0].id, Ok(()), Millis(0));
    // `c` has waited longer than the rest of `a`.
    let second = runs(&mut dispatcher, &handlers, Millis(0));
    assert_eq!(keys(&second), ["c:1"]);
    dispatcher.finish(first[1].id, Ok(()), Millis(0));
    assert_eq!(keys(&runs(&mut dispatcher, &handlers, Millis(0))), ["a:2"]);
}

#[test]
fn handlers_of_an_event_run_in_order_and_those_that_succeeded_once() {
    let handlers = handlers(&["created", "updated", "*:a:*", "created:a:*"]);
    let mut dispatcher = dispatcher(16);
    dispatcher.push(FeedId::LOG, entry(1, "a:1"));
    let mut order = Vec::new();
    let mut now = Millis::ZERO;
    let mut failures = 2;
    while !dispatcher.is_empty() {
        for run in runs(&mut dispatcher, &handlers, now) {
            order.push(run.handler);
            if run.handler == 2 && failures > 0 {
                failures -= 1;
                let (retry, _) = fail(&mut dispatcher, run.id, now);
                assert_eq!(retry.attempts, 2 - failures);
            } else {
                dispatcher.finish(run.id, Ok(()), now);
            }
        }
        if let Some(at) = dispatcher.next_alarm() {
            now = at;
            dispatcher.tick(now);
        }
    }
    assert_eq!(order, [0, 2, 2, 2, 3]);
}

#[test]
fn a_failing_event_is_tried_for_a_day_and_then_dropped() {
    let handlers = handlers(&["*"]);
    let mut dispatcher = dispatcher(16);
    let start = Millis(1_000_000);
    let event = |number, key: &str| Entry { event: created(key, start).into(), ..entry(number, key) };
    dispatcher.push(FeedId::LOG, event(1, "bad:1"));
    dispatcher.push(FeedId::LOG, event(2, "bad:2"));
    let mut now = start;
    let mut attempts = 0;
    let dropped = loop {
        dispatcher.tick(now);
        let started = runs(&mut dispatcher, &handlers, now);
        if let Some(outcome) = dispatcher.take_outcomes().pop() {
            break (now, outcome, started);
        }
        assert_eq!(keys(&started), ["bad:1"], "the next of the collection waits");
        // Each attempt takes time.
        now = now + Duration::from_millis(10);
        let (retry, delay) = fail(&mut dispatcher, started[0].id, now);
        attempts += 1;
        assert_eq!(retry.attempts, attempts);
        let whole =
            (Duration::from_millis(200) * 2u32.pow((attempts - 1).min(20))).min(Duration::from_secs(5 * 60));
        let last = retry.at == start + EVENT_LIFETIME;
        assert!(last || (whole / 2..=whole).contains(&delay), "{attempts}: {delay:?}");
        assert_eq!(retry.at, now + delay);
        // Other collections are handled meanwhile.
        dispatcher.push(FeedId::LOG, event(u64::from(attempts) + 2, "good:1"));
        let other = runs(&mut dispatcher, &handlers, now);
        assert_eq!(keys(&other), ["good:1"]);
        dispatcher.finish(other[0].id, Ok(()), now);
        assert!(runs(&mut dispatcher, &handlers, now).is_empty());
        assert_eq!(dispatcher.take_outcomes().len(), 1);
        now = dispatcher.next_alarm().unwrap();
    };
    let (at, outcome, _) = dropped;
    assert_eq!(at, start + EVENT_LIFETIME);
    let given_up = GivenUp { attempts, error: Some("no".into()), dead_letters: None };
    assert_eq!((outcome.fate, outcome.given_up), (Fate::Done, vec![given_up]));
    assert!((290..=600).contains(&attempts), "{attempts} attempts in a day");
}

/// The stored retry of an event of `a` whose first handler succeeded and whose second failed.
fn half_done(names: &[&str]) -> Retry {
    let handlers = handlers(names);
    let mut dispatcher = dispatcher(16);
    dispatcher.push(FeedId::LOG, entry(1, "a:1"));
    let first = dispatcher.start(&handlers, Millis(0)).unwrap();
    dispatcher.finish(first.id, Ok(()), Millis(0));
    let second = dispatcher.start(&handlers, Millis(0)).unwrap();
    assert_eq!((first.handler, second.handler), (0, 1));
    fail(&mut dispatcher, second.id, Millis(0)).0
}

#[test]
fn a_stored_retry_continues() {
    let retry = half_done(&["*", "*"]);
    // A handler that does not match does not matter.
    let handlers = handlers(&["*:x", "*", "*"]);
    let mut dispatcher = dispatcher(16);
    dispatcher.push(
        FeedId::LOG,
        Entry { retry: Retry { attempts: 9, at: Millis(500), ..retry }, ..entry(1, "a:1") },
    );
    dispatcher.push(FeedId::LOG, entry(2, "a:2"));
    assert!(runs(&mut dispatcher, &handlers, Millis(499)).is_empty());
    assert_eq!(dispatcher.next_alarm(), Some(Millis(500)));
    dispatcher.tick(Millis(500));
    let run = runs(&mut dispatcher, &handlers, Millis(500)).remove(0);
    assert_eq!((run.handler, run.event.item.key.to_text().as_str()), (2, "a:1"));
    assert_eq!(fail(&mut dispatcher, run.id, Millis(500)).0.attempts, 10);
}

#[test]
fn other_handlers_than_were_stored_start_over() {
    let retry = half_done(&["created", "*"]);
    for (names, next) in [
        (&["created", "*"][..], 1),
        (&["updated", "created", "*"], 2),
        // With these handlers it is unknown which have succeeded.
        (&["*"], 0),
        (&["created"], 0),
        (&["*", "created"], 0),
        (&["created", "created:a:*"], 0),
        (&["created", "*", "*"], 0),
    ] {
        let mut dispatcher = dispatcher(16);
        dispatcher.push(FeedId::LOG, Entry { retry: Retry { at: Millis::ZERO, ..retry }, ..entry(1, "a:1") });
        assert_eq!(dispatcher.start(&handlers(names), Millis::ZERO).unwrap().handler, next, "{names:?}");
    }
}

#[test]
fn handlers_that_come_and_go_meanwhile_do_not_start_over() {
    let mut handlers = handlers(&["*", "*", "*"]);
    let mut dispatcher = dispatcher(16);
    dispatcher.push(FeedId::LOG, entry(1, "a:1"));
    for _ in 0..2 {
        let run = dispatcher.start(&handlers, Millis(0)).unwrap();
        dispatcher.finish(run.id, Ok(()), Millis(0));
    }
    let run = dispatcher.start(&handlers, Millis(0)).unwrap();
    fail(&mut dispatcher, run.id, Millis(0));
    handlers.remove(0);
    handlers.add(Handler::new(3, &["*".to_owned()], TIMEOUT).unwrap());
    dispatcher.tick(Millis(300));
    let mut order = Vec::new();
    while let Some(run) = dispatcher.start(&handlers, Millis(300)) {
        order.push(run.handler);
        dispatcher.finish(run.id, Ok(()), Millis(300));
    }
    assert_eq!(order, [2, 3]);
}

#[test]
fn events_that_have_begun_continue_when_no_more_are_accepted() {
    let handlers = handlers(&["*", "*:half:*"]);
    let mut dispatcher = dispatcher(16);
    for (number, key) in (1..).zip(["whole:1", "half:1", "whole:2", "other:1"]) {
        dispatcher.push(FeedId::LOG, entry(number, key));
    }
    let running: Vec<_> = (0..2).map(|_| dispatcher.start(&handlers, Millis(0)).unwrap()).collect();
    dispatcher.accept(false);
    for run in running {
        dispatcher.finish(run.id, Ok(()), Millis(0));
    }
    assert!(!dispatcher.is_drained(FeedId::LOG));
    let rest = runs(&mut dispatcher, &handlers, Millis(0));
    assert_eq!(rest.iter().map(|run| run.handler).collect::<Vec<_>>(), [1]);
    dispatcher.finish(rest[0].id, Ok(()), Millis(0));
    assert!(dispatcher.start(&handlers, Millis(0)).is_none());
    let mut done: Vec<_> = dispatcher.take_outcomes().iter().map(|outcome| outcome.number).collect();
    done.sort_unstable();
    assert_eq!(done, [1, 2].map(ChangeNumber));
    assert!(dispatcher.is_drained(FeedId::LOG));
}

#[test]
fn a_handler_that_times_out_has_failed() {
    let handlers = handlers(&["*"]);
    let mut dispatcher = dispatcher(16);
    dispatcher.push(FeedId::LOG, entry(1, "a:1"));
    let run = dispatcher.start(&handlers, Millis(0)).unwrap();
    dispatcher.tick(Millis(19_999));
    assert!(!dispatcher.has_outcomes());
    dispatcher.tick(Millis(20_000));
    let Fate::Retry { error, .. } = dispatcher.take_outcomes().remove(0).fate else { panic!() };
    assert_eq!(error, "The handler did not finish within 20000 ms.");
    // A result after the timeout is ignored.
    dispatcher.finish(run.id, Ok(()), Millis(20_001));
    assert!(!dispatcher.has_outcomes() && dispatcher.running() == 0);
}

#[test]
fn a_long_collection_is_cut_and_asks_for_the_rest() {
    let handlers = handlers(&["*"]);
    let mut dispatcher = dispatcher(16);
    for number in 1..=10 {
        dispatcher.push(FeedId::LOG, entry(number, "a:x"));
    }
    assert!(dispatcher.take_starved(FeedId::LOG).is_empty());
    succeed_all(&mut dispatcher, &handlers);
    let mut starved = dispatcher.take_starved(FeedId::LOG);
    let (lane, last) = starved.pop().unwrap();
    assert_eq!((starved.len(), last), (0, ChangeNumber(4)));
    dispatcher.refill(&lane, (5..=8).map(|number| entry(number, "a:x")).collect(), true);
    // An event pushed meanwhile comes after those still in the feed.
    dispatcher.push(FeedId::LOG, entry(11, "a:x"));
    succeed_all(&mut dispatcher, &handlers);
    assert_eq!(dispatcher.take_starved(FeedId::LOG), [(lane.clone(), ChangeNumber(8))]);
    dispatcher.refill(&lane, (9..=11).map(|number| entry(number, "a:x")).collect(), false);
    succeed_all(&mut dispatcher, &handlers);
    assert!(dispatcher.is_empty());
    assert_eq!(dispatcher.weight(), 0);
    let numbers: Vec<_> = dispatcher.take_outcomes().iter().map(|outcome| outcome.number.0).collect();
    assert_eq!(numbers, (1..=11).collect::<Vec<_>>());
}
