use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::model::{Body, Item, Json, Key, Labels, Millis, Seconds, place_of};

#[derive(Default)]
struct Heard(Mutex<Vec<String>>);

impl Listener for Heard {
    fn changed(&self, event: &Event) {
        self.0.lock().unwrap().push(event.item.key.to_text());
    }

    fn unreadable(&self, row: &Unreadable) {
        self.0.lock().unwrap().push(row.message());
    }

    fn failed(&self, error: &Error) {
        self.0.lock().unwrap().push(error.code.to_owned());
    }
}

impl Heard {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn event(key: &str) -> Event {
    let item = Item {
        key: Key::parse(key).unwrap(),
        body: Body::Value(Json::from_text("1")),
        created: Seconds(1),
        version: Seconds(1).into(),
        ttl: None,
        labels: Labels::default(),
    };
    Event::new(None, Some(item), Millis(1)).unwrap()
}

/// A reader that says when it ended, and lets the test speak.
fn reader(
    spoken: &mut Option<Arc<Broadcast>>,
    ended: &Arc<AtomicUsize>,
) -> impl FnOnce(Arc<Broadcast>) -> Result<ChangeReader> {
    let ended = Arc::clone(ended);
    move |broadcast| {
        broadcast.begin();
        *spoken = Some(broadcast);
        let end = move || {
            ended.fetch_add(1, Ordering::Relaxed);
        };
        Ok(ChangeReader { read: Box::pin(std::future::pending()), end: Box::new(end) })
    }
}

#[test]
fn listeners_share_a_reader_that_ends_with_the_last() {
    let (broadcasting, ended) = (Broadcasting::default(), Arc::new(AtomicUsize::new(0)));
    let (first, second) = (Arc::new(Heard::default()), Arc::new(Heard::default()));
    let (mut spoken, mut never) = (None, None);
    let one = broadcasting.listen(Arc::clone(&first) as _, || Ok(None), reader(&mut spoken, &ended));
    let one = pollster::block_on(one).unwrap();
    let two = broadcasting.listen(Arc::clone(&second) as _, || Ok(None), reader(&mut never, &ended));
    let two = pollster::block_on(two).unwrap();
    assert!(never.is_none());
    let broadcast = spoken.unwrap();
    broadcast.change(&event("a"));
    drop(one);
    broadcast.change(&event("b"));
    assert_eq!((first.take(), second.take()), (vec!["a".into()], vec!["a".into(), "b".into()]));
    assert_eq!(ended.load(Ordering::Relaxed), 0);
    drop(two);
    assert_eq!(ended.load(Ordering::Relaxed), 1);
}

#[test]
fn a_listener_hears_nothing_from_before_it_came() {
    let (broadcasting, ended) = (Broadcasting::default(), Arc::new(AtomicUsize::new(0)));
    let (early, late) = (Arc::new(Heard::default()), Arc::new(Heard::default()));
    let (mut spoken, mut never) = (None, None);
    let one = broadcasting.listen(Arc::clone(&early) as _, || Ok(None), reader(&mut spoken, &ended));
    let _one = pollster::block_on(one).unwrap();
    let last = || Ok(Some(place_of(9)));
    let two = broadcasting.listen(Arc::clone(&late) as _, last, reader(&mut never, &ended));
    let _two = pollster::block_on(two).unwrap();
    let broadcast = spoken.unwrap();
    for (key, number) in [("before", 9), ("after", 10), ("later", 16)] {
        broadcast.change(&event(key).numbered(number));
    }
    assert_eq!(early.take(), ["before", "after", "later"]);
    assert_eq!(late.take(), ["after", "later"]);
    let failing = broadcasting.listen(late, || Err(Error::closed()), reader(&mut never, &ended));
    assert_eq!(pollster::block_on(failing).err(), Some(Error::closed()));
}

#[test]
fn a_reader_that_panics_fails_its_listeners() {
    let heard = Arc::new(Heard::default());
    let broadcasting = Broadcasting::default();
    let listening = broadcasting.listen(
        Arc::clone(&heard) as _,
        || Ok(None),
        |_| Ok(ChangeReader { read: Box::pin(async { panic!("a test") }), end: Box::new(|| {}) }),
    );
    assert_eq!(pollster::block_on(listening).err(), Some(Error::internal()));
}

#[test]
fn after_a_failure_the_next_listener_starts_anew() {
    let (broadcasting, ended) = (Broadcasting::default(), Arc::new(AtomicUsize::new(0)));
    let heard = Arc::new(Heard::default());
    let (mut spoken, mut again) = (None, None);
    let one = broadcasting.listen(Arc::clone(&heard) as _, || Ok(None), reader(&mut spoken, &ended));
    let one = pollster::block_on(one).unwrap();
    let broadcast = spoken.unwrap();
    broadcast.fail(Error::internal());
    broadcast.change(&event("late"));
    assert_eq!(heard.take(), ["INTERNAL"]);
    let two = broadcasting.listen(Arc::clone(&heard) as _, || Ok(None), reader(&mut again, &ended));
    drop(pollster::block_on(two).unwrap());
    assert!(again.is_some());
    drop(one);
    assert_eq!(ended.load(Ordering::Relaxed), 2);
}
