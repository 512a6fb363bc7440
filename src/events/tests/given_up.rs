//! Handlers that give events up: what the dispatcher tells, and what becomes of it in the change log.

use std::time::Duration;

use super::dispatcher::{dispatcher, runs};
use super::{created, entry};
use crate::events::dispatcher::Dispatcher;
use crate::events::handlers::{Handler, Handlers};
use crate::events::letter::{key_of, letter_of};
use crate::events::outcome::{Fate, FeedId, GivenUp, Outcome};
use crate::model::limits::{EVENT_LIFETIME, MAX_ITEM_BYTES};
use crate::model::{Body, Event, Json, Millis, Stamp, size};
use crate::plan::Change;
use crate::store::feed::{Entry, Retry};

fn handler(id: u32, attempts: Option<u32>, dead_letters: Option<&str>) -> Handler {
    let handler = Handler::new(id, &["*".to_owned()], Duration::from_secs(20)).unwrap();
    handler.giving_up(attempts, dead_letters, format!("h-{id}"))
}

fn handlers(all: impl IntoIterator<Item = Handler>) -> Handlers {
    let mut handlers = Handlers::default();
    for handler in all {
        handlers.add(handler);
    }
    handlers
}

/// Runs the handlers, each failing if its id is listed, until the first event ends. Returns its outcomes, and which
/// handlers ran.
fn outcomes(dispatcher: &mut Dispatcher, handlers: &Handlers, failing: &[u32]) -> (Vec<Outcome>, Vec<u32>) {
    let (mut all, mut ran, mut now) = (Vec::new(), Vec::new(), Millis::ZERO);
    loop {
        for run in runs(dispatcher, handlers, now) {
            ran.push(run.handler);
            let result = if failing.contains(&run.handler) { Err("no".into()) } else { Ok(()) };
            dispatcher.finish(run.id, result, now);
        }
        let taken = dispatcher.take_outcomes();
        let is_over = taken.iter().any(|outcome| !matches!(outcome.fate, Fate::Retry { .. }));
        all.extend(taken);
        if is_over {
            return (all, ran);
        }
        if let Some(at) = dispatcher.next_alarm() {
            now = now.max(at);
            dispatcher.tick(now);
        }
    }
}

fn given_up(outcomes: &[Outcome]) -> Vec<(u32, Option<&str>)> {
    let all = outcomes.iter().flat_map(|outcome| &outcome.given_up);
    all.map(|one| (one.attempts, one.dead_letters.as_ref().map(|letters| letters.collection.as_str())))
        .collect()
}

#[test]
fn a_handler_gives_up_after_its_attempts_and_the_next_one_goes_on() {
    let handlers =
        handlers([handler(0, Some(2), Some("dead")), handler(1, None, None), handler(2, Some(1), None)]);
    let mut dispatcher = dispatcher(16);
    dispatcher.push(FeedId::LOG, entry(1, "a:1"));
    let (outcomes, ran) = outcomes(&mut dispatcher, &handlers, &[0, 2]);
    assert_eq!(ran, [0, 0, 1, 2]);
    assert_eq!(given_up(&outcomes), [(2, Some("dead")), (1, None)]);
    assert!(dispatcher.is_empty());
}

#[test]
fn what_was_given_up_is_told_with_the_retry_of_a_later_handler() {
    let handlers = handlers([handler(0, Some(1), Some("dead")), handler(1, Some(2), None)]);
    let mut dispatcher = dispatcher(16);
    dispatcher.push(FeedId::LOG, entry(1, "a:1"));
    let (outcomes, ran) = outcomes(&mut dispatcher, &handlers, &[0, 1]);
    assert_eq!(ran, [0, 1, 1]);
    let [retry, end] = outcomes.as_slice() else { panic!("{outcomes:?}") };
    assert_eq!(given_up(std::slice::from_ref(retry)), [(1, Some("dead"))]);
    assert_eq!(given_up(std::slice::from_ref(end)), [(2, None)]);
    // After a crash in between, the store knows that the first handler is through.
    let Fate::Retry { retry, .. } = &retry.fate else { panic!() };
    let mut dispatcher = self::dispatcher(16);
    dispatcher.push(FeedId::LOG, Entry { retry: *retry, ..entry(1, "a:1") });
    dispatcher.tick(Millis(1000));
    assert_eq!(runs(&mut dispatcher, &handlers, Millis(1000))[0].handler, 1);
}

#[test]
fn after_a_day_every_handler_that_is_left_gives_up() {
    let handlers =
        handlers([handler(0, None, Some("dead")), handler(1, None, None), handler(2, None, Some("dead"))]);
    let mut dispatcher = dispatcher(16);
    let retry = Retry { attempts: 7, ..Retry::default() };
    dispatcher.push(FeedId::LOG, Entry { retry, ..entry(1, "a:1") });
    assert!(runs(&mut dispatcher, &handlers, Millis::ZERO + EVENT_LIFETIME).is_empty());
    let outcomes = dispatcher.take_outcomes();
    assert_eq!(given_up(&outcomes), [(7, Some("dead")), (0, None), (0, Some("dead"))]);
}

#[test]
fn an_event_of_a_dead_letter_never_becomes_one() {
    let handlers = handlers([handler(0, Some(1), Some("one")), handler(1, Some(1), Some("two"))]);
    for key in ["one:1", "two:1"] {
        let mut dispatcher = dispatcher(16);
        dispatcher.push(FeedId::LOG, entry(1, key));
        let (outcomes, _) = outcomes(&mut dispatcher, &handlers, &[0, 1]);
        assert_eq!(given_up(&outcomes), [(1, None), (1, None)]);
    }
}

fn one(error: &str) -> GivenUp {
    let handlers = handlers([handler(0, None, Some("dead"))]);
    let event = created("a:1", Millis::ZERO);
    let dead_letters = handlers.left(&event, crate::events::handlers::Succeeded::Remembered(0))[0].0.clone();
    GivenUp {
        attempts: 1,
        error: Some(error.into()),
        dead_letters: handlers.dead_letters_of(&dead_letters, &event),
    }
}

#[test]
fn the_key_of_a_letter_follows_from_the_event_and_its_handler() {
    let event = created("a:1", Millis(1_700_000_000_123)).numbered(9);
    let key = |event: &Event, group: &str, error: &str| key_of(group, event, &one(error)).unwrap().to_text();
    let first = key(&event, "g", "no");
    assert!(first.starts_with("dead:2023-11-14T22:13:20.123Z-0000000000000009-"), "{first}");
    assert_eq!(first, key(&event, "g", "another error"));
    assert_ne!(first, key(&event, "h", "no"));
    assert_ne!(first, key(&created("a:2", event.at).numbered(9), "g", "no"));
    assert!(first < key(&created("a:1", Millis(event.at.0 + 1)).numbered(1), "g", "no"));
}

#[test]
fn letters_of_one_time_sort_as_the_changes() {
    let event = created("a:1", Millis(1_700_000_000_123));
    let key = |event: &Event| key_of("g", event, &one("no")).unwrap().to_text();
    let numbered = [9, 10, 255, 256, u64::MAX].map(|number| key(&event.clone().numbered(number)));
    assert!(numbered.is_sorted(), "{numbered:?}");
    let records = ["9", "10", "123456789012345678901"];
    let of_record = |sequence| Event::of_record(vec![event.clone(), event.clone()], sequence);
    let keys: Vec<_> = records.into_iter().flat_map(of_record).map(|event| key(&event)).collect();
    assert!(keys.is_sorted_by(|a, b| a < b), "{keys:?}");
}

#[test]
fn a_letter_always_fits() {
    for length in [1000, 200_000, 390_000, MAX_ITEM_BYTES] {
        let mut event = created("a:1", Millis::ZERO);
        event.item.body = Body::Value(Json::from_text(format!("\"{}\"", "x".repeat(length))));
        event.previous = Some(event.item.clone());
        let plan = letter_of("g", &event, &one(&"ü".repeat(2000)), Millis::ZERO).unwrap();
        let Change::Replace(letter) = plan.change else { panic!() };
        let item = letter.to_item(&plan.key, &Stamp::random(Millis::ZERO));
        assert_eq!(size::oversize(&item), Ok(None), "{length}");
        assert_eq!(item.value().as_str().contains("\"omitted\""), length > 1000, "{length}");
    }
}
