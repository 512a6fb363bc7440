//! The consumer of the embedded store's log: whoever has the seat reads, and remembers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval, sleep};

use super::dispatcher::{self, Dispatcher, Fate};
use super::group::{Group, Report};
use super::{HELD, PATIENCE, PAUSE, stopped};
use crate::model::Result;
use crate::store::Outcome;
use crate::store::changes::{ChangeLog, Due, Page, Progress, Seat};

/// How often a commit of another process is looked for. It costs a read of memory.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How often a group that has nothing to do says that it is there.
const SEEN_EVERY: Duration = Duration::from_secs(60 * 60);
/// Events that are read for a namespace at once.
const REFILL: usize = 64;
/// The number of the log among the feeds of a dispatcher: it is the only one.
const FEED: u32 = 0;

/// Consumes the changes of a group whenever it is this handle's turn, until it is stopped.
pub(super) async fn consume(
    log: Arc<dyn ChangeLog>,
    group: Arc<Group>,
    seat: Box<dyn Seat>,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        tokio::select! {
            biased;
            () = stopped(&mut stop) => return,
            () = seat.granted() => {}
        }
        let mut lead = Lead {
            log: &*log,
            group: &group,
            after: 0,
            behind: true,
            commits: log.commits(),
            look: ticks(LOOK_EVERY),
            version: log.version(),
        };
        lead.run(&*seat, &mut stop).await;
        seat.release();
    }
}

/// Resolves when the group is registered.
pub(super) async fn joined(log: &dyn ChangeLog, group: &Group, mut join: Outcome<()>) {
    while let Err(error) = join.await {
        group.report(Report::Failed(error));
        sleep(PAUSE).await;
        join = log.join(&group.name);
    }
}

/// One's turn to consume.
struct Lead<'a> {
    log: &'a dyn ChangeLog,
    group: &'a Group,
    /// The number up to which the log was read.
    after: u64,
    /// Whether the log may hold more.
    behind: bool,
    commits: watch::Receiver<u64>,
    look: Interval,
    /// The log's version at the last look.
    version: u64,
}

impl Lead<'_> {
    async fn run(&mut self, seat: &dyn Seat, stop: &mut watch::Receiver<bool>) {
        self.group.dispatch(|dispatcher, _| dispatcher.accept(true));
        self.report_lost().await;
        let mut seen = ticks(SEEN_EVERY);
        let mut leaving = false;
        loop {
            if let Err(error) = self.read() {
                self.group.report(Report::Failed(error));
                sleep(PAUSE).await;
            }
            self.settle().await;
            if leaving && self.group.dispatch(|dispatcher, _| dispatcher.is_drained(FEED)) {
                break;
            }
            tokio::select! {
                biased;
                () = stopped(stop), if !leaving => leaving = self.accept_no_more(),
                () = seat.wanted(), if !leaving => leaving = self.accept_no_more(),
                () = self.news() => {}
                _ = seen.tick() => drop(self.log.settle(&self.group.name, Vec::new()).await),
            }
            self.group.dispatch(Dispatcher::tick);
        }
        self.group.dispatch(|dispatcher, _| dispatcher.forget(FEED));
    }

    /// Resolves when handlers have ended, time has come for something, or the log may hold more.
    async fn news(&mut self) {
        let alarm = self.group.next_alarm();
        tokio::pin!(alarm);
        loop {
            tokio::select! {
                biased;
                () = self.group.changed.notified() => return,
                () = &mut alarm => return,
                _ = self.commits.changed() => {
                    self.behind = true;
                    return;
                }
                _ = self.look.tick() => {
                    let version = self.log.version();
                    let is_new = std::mem::replace(&mut self.version, version) != version;
                    self.behind |= is_new;
                    // A clock that was set has no alarm.
                    if is_new || self.group.dispatch(|dispatcher, now| dispatcher.next_alarm().is_some_and(|at| at <= now)) {
                        return;
                    }
                }
            }
        }
    }

    /// Lets what runs come to its end, and starts nothing more.
    fn accept_no_more(&self) -> bool {
        self.group.dispatch(|dispatcher, _| dispatcher.accept(false));
        true
    }

    /// Reads what there is room for.
    fn read(&mut self) -> Result<()> {
        for (lane, last) in self.group.dispatch(|dispatcher, _| dispatcher.take_starved()) {
            let numbers = last.saturating_add(1)..=self.after;
            let entries = self.log.read_namespace(&self.group.name, &lane.namespace, numbers, REFILL)?;
            let more = entries.len() == REFILL;
            self.group.dispatch(|dispatcher, _| dispatcher.refill(&lane, entries, more));
        }
        while self.behind {
            let held = self.group.dispatch(|dispatcher, _| dispatcher.weight());
            if held >= HELD {
                break;
            }
            let Page { entries, through } = self.log.read(&self.group.name, self.after, HELD - held)?;
            self.behind = through > self.after;
            self.after = through;
            self.group.dispatch(|dispatcher, _| {
                for entry in entries {
                    dispatcher.push(FEED, entry);
                }
            });
        }
        Ok(())
    }

    /// Remembers what became of events, as often as it takes.
    async fn settle(&self) {
        let outcomes = self.group.take_outcomes_of(FEED);
        if outcomes.is_empty() {
            return;
        }
        let progress: Vec<_> = outcomes.iter().map(progress).collect();
        while let Err(error) = self.log.settle(&self.group.name, progress.clone()).await {
            self.group.report(Report::Failed(error));
            sleep(PAUSE).await;
        }
        self.group.settled_of(FEED);
    }

    async fn report_lost(&self) {
        if let Ok(changes @ 1..) = self.log.take_lost(&self.group.name).await {
            let reason = "No process handled the group within 24 hours of these changes.".to_owned();
            self.group.report(Report::Gap { changes: Some(changes), reason });
        }
    }
}

/// Keeps `settled` at the number of the last change of this process that is handled, or waits for a
/// later attempt.
pub(super) async fn watch_own(log: Arc<dyn ChangeLog>, group: Arc<Group>, settled: Arc<AtomicU64>) {
    let mut commits = log.commits();
    let is_new = |own: &u64| *own > settled.load(Ordering::Acquire);
    while commits.wait_for(is_new).await.map(drop).is_ok() {
        let own = *commits.borrow_and_update();
        let due = Due { through: own, before: group.now().saturating_add(PATIENCE) };
        if log.owes(&group.name, Some(due)).unwrap_or(false) {
            next_commit(&*log, &mut commits).await;
        } else {
            settled.store(own, Ordering::Release);
            group.notify();
        }
    }
}

/// Resolves when the group has nothing left to handle.
pub(super) async fn idle(log: &dyn ChangeLog, group: &str) -> Result<()> {
    log.barrier().await?;
    let mut commits = log.commits();
    while log.owes(group, None)? {
        next_commit(log, &mut commits).await;
    }
    Ok(())
}

/// Resolves when any process has committed something.
async fn next_commit(log: &dyn ChangeLog, commits: &mut watch::Receiver<u64>) {
    let version = log.version();
    let mut look = ticks(LOOK_EVERY);
    loop {
        tokio::select! {
            _ = commits.changed() => return,
            _ = look.tick() => if log.version() != version { return },
        }
    }
}

fn ticks(period: Duration) -> Interval {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

fn progress(outcome: &dispatcher::Outcome) -> Progress {
    let retry = match outcome.fate {
        Fate::Retry { retry, .. } => Some(retry),
        Fate::Done | Fate::GivenUp | Fate::Dropped { .. } => None,
    };
    Progress { namespace: outcome.lane.namespace.clone(), number: outcome.number, retry }
}
