use super::dispatcher::{dispatcher, handlers, keys, runs};
use super::entry;
use crate::events::outcome::{Fate, FeedId};
use crate::model::Millis;

#[test]
fn events_of_a_feed_are_forgotten_with_all_that_runs() {
    let handlers = handlers(&["*"]);
    let mut dispatcher = dispatcher(16);
    dispatcher.push(FeedId::LOG, entry(1, "a:x"));
    dispatcher.push(FeedId::shard(1), entry(1, "a:x"));
    let gone = dispatcher.start(&handlers, Millis(0)).unwrap();
    let kept = dispatcher.start(&handlers, Millis(0)).unwrap();
    dispatcher.forget(FeedId::LOG);
    assert_eq!((dispatcher.running_of(FeedId::LOG), dispatcher.running_of(FeedId::shard(1))), (0, 1));
    dispatcher.finish(gone.id, Err("late".into()), Millis(0));
    dispatcher.finish(kept.id, Ok(()), Millis(0));
    assert!(dispatcher.start(&handlers, Millis(0)).is_none());
    let feeds: Vec<_> = dispatcher.take_outcomes().iter().map(|outcome| outcome.lane.feed).collect();
    assert_eq!(feeds, [FeedId::shard(1)]);
    assert_eq!((dispatcher.next_alarm(), dispatcher.weight()), (None, 0));
}

#[test]
fn a_lane_goes_on_without_an_event_that_is_given_up() {
    let mut dispatcher = dispatcher(1);
    let handlers = handlers(&["*"]);
    dispatcher.push(FeedId::LOG, entry(1, "a:x"));
    dispatcher.push(FeedId::LOG, entry(2, "a:y"));
    let run = dispatcher.start(&handlers, Millis(0)).unwrap();
    dispatcher.give_up(run.id);
    assert_eq!(dispatcher.take_outcomes().remove(0).fate, Fate::Unreadable);
    let next = dispatcher.start(&handlers, Millis(0)).unwrap();
    assert_eq!(next.event.item.key.to_text(), "a:y");
    dispatcher.give_up(run.id);
    assert!(!dispatcher.has_outcomes());
    assert_eq!(dispatcher.running(), 1);
}

#[test]
fn nothing_of_a_feed_starts_after_its_time_until_it_is_lent_again() {
    let handlers = handlers(&["*", "*"]);
    let mut dispatcher = dispatcher(8);
    dispatcher.lend(FeedId::LOG, Millis(100));
    dispatcher.push(FeedId::LOG, entry(1, "a:x"));
    dispatcher.push(FeedId::LOG, entry(2, "b:x"));
    dispatcher.push(FeedId::shard(1), entry(1, "c:x"));
    let first = dispatcher.start(&handlers, Millis(99)).unwrap();
    dispatcher.finish(first.id, Ok(()), Millis(99));
    // The machine sleeps: neither the next handler of an event that has begun starts, nor another event.
    let others = runs(&mut dispatcher, &handlers, Millis(100));
    assert_eq!(keys(&others), ["c:x"]);
    assert!(!dispatcher.is_drained(FeedId::LOG), "an event that has begun is not reported yet");
    dispatcher.lend(FeedId::LOG, Millis(200));
    assert_eq!(keys(&runs(&mut dispatcher, &handlers, Millis(199))).len(), 2);
    dispatcher.forget(FeedId::LOG);
    dispatcher.push(FeedId::LOG, entry(3, "a:x"));
    assert_eq!(keys(&runs(&mut dispatcher, &handlers, Millis(1000))), ["a:x"]);
}
