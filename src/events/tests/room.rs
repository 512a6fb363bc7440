use std::time::Duration;

use fastrand::Rng;

use super::entry;
use crate::events::dispatcher::Dispatcher;
use crate::events::handlers::{Handler, Handlers};
use crate::events::outcome::{FeedId, Run};
use crate::model::Millis;
use crate::store::feed::ChangeNumber;

fn runs(dispatcher: &mut Dispatcher, handlers: &Handlers, now: Millis) -> Vec<Run> {
    std::iter::from_fn(|| dispatcher.start(handlers, now)).collect()
}

#[test]
fn waiting_events_are_dropped_from_memory_and_read_again_when_there_is_room() {
    let mut handlers = Handlers::default();
    handlers.add(Handler::new(0, &["*".to_owned()], Duration::from_secs(20)).unwrap());
    let weight = entry(0, "n:k").event.weight();
    let mut dispatcher =
        Dispatcher::new(usize::MAX, 4, Rng::with_seed(7)).with_room(10 * weight, 20 * weight);
    for number in 1..=2000 {
        dispatcher.push(FeedId::LOG, entry(number, &format!("n{number}:k")));
    }
    for run in runs(&mut dispatcher, &handlers, Millis::ZERO) {
        dispatcher.finish(run.id, Err("no".into()), Millis::ZERO);
    }
    assert!(dispatcher.held() <= 11 * weight, "{} events are held", dispatcher.held() / weight);
    assert_eq!(dispatcher.weight(), 0);
    assert_eq!(dispatcher.take_outcomes().len(), 2000);
    let (mut now, mut done) = (Millis::ZERO, 0);
    while !dispatcher.is_empty() {
        now = dispatcher.next_alarm().unwrap();
        dispatcher.tick(now);
        for (lane, last) in dispatcher.take_starved(FeedId::LOG) {
            let number: u64 = lane.collection[1..].parse().unwrap();
            assert_eq!(last, ChangeNumber(number - 1), "it is read from its place");
            dispatcher.refill(&lane, vec![entry(number, &format!("n{number}:k"))], false);
        }
        assert!(dispatcher.held() <= 31 * weight, "{} events are held", dispatcher.held() / weight);
        for run in runs(&mut dispatcher, &handlers, now) {
            dispatcher.finish(run.id, Ok(()), now);
            done += 1;
        }
        assert!(dispatcher.start(&handlers, now).is_none(), "an event that succeeded is done");
        dispatcher.take_outcomes();
    }
    assert_eq!(done, 2000);
    assert!(now < Millis(60_000), "it takes until {now:?}");
}
