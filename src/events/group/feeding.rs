//! The consumer's side of a group: feeding its dispatcher, settling outcomes and reporting.

use std::future::pending;
use std::sync::atomic::Ordering;

use tokio::time::{Instant, sleep};

use super::{Group, GroupState, REPORTS, is_long_ago};
use crate::events::dispatcher::Dispatcher;
use crate::events::outcome::{FeedId, Outcome};
use crate::events::report::{Report, report};
use crate::model::Millis;

impl Group {
    /// Starts no more handlers.
    pub(in crate::events) fn accept_no_more(&self) {
        self.dispatch(|dispatcher, _| dispatcher.accept(false));
        self.changed.notify_one();
    }

    /// Forgets all events. No handler that runs will report its end.
    pub(in crate::events) fn abandon(&self) {
        self.lock().dispatcher.abandon();
        self.changed.notify_one();
    }

    /// Changes the dispatcher, and notifies JavaScript if there may be something to run.
    pub(in crate::events) fn dispatch<T>(&self, change: impl FnOnce(&mut Dispatcher, Millis) -> T) -> T {
        let mut state = self.lock();
        let GroupState { dispatcher, handlers, is_open, .. } = &mut *state;
        let now = (self.clock)();
        let result = change(dispatcher, now);
        let runnable = *is_open && dispatcher.is_runnable(handlers, now);
        if runnable {
            state.unheard.get_or_insert_with(Instant::now);
        }
        drop(state);
        if runnable {
            self.host.notify();
        }
        result
    }

    /// Whether JavaScript has left something to run unfetched for some seconds: its event loop is blocked, or the
    /// process was suspended.
    pub(in crate::events) fn is_deaf(&self) -> bool {
        self.lock().unheard.is_some_and(is_long_ago)
    }

    /// Resolves when the next deadline of the dispatcher is reached.
    pub(in crate::events) async fn next_alarm(&self) {
        match self.dispatch(|dispatcher, now| dispatcher.next_alarm().map(|at| at.since(now))) {
            Some(wait) => sleep(wait).await,
            None => pending().await,
        }
    }

    /// Takes what became of a feed's events, and reports it. The group is busy until [`Self::settled_of`] is called.
    pub(in crate::events) fn take_outcomes_of(&self, feed: FeedId) -> Vec<Outcome> {
        let mut state = self.lock();
        let outcomes = state.dispatcher.take_outcomes_of(feed);
        if !outcomes.is_empty() {
            state.settling.insert(feed);
        }
        let reports: Vec<_> = outcomes.iter().filter_map(report).collect();
        drop(state);
        for report in reports {
            self.report(report);
        }
        outcomes
    }

    /// The outcomes that were taken of a feed are stored, or cannot be.
    pub(in crate::events) fn settled_of(&self, feed: FeedId) {
        self.lock().settling.remove(&feed);
        self.settled.notify_waiters();
        self.host.notify();
    }

    /// Resolves when every outcome that was taken is stored and reported.
    pub(in crate::events) async fn all_settled(&self) {
        loop {
            let settled = self.settled.notified();
            if self.lock().settling.is_empty() {
                return;
            }
            settled.await;
        }
    }

    /// A number for a feed that no other of the group has had. 0 is the change log's.
    pub(in crate::events) fn next_feed(&self) -> FeedId {
        FeedId::shard(self.feeds.fetch_add(1, Ordering::Relaxed).wrapping_add(1))
    }

    /// Queues a report for the listeners of `data.events.on`.
    pub(in crate::events) fn report(&self, report: Report) {
        let mut state = self.lock();
        if state.reports.len() == REPORTS {
            state.reports.pop_front();
        }
        state.reports.push_back(report);
        drop(state);
        self.host.notify();
    }

    /// Notifies JavaScript.
    pub(in crate::events) fn notify(&self) {
        self.host.notify();
    }

    /// The time.
    pub(in crate::events) fn now(&self) -> Millis {
        (self.clock)()
    }
}
