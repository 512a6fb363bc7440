//! A group in one process: its handlers and its dispatcher, shared by the JavaScript that runs handlers and the
//! consumer that reads and settles events.

mod feeding;
mod letters;
mod unwanted;

use std::collections::{BTreeSet, VecDeque};
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fastrand::Rng;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::dispatcher::Dispatcher;
use super::handlers::{Handler, Handlers};
use super::outcome::{FeedId, HandlerError, Run};
use super::report::Report;
use super::roster::Others;
use crate::model::limits::DEFAULT_CONCURRENCY;
use crate::model::{Event, Millis};
use crate::store::Store;

/// How many reports wait for JavaScript at most. The oldest are dropped.
const REPORTS: usize = 1000;
/// After this time without a fetch by JavaScript, the process leaves the events to others.
const DEAF: Duration = Duration::from_secs(5);
/// How many events of a collection are in memory at most.
const LONGEST_LINE: usize = 64;

/// The runtime that runs the handlers: JavaScript, or a test.
pub trait Host: Send + Sync {
    /// There is something to fetch, or something has changed. Called from any thread.
    fn notify(&self);
}

/// A group in one process.
pub struct Group {
    /// Its name.
    pub name: String,
    state: Mutex<GroupState>,
    /// Notified when the consumer must look at the group.
    pub(super) changed: Notify,
    /// Notified when outcomes are settled.
    settled: Notify,
    /// Held by the consumer of a stream that is active. One that is stopping stays active for a while, and the next
    /// waits.
    pub(super) turn: tokio::sync::Mutex<()>,
    feeds: AtomicU32,
    host: Arc<dyn Host>,
    clock: Arc<dyn Fn() -> Millis + Send + Sync>,
    /// Where dead letters are written, unless the change log writes them.
    store: Option<Arc<dyn Store>>,
}

struct GroupState {
    dispatcher: Dispatcher,
    handlers: Handlers,
    reports: VecDeque<Report>,
    /// Whether JavaScript has fetched runs since the last handler was added. Handlers that are added in one turn are
    /// all there before the first event is matched.
    is_open: bool,
    /// Since when there is something to run that JavaScript has not fetched.
    unheard: Option<Instant>,
    /// The feeds of which a consumer is settling outcomes.
    settling: BTreeSet<FeedId>,
}

impl Group {
    /// A group without handlers. The clock tells the time of the store.
    pub fn new(
        name: String,
        host: Arc<dyn Host>,
        clock: impl Fn() -> Millis + Send + Sync + 'static,
    ) -> Self {
        Self::with_clock(name, host, Arc::new(clock), None)
    }

    /// A group without handlers, of a store.
    pub fn of_store(name: String, host: Arc<dyn Host>, store: Arc<dyn Store>) -> Self {
        let clock = Arc::clone(&store);
        Self::with_clock(name, host, Arc::new(move || clock.now()), Some(store))
    }

    fn with_clock(
        name: String,
        host: Arc<dyn Host>,
        clock: Arc<dyn Fn() -> Millis + Send + Sync>,
        store: Option<Arc<dyn Store>>,
    ) -> Self {
        let concurrency = usize::try_from(DEFAULT_CONCURRENCY).unwrap_or(usize::MAX);
        let state = GroupState {
            dispatcher: Dispatcher::new(concurrency, LONGEST_LINE, Rng::new()),
            handlers: Handlers::default(),
            reports: VecDeque::new(),
            is_open: false,
            unheard: None,
            settling: BTreeSet::new(),
        };
        Self {
            name,
            state: Mutex::new(state),
            changed: Notify::new(),
            settled: Notify::new(),
            turn: tokio::sync::Mutex::new(()),
            feeds: AtomicU32::new(0),
            host,
            clock,
            store,
        }
    }

    /// Adds a handler. Returns whether it brings an event name that no other handler has.
    pub fn add(&self, handler: Handler) -> bool {
        let mut state = self.lock();
        let before = state.handlers.names().len();
        state.handlers.add(handler);
        let is_new = state.handlers.names().len() > before;
        state.is_open = false;
        drop(state);
        self.host.notify();
        is_new
    }

    /// Removes a handler.
    pub fn remove(&self, id: u32) {
        self.lock().handlers.remove(id);
    }

    /// The event names of all handlers.
    pub fn names(&self) -> Vec<String> {
        self.lock().handlers.names().into_iter().collect()
    }

    /// Records what the other members want.
    pub(super) fn set_others(&self, others: Others) {
        self.lock().handlers.set_others(others);
        self.changed.notify_one();
    }

    /// Whether a handler here or of a running member has a name of the event.
    pub(super) fn is_wanted(&self, event: &Event) -> bool {
        let handlers = &self.lock().handlers;
        handlers.have_name_of(event) || handlers.others_want(event)
    }

    /// Another group of the same name and handlers, with events of its own.
    #[must_use]
    pub fn beside(&self, host: Arc<dyn Host>) -> Self {
        let group = Self::with_clock(self.name.clone(), host, Arc::clone(&self.clock), self.store.clone());
        group.take_over(self);
        group
    }

    /// Replaces the handlers by those of another group.
    pub fn take_over(&self, other: &Self) {
        let (handlers, concurrency) = {
            let other = other.lock();
            (other.handlers.alone(), other.dispatcher.concurrency())
        };
        let mut state = self.lock();
        state.handlers = handlers;
        state.dispatcher.set_concurrency(concurrency);
    }

    /// Whether there is any handler.
    pub fn has_handlers(&self) -> bool {
        !self.lock().handlers.is_empty()
    }

    /// Sets how many collections are handled at once.
    pub fn set_concurrency(&self, concurrency: usize) {
        self.lock().dispatcher.set_concurrency(concurrency);
    }

    /// The next handler for JavaScript to run.
    pub fn next_run(&self) -> Option<Run> {
        let mut state = self.lock();
        let GroupState { dispatcher, handlers, is_open, unheard, .. } = &mut *state;
        let was_open = std::mem::replace(is_open, true);
        let was_deaf = unheard.take().is_some_and(is_long_ago);
        let run = dispatcher.start(handlers, (self.clock)());
        if run.is_some() || dispatcher.has_outcomes() || !was_open || was_deaf {
            // There is a new deadline, or an event that matched no handler.
            self.changed.notify_one();
        }
        run
    }

    /// A handler has succeeded or failed.
    pub fn finish(&self, run: u64, result: Result<(), HandlerError>) {
        let mut state = self.lock();
        state.dispatcher.finish(run, result, (self.clock)());
        self.changed.notify_one();
    }

    /// The event of a run cannot be read. It is skipped.
    pub fn give_up(&self, run: u64) {
        self.lock().dispatcher.give_up(run);
        self.changed.notify_one();
    }

    /// Takes the reports for the listeners of `data.events.on`.
    pub fn take_reports(&self) -> Vec<Report> {
        self.lock().reports.drain(..).collect()
    }

    /// Whether the process must not exit yet: a handler runs, or an outcome is not settled.
    pub fn is_busy(&self) -> bool {
        let state = self.lock();
        state.dispatcher.running() > 0 || !state.settling.is_empty() || state.dispatcher.has_outcomes()
    }

    /// Every change of the state is complete in itself, so it is valid even after a panic of the holder.
    fn lock(&self) -> MutexGuard<'_, GroupState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_long_ago(since: Instant) -> bool {
    since.elapsed() >= DEAF
}
