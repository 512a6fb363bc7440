//! A clock, a host and members of a group, for the tests of consumers.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pollster::block_on;
use tokio::task::JoinHandle;

use crate::events::{Consumer, EventTest, Group, Handler, Host, Report, Run};
use crate::model::{Body, Item, Json, Key, Labels, Millis, Result, Seconds};
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
        Self::testing(store, names, EventTest::default())
    }

    pub(super) fn testing(store: &Arc<EmbeddedStore>, names: &[&str], test: EventTest) -> Self {
        let (host, bell) = Bell::new();
        let clock = Arc::clone(store);
        let group = Group::new("default".into(), host, move || clock.now());
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        group.add(Handler::new(0, &names, Duration::from_secs(20)).unwrap().testing(test));
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

    /// The reports that wait.
    pub(super) fn reports(&self) -> Vec<Report> {
        self.group.take_reports()
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
    let replacement = Replacement { body, labels: Labels::default(), ttl, created: None, version: None };
    let plan = Plan {
        key: Key::parse(key).unwrap(),
        condition: Condition::default(),
        change: Change::Replace(replacement),
    };
    block_on(store.commit(plan.into())).unwrap().into_item().unwrap()
}
