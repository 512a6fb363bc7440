//! Consuming the change log, with a clock that the tests set.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pollster::block_on;
use tokio::task::JoinHandle;

use crate::events::{Consumer, Group, Handler, Host, Report, Run};
use crate::model::limits::EVENT_LIFETIME;
use crate::model::{Body, EventKind, Item, Json, Key, Labels, Millis, Result, Seconds};
use crate::plan::{Change, Condition, Plan, Replacement};
use crate::store::Store;
use crate::store::embedded::{EmbeddedOptions, EmbeddedStore, Location};

pub(super) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A clock that a test sets.
pub(super) struct TestClock(AtomicI64);

impl TestClock {
    pub(super) const fn new() -> Self {
        Self(AtomicI64::new(1_700_000_000_000))
    }

    pub(super) fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::SeqCst))
    }

    pub(super) fn pass(&self, time: Duration) {
        self.set(self.now() + time);
    }

    pub(super) fn set(&self, time: Millis) {
        self.0.store(time.0, Ordering::SeqCst);
    }
}

/// Whatever takes longer than this never happens.
const PATIENCE: Duration = Duration::from_secs(30);

/// A host that a test waits for.
pub(super) struct Bell(Mutex<Sender<()>>);

impl Bell {
    pub(super) fn new() -> (Arc<Self>, Receiver<()>) {
        let (sender, bell) = channel();
        (Arc::new(Self(Mutex::new(sender))), bell)
    }
}

impl Host for Bell {
    fn notify(&self) {
        // A test that has ended does not listen.
        let _ = self.0.lock().unwrap().send(());
    }
}

pub(super) struct Member {
    group: Arc<Group>,
    consumer: Consumer,
    bell: Receiver<()>,
}

impl Member {
    pub(super) fn join(store: &Arc<EmbeddedStore>) -> Self {
        Self::wanting(store, &["*"])
    }

    pub(super) fn wanting(store: &Arc<EmbeddedStore>, names: &[&str]) -> Self {
        let (host, bell) = Bell::new();
        let clock = Arc::clone(store);
        let group = Group::new("default".into(), host, move || clock.now());
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        group.add(Handler::new(0, &names, Duration::from_secs(20)).unwrap());
        // JavaScript fetches once its handlers are added.
        assert!(group.next_run().is_none());
        let group = Arc::new(group);
        let consumer = Consumer::start(store.changes(), Arc::clone(&group)).unwrap();
        Self { group, consumer, bell }
    }

    pub(super) fn run(&self) -> Run {
        self.wait(|| self.group.next_run())
    }

    pub(super) fn report(&self) -> Report {
        self.wait(|| self.group.take_reports().pop())
    }

    fn wait<T>(&self, look: impl Fn() -> Option<T>) -> T {
        loop {
            if let Some(found) = look() {
                return found;
            }
            self.bell.recv_timeout(PATIENCE).unwrap();
        }
    }

    pub(super) fn fail(&self) -> (Run, u32) {
        let run = self.run();
        self.group.finish(run.id, Err("no".into()));
        match self.report() {
            Report::Retry { attempts, .. } => (run, attempts),
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn succeed(&self) -> Run {
        let run = self.run();
        self.group.finish(run.id, Ok(()));
        run
    }

    /// What JavaScript would get to run now.
    pub(super) fn next(&self) -> Option<Run> {
        self.group.next_run()
    }

    pub(super) fn end(&self, run: &Run) {
        self.group.finish(run.id, Ok(()));
    }

    /// Replaces the handlers by one with these names.
    pub(super) fn take_back(&self, names: &[&str]) {
        self.group.remove(0);
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        self.group.add(Handler::new(1, &names, Duration::from_secs(20)).unwrap());
        self.consumer.handlers_changed().unwrap();
        assert!(self.next().is_none());
    }

    pub(super) fn rest(&self) {
        block_on(self.resting()).unwrap().unwrap();
    }

    /// A task that ends when nothing is left to handle.
    pub(super) fn resting(&self) -> JoinHandle<Result<()>> {
        crate::store::runtime::runtime().unwrap().spawn(self.consumer.rest())
    }

    pub(super) fn leave(self) {
        self.consumer.stop();
        block_on(self.consumer.stopped().wait_for(|stopped| *stopped)).unwrap();
    }
}

pub(super) fn open(location: Location, clock: fn() -> Millis) -> Arc<EmbeddedStore> {
    EmbeddedStore::open(&EmbeddedOptions { clock, ..EmbeddedOptions::new(location) }).unwrap()
}

pub(super) fn put(store: &EmbeddedStore, key: &str, ttl: Option<Seconds>) -> Item {
    let body = Body::Value(Json::from_text("1"));
    let replacement = Replacement { body, labels: Labels::default(), ttl, created: None, modified: None };
    let plan = Plan {
        key: Key::parse(key).unwrap(),
        condition: Condition::default(),
        change: Change::Replace(replacement),
    };
    block_on(store.commit(plan.into())).unwrap().into_item().unwrap()
}

#[test]
fn a_restart_keeps_the_count_and_a_day_ends_it() {
    static CLOCK: TestClock = TestClock::new();
    let start = CLOCK.now();
    let folder = tempfile::tempdir().unwrap();
    let location = || Location::Folder(folder.path().to_owned());
    let store = open(location(), || CLOCK.now());
    let member = Member::join(&store);
    put(&store, "bad:1", None);
    for attempt in 1..=3 {
        assert_eq!(member.fail().1, attempt);
        CLOCK.pass(Duration::from_secs(1));
    }
    put(&store, "bad:2", None);
    member.leave();
    drop(store);

    let store = open(location(), || CLOCK.now());
    let member = Member::join(&store);
    let (run, attempts) = member.fail();
    assert_eq!((run.event.item.key.to_text().as_str(), attempts), ("bad:1", 4));
    // It fails for the rest of the day.
    CLOCK.set(start + EVENT_LIFETIME - Duration::from_millis(1));
    assert_eq!(member.fail().1, 5);
    CLOCK.set(start + EVENT_LIFETIME);
    let Report::Dropped { event, attempts } = member.report() else { panic!() };
    assert_eq!((event.item.key.to_text().as_str(), attempts), ("bad:1", 5));
    member.leave();
    drop(store);

    // A dropped event does not come back, and its collection continues.
    let store = open(location(), || CLOCK.now());
    let member = Member::join(&store);
    assert_eq!(member.run().event.item.key.to_text(), "bad:2");
}

#[test]
fn changes_without_a_process_for_a_day_are_reported_as_a_gap() {
    static CLOCK: TestClock = TestClock::new();
    let store = open(Location::Memory, || CLOCK.now());
    let member = Member::join(&store);
    put(&store, "a:1", None);
    assert_eq!(member.succeed().event.kind, EventKind::Created);
    member.rest();
    member.leave();
    for _ in 0..3 {
        put(&store, "a:1", None);
    }
    CLOCK.pass(EVENT_LIFETIME + Duration::from_secs(60 * 60));
    // A write triggers trimming.
    put(&store, "b:1", None);
    put(&store, "b:1", None);
    let member = Member::join(&store);
    let Report::Gap { changes, .. } = member.report() else { panic!() };
    assert_eq!(changes, Some(3));
    assert_eq!(member.succeed().event.item.key.to_text(), "b:1");
}

#[test]
fn a_group_without_a_process_is_forgotten_after_a_month() {
    static CLOCK: TestClock = TestClock::new();
    let store = open(Location::Memory, || CLOCK.now());
    Member::join(&store).leave();
    CLOCK.pass(29 * DAY);
    put(&store, "a:1", None);
    put(&store, "a:1", None);
    let member = Member::join(&store);
    assert_eq!(member.succeed().event.kind, EventKind::Created);
    member.leave();
    CLOCK.pass(30 * DAY);
    put(&store, "a:2", None);
    put(&store, "a:3", None);
    let member = Member::join(&store);
    put(&store, "a:4", None);
    assert_eq!(member.run().event.item.key.to_text(), "a:4");
}

#[test]
fn expiry_is_a_deletion_and_an_expired_item_is_deleted_before_it_is_replaced() {
    static CLOCK: TestClock = TestClock::new();
    let store = open(Location::Memory, || CLOCK.now());
    let member = Member::join(&store);
    let soon = (CLOCK.now() + Duration::from_secs(10)).seconds();
    put(&store, "a:swept", Some(soon));
    put(&store, "a:replaced", Some(soon));
    member.succeed();
    member.succeed();
    CLOCK.pass(Duration::from_secs(10));
    let item = put(&store, "a:replaced", None);
    let mut seen: Vec<_> =
        (0..3).map(|_| member.succeed().event).map(|event| (event.kind, event.item.clone())).collect();
    // The sweep may come before or after the replacement.
    seen.sort_by_key(|(kind, item)| (item.key.to_text(), *kind == EventKind::Created));
    let kinds: Vec<_> = seen.iter().map(|(kind, item)| (*kind, item.key.to_text())).collect();
    let key = |key: &str| key.to_owned();
    assert_eq!(
        kinds,
        [
            (EventKind::Deleted, key("a:replaced")),
            (EventKind::Created, key("a:replaced")),
            (EventKind::Deleted, key("a:swept")),
        ]
    );
    assert_eq!((seen[0].1.ttl, &seen[1].1), (Some(soon), &item));
}

#[test]
fn a_long_backlog_of_a_failing_collection_stays_in_the_store() {
    static CLOCK: TestClock = TestClock::new();
    let store = open(Location::Memory, || CLOCK.now());
    let member = Member::join(&store);
    put(&store, "bad:0", None);
    member.fail();
    for number in 1..=300 {
        put(&store, &format!("bad:{number}"), None);
    }
    put(&store, "good:1", None);
    assert_eq!(member.succeed().event.item.key.to_text(), "good:1");
    CLOCK.pass(Duration::from_secs(1));
    for number in 0..=300 {
        assert_eq!(member.succeed().event.item.key.to_text(), format!("bad:{number}"));
    }
    member.rest();
}
