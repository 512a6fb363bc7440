//! The sessions of a handle: each is a group from its first handler to its last.
//!
//! A session is opened with the first handler of a group, and ends when its last handler is removed and what runs
//! has ended. The thread that runs the handlers owns the sessions; it fetches runs, and reports how they ended.

mod lambda;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;

use tokio::sync::watch;

use super::consumer::Consumer;
use super::group::{Group, Host};
use super::handlers::Handler;
use super::lambda::LambdaFunction;
use super::outcome::{HandlerError, Run};
use super::report::Report;
use crate::model::{Error, Result};
use crate::store::Store;
use crate::store::feed::Changes;
use crate::store::runtime::runtime;

/// The sessions of a handle, by number.
pub struct Sessions {
    host: Arc<dyn Host>,
    open: RefCell<BTreeMap<u32, Session>>,
    next: Cell<u32>,
    /// Counts calls of `stop`, each of which ends `run`.
    stops: watch::Sender<u32>,
}

struct Session {
    group: Arc<Group>,
    source: Source,
    /// Whether the roster still lists event names of handlers that were removed. It is updated when JavaScript looks
    /// next: a program that ends removes all its handlers in one turn, and its names must stay remembered.
    is_roster_stale: bool,
}

/// Where the events of a session come from.
enum Source {
    /// A consumer in the background.
    Consumer(Consumer),
    /// A consumer that is handing the group over, because the last handler was removed.
    Leaving(Consumer),
    /// The batches of an AWS Lambda function.
    Lambda(Arc<LambdaFunction>),
    /// Batches that a program passes to the Lambda handler itself, as tests do, while a consumer serves the same
    /// group in another session.
    LambdaBeside(Arc<LambdaFunction>),
}

impl Sessions {
    /// No sessions yet. The host learns when there is something to fetch.
    pub fn new(host: Arc<dyn Host>) -> Self {
        Self { host, open: RefCell::default(), next: Cell::new(0), stops: watch::Sender::new(0) }
    }

    /// Adds a handler to a group, and joins the group with its first. Where `in_lambda`, a table's stream is not
    /// consumed: Lambda delivers its records as batches.
    pub fn add(
        &self,
        store: &Arc<dyn Store>,
        group: &str,
        handler: Handler,
        concurrency: Option<usize>,
        in_lambda: bool,
    ) -> Result<()> {
        if let Some(session) = self.open.borrow().values().find(|session| session.is_of(group)) {
            if let Some(concurrency) = concurrency {
                session.group.set_concurrency(concurrency);
            }
            return if session.group.add(handler) { session.update_roster() } else { Ok(()) };
        }
        let group = Group::of_store(group.to_owned(), Arc::clone(&self.host), Arc::clone(store));
        let group = Arc::new(group);
        if let Some(concurrency) = concurrency {
            group.set_concurrency(concurrency);
        }
        group.add(handler);
        let source = match store.changes() {
            Changes::Stream(_) if in_lambda => Source::Lambda(Arc::default()),
            changes => Source::Consumer(Consumer::start(changes, Arc::clone(&group))?),
        };
        self.open(group, source);
        Ok(())
    }

    fn open(&self, group: Arc<Group>, source: Source) {
        let number = self.next.get();
        self.next.set(number.wrapping_add(1));
        self.open.borrow_mut().insert(number, Session { group, source, is_roster_stale: false });
    }

    /// Removes a handler. Removing the last one hands the group over.
    pub fn remove(&self, group: &str, handler: u32) {
        let mut sessions = self.open.borrow_mut();
        let Some(session) = sessions.values_mut().find(|session| session.is_of(group)) else { return };
        session.group.remove(handler);
        if session.group.names().is_empty() {
            session.leave();
        } else {
            session.is_roster_stale = true;
            self.host.notify();
        }
    }

    /// The handlers to run now, each with the number of its session.
    pub fn runs(&self) -> Vec<(u32, Run)> {
        let mut sessions = self.open.borrow_mut();
        sessions.retain(|_, session| !session.is_over());
        for session in sessions.values_mut() {
            if std::mem::take(&mut session.is_roster_stale) {
                // This fails only where no thread can be started, and then no consumer runs either.
                let _ = session.update_roster();
            }
        }
        let mut runs = Vec::new();
        for (number, session) in &*sessions {
            runs.extend(std::iter::from_fn(|| session.group.next_run()).map(|run| (*number, run)));
        }
        runs
    }

    /// A handler has ended: it succeeded or failed.
    pub fn finish(&self, session: u32, run: u64, result: std::result::Result<(), HandlerError>) {
        if let Some(session) = self.open.borrow().get(&session) {
            session.group.finish(run, result);
        }
    }

    /// The event of a run cannot be read; it is skipped.
    pub fn give_up(&self, session: u32, run: u64) {
        if let Some(session) = self.open.borrow().get(&session) {
            session.group.give_up(run);
        }
    }

    /// The reports since the last call, each with the name of its group.
    pub fn reports(&self) -> Vec<(String, Report)> {
        let sessions = self.open.borrow();
        let named = |session: &Session| {
            let name = session.group.name.clone();
            session.group.take_reports().into_iter().map(move |report| (name.clone(), report))
        };
        sessions.values().flat_map(named).collect()
    }

    /// Whether the process must not exit yet.
    pub fn holds_process(&self) -> bool {
        self.open.borrow().values().any(|session| match &session.source {
            Source::Consumer(consumer) => consumer.holds_process(),
            Source::Leaving(_) | Source::Lambda(_) | Source::LambdaBeside(_) => session.group.is_busy(),
        })
    }

    /// Resolves when no group has anything left to handle.
    pub async fn idle(self: Rc<Self>) -> Result<()> {
        // Handlers of one group may write what another group handles, which was idle before. So the groups are idle
        // only if nothing was written while they were waited for.
        loop {
            let (before, rests) = self.each_consumer(|consumer| (consumer.last_write(), consumer.rest()));
            for rest in rests {
                // It needs the timers of the runtime, which the caller's thread lacks.
                runtime()?.spawn(rest).await.map_err(|_| Error::internal())??;
            }
            let (after, _) = self.each_consumer(|consumer| (consumer.last_write(), ()));
            if before == after {
                return Ok(());
            }
        }
    }

    fn each_consumer<A, B>(&self, ask: impl Fn(&Consumer) -> (A, B)) -> (Vec<A>, Vec<B>) {
        let sessions = self.open.borrow();
        let consumers = sessions.values().filter_map(|session| match &session.source {
            Source::Consumer(consumer) => Some(consumer),
            Source::Leaving(_) | Source::Lambda(_) | Source::LambdaBeside(_) => None,
        });
        consumers.map(ask).unzip()
    }

    /// Resolves when a `stop` has finished.
    pub fn run(&self) -> impl Future<Output = ()> + 'static {
        let mut stops = self.stops.subscribe();
        async move {
            // An error means that the sessions are gone, so nothing runs any more.
            let _ = stops.changed().await;
        }
    }

    /// Starts no more handlers, and hands all groups over. Resolves when the handlers that run have ended.
    pub fn stop(self: Rc<Self>) -> impl Future<Output = ()> + 'static {
        let mut sessions = self.open.borrow_mut();
        for session in sessions.values_mut() {
            session.leave();
        }
        let stopped: Vec<_> = sessions.values().filter_map(Session::stopped).collect();
        drop(sessions);
        async move {
            for mut stopped in stopped {
                // An error means that the consumer is gone, so it has stopped.
                let _ = stopped.wait_for(|stopped| *stopped).await;
            }
            // A session keeps its store open.
            self.open.borrow_mut().retain(|_, session| !session.is_over());
            self.stops.send_modify(|stops| *stops = stops.wrapping_add(1));
        }
    }
}

impl Session {
    fn update_roster(&self) -> Result<()> {
        match &self.source {
            Source::Consumer(consumer) => consumer.handlers_changed(),
            Source::Leaving(_) | Source::Lambda(_) | Source::LambdaBeside(_) => Ok(()),
        }
    }

    /// Whether handlers of the group `name` belong to this session.
    fn is_of(&self, name: &str) -> bool {
        self.group.name == name && !matches!(self.source, Source::Leaving(_) | Source::LambdaBeside(_))
    }

    /// Hands the group over, if there is a consumer.
    fn leave(&mut self) {
        let source = std::mem::replace(&mut self.source, Source::Lambda(Arc::default()));
        self.source = match source {
            Source::Consumer(consumer) => {
                consumer.stop();
                Source::Leaving(consumer)
            }
            other => other,
        };
    }

    /// Becomes true when the group is handed over; `None` if it is not being handed over.
    fn stopped(&self) -> Option<watch::Receiver<bool>> {
        match &self.source {
            Source::Leaving(consumer) => Some(consumer.stopped()),
            Source::Consumer(_) | Source::Lambda(_) | Source::LambdaBeside(_) => None,
        }
    }

    fn is_over(&self) -> bool {
        self.stopped().is_some_and(|stopped| *stopped.borrow()) && !self.group.is_busy()
    }
}
