//! The groups that a handle consumes.

mod function;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;

use tokio::sync::watch;

use super::wake::Wakes;
use crate::data::StoreRef;
use crate::events::{Consumer, Group, Handler, Host, LambdaFunction, Report, Run};
use crate::model::{Error, Result};
use crate::store::feed::Changes;
use crate::store::runtime::runtime;

/// The groups of a handle.
pub(super) struct Subscriptions {
    wakes: Arc<Wakes>,
    sessions: RefCell<BTreeMap<u32, Session>>,
    next: Cell<u32>,
    /// Counts how often `stop` was called, which ends `run`.
    stops: watch::Sender<u32>,
}

/// A group from its first handler to its last, or a batch of a stream's records.
struct Session {
    group: Arc<Group>,
    source: Source,
    /// Whether the other members are to be told that handlers were taken away. Those that are taken away
    /// together with the last one are those of a program that ends, and are wanted again.
    withdraws: bool,
}

/// Where the events of a session come from.
enum Source {
    /// From a consumer in the background.
    Consumer(Consumer),
    /// From one that hands the group over, because the last handler is gone.
    Leaving(Consumer),
    /// From the batches that an AWS Lambda function is given.
    Function(Arc<LambdaFunction>),
    /// From batches that a program gives to the function by itself, as a test does, while a consumer
    /// brings the group its own events.
    Beside(Arc<LambdaFunction>),
}

struct Nudge(Arc<Wakes>);

impl Host for Nudge {
    fn notify(&self) {
        self.0.nudge();
    }
}

impl Subscriptions {
    pub(super) fn new(wakes: Arc<Wakes>) -> Self {
        let stops = watch::Sender::new(0);
        Self { wakes, sessions: RefCell::default(), next: Cell::new(0), stops }
    }

    /// Adds a handler to a group, which is joined if it is its first. In an AWS Lambda function a
    /// table's stream is not consumed, but comes as batches.
    pub(super) fn add(
        &self,
        store: &StoreRef,
        group: &str,
        handler: Handler,
        concurrency: Option<usize>,
        in_function: bool,
    ) -> Result<()> {
        if let Some(session) = self.sessions.borrow().values().find(|session| session.is_of(group)) {
            if let Some(concurrency) = concurrency {
                session.group.set_concurrency(concurrency);
            }
            return if session.group.add(handler) { session.handlers_changed() } else { Ok(()) };
        }
        let clock = Arc::clone(store);
        let host = Nudge(Arc::clone(&self.wakes));
        let group = Arc::new(Group::new(group.to_owned(), Box::new(host), move || clock.now()));
        if let Some(concurrency) = concurrency {
            group.set_concurrency(concurrency);
        }
        group.add(handler);
        let source = match store.changes() {
            Changes::Stream(_) if in_function => Source::Function(Arc::default()),
            changes => Source::Consumer(Consumer::start(changes, Arc::clone(&group))?),
        };
        self.open(Session { group, source, withdraws: false });
        Ok(())
    }

    fn open(&self, session: Session) -> u32 {
        let number = self.next.get();
        self.next.set(number.wrapping_add(1));
        self.sessions.borrow_mut().insert(number, session);
        number
    }

    /// Takes a handler away; with the last one of a group, the group is handed over.
    pub(super) fn remove(&self, group: &str, id: u32) {
        let mut sessions = self.sessions.borrow_mut();
        let Some(session) = sessions.values_mut().find(|session| session.is_of(group)) else { return };
        session.group.remove(id);
        if session.group.names().is_empty() {
            session.leave();
        } else {
            session.withdraws = true;
            self.wakes.nudge();
        }
    }

    /// The handlers that are to be run now, each with the number of its session.
    pub(super) fn runs(&self) -> Vec<(u32, Run)> {
        let mut sessions = self.sessions.borrow_mut();
        sessions.retain(|_, session| !session.is_over());
        for session in sessions.values_mut() {
            if std::mem::take(&mut session.withdraws) {
                // Without threads nothing is consumed either.
                let _ = session.handlers_changed();
            }
        }
        let mut runs = Vec::new();
        for (number, session) in &*sessions {
            runs.extend(std::iter::from_fn(|| session.group.next_run()).map(|run| (*number, run)));
        }
        runs
    }

    /// Wakes JavaScript.
    pub(super) fn nudge(&self) {
        self.wakes.nudge();
    }

    /// A handler has ended: well, or it threw this.
    pub(super) fn finish(&self, session: u32, run: u64, result: std::result::Result<(), String>) {
        if let Some(session) = self.sessions.borrow().get(&session) {
            session.group.finish(run, result);
        }
    }

    /// JavaScript cannot read the event of a run.
    pub(super) fn give_up(&self, session: u32, run: u64) {
        if let Some(session) = self.sessions.borrow().get(&session) {
            session.group.give_up(run);
        }
    }

    /// What is to be told to the functions of `data.events.on`, each with its group's name.
    pub(super) fn reports(&self) -> Vec<(String, Report)> {
        let sessions = self.sessions.borrow();
        let named = |session: &Session| {
            let name = session.group.name.clone();
            session.group.take_reports().into_iter().map(move |report| (name.clone(), report))
        };
        sessions.values().flat_map(named).collect()
    }

    /// Whether the process must not end now.
    pub(super) fn hold_process(&self) -> bool {
        self.sessions.borrow().values().any(|session| match &session.source {
            Source::Consumer(consumer) => consumer.holds_process(),
            Source::Leaving(_) | Source::Function(_) | Source::Beside(_) => session.group.is_busy(),
        })
    }

    /// Resolves when no group has anything left to handle.
    pub(super) async fn idle(self: Rc<Self>) -> Result<()> {
        // The handlers of one group may make events for another that was idle already.
        loop {
            let (before, rests) = self.each_consumer(|consumer| (consumer.last_write(), consumer.rest()));
            for rest in rests {
                // It waits by the clock of the runtime, which the event loop does not have.
                runtime()?.spawn(rest).await.map_err(|_| Error::internal())??;
            }
            let (after, _) = self.each_consumer(|consumer| (consumer.last_write(), ()));
            if before == after {
                return Ok(());
            }
        }
    }

    fn each_consumer<A, B>(&self, ask: impl Fn(&Consumer) -> (A, B)) -> (Vec<A>, Vec<B>) {
        let sessions = self.sessions.borrow();
        let consumers = sessions.values().filter_map(|session| match &session.source {
            Source::Consumer(consumer) => Some(consumer),
            Source::Leaving(_) | Source::Function(_) | Source::Beside(_) => None,
        });
        consumers.map(ask).unzip()
    }

    /// Resolves when `stop` is called and has come to its end.
    pub(super) fn run(&self) -> impl Future<Output = ()> + 'static {
        let mut stops = self.stops.subscribe();
        async move {
            // The sender gone is as good as a word of it.
            let _ = stops.changed().await;
        }
    }

    /// Lets what runs come to its end, and hands all groups over.
    pub(super) fn stop(self: Rc<Self>) -> impl Future<Output = ()> + 'static {
        let mut sessions = self.sessions.borrow_mut();
        for session in sessions.values_mut() {
            session.leave();
        }
        let stopped: Vec<_> = sessions.values().filter_map(Session::stopped).collect();
        drop(sessions);
        async move {
            for mut stopped in stopped {
                // A consumer that is gone has stopped.
                let _ = stopped.wait_for(|stopped| *stopped).await;
            }
            // A session holds on to its store.
            self.sessions.borrow_mut().retain(|_, session| !session.is_over());
            self.stops.send_modify(|stops| *stops = stops.wrapping_add(1));
        }
    }
}

impl Session {
    fn handlers_changed(&self) -> Result<()> {
        match &self.source {
            Source::Consumer(consumer) => consumer.handlers_changed(),
            Source::Leaving(_) | Source::Function(_) | Source::Beside(_) => Ok(()),
        }
    }

    fn is_of(&self, name: &str) -> bool {
        self.group.name == name && !matches!(self.source, Source::Leaving(_) | Source::Beside(_))
    }

    /// Hands the group over, if there is a consumer.
    fn leave(&mut self) {
        let source = std::mem::replace(&mut self.source, Source::Function(Arc::default()));
        self.source = match source {
            Source::Consumer(consumer) => {
                consumer.stop();
                Source::Leaving(consumer)
            }
            other => other,
        };
    }

    fn stopped(&self) -> Option<watch::Receiver<bool>> {
        match &self.source {
            Source::Leaving(consumer) => Some(consumer.stopped()),
            Source::Consumer(_) | Source::Function(_) | Source::Beside(_) => None,
        }
    }

    fn is_over(&self) -> bool {
        self.stopped().is_some_and(|stopped| *stopped.borrow()) && !self.group.is_busy()
    }
}
