//! Consuming the change log: reading what there is room for, and settling what became of it.

use tokio::sync::watch;
use tokio::time::{Interval, sleep};

use super::handed::Handed;
use super::lead::{Lead, Leadership};
use super::{LOOK_EVERY, SEEN_EVERY, ticks};
use crate::events::dispatcher::Dispatcher;
use crate::events::group::Group;
use crate::events::outcome::{Fate, FeedId, Outcome};
use crate::events::report::Report;
use crate::events::{PAUSE, stopped};
use crate::model::{Error, Result};
use crate::store::feed::{
    ChangeLog, ChangeNumber, CommitNumber, Disposition, MemberId, Progress, Queue, Seat,
};

/// Consumes the queues of a member, and the queue of the group while it leads.
pub(super) struct Consumption<'a> {
    log: &'a dyn ChangeLog,
    group: &'a Group,
    member: MemberId,
    seat: &'a dyn Seat,
    lead: Option<Lead<'a>>,
    handed: Handed,
    changes: watch::Receiver<ChangeNumber>,
    look: Interval,
    /// The last commit at the time of the last look.
    seen: CommitNumber,
    leaving: bool,
}

impl<'a> Consumption<'a> {
    pub(super) fn new(
        log: &'a dyn ChangeLog,
        group: &'a Group,
        member: MemberId,
        seat: &'a dyn Seat,
    ) -> Self {
        Self {
            log,
            group,
            member,
            seat,
            lead: None,
            handed: Handed::default(),
            changes: log.own_changes(),
            look: ticks(LOOK_EVERY),
            seen: log.last_commit(),
            leaving: false,
        }
    }

    /// Consumes until it is stopped or JavaScript stops fetching. An error means that the store is gone.
    pub(super) async fn run(&mut self, stop: &mut watch::Receiver<bool>) -> Result<()> {
        let mut seen = ticks(SEEN_EVERY);
        loop {
            if let Err(error) = self.turn().await {
                failed(self.group, error).await?;
            }
            if self.leaving && self.is_drained(FeedId::LOG) && self.is_drained(FeedId::HANDED) {
                return Ok(());
            }
            let may_lead = self.lead.is_none() && !self.leaving;
            let may_yield = !self.leaving && self.lead.as_ref().is_some_and(|lead| !lead.is_yielding());
            tokio::select! {
                biased;
                () = stopped(stop), if !self.leaving => self.leave(),
                () = self.seat.granted(), if may_lead => {
                    self.lead = Some(Lead::new(self.log, self.group, self.member));
                    self.report_lost().await;
                }
                () = self.seat.wanted(), if may_yield => self.yield_seat(),
                () = self.news() => if !self.leaving && self.group.is_deaf() { self.leave() },
                _ = seen.tick() => drop(self.log.join(&self.group.name, self.member, self.group.names()).await),
            }
            self.group.dispatch(Dispatcher::tick);
        }
    }

    /// Waits for the handlers that run. What becomes of their events cannot be stored.
    pub(super) async fn let_go(&mut self) {
        self.leave();
        for feed in [FeedId::LOG, FeedId::HANDED] {
            loop {
                drop(self.group.take_outcomes_of(feed));
                self.group.settled_of(feed);
                if self.is_drained(feed) {
                    break;
                }
                self.group.changed.notified().await;
            }
        }
    }

    /// Gives the dispatcher entries, and settles outcomes.
    async fn turn(&mut self) -> Result<()> {
        let mut read = Ok(());
        if !self.leaving {
            let (handed, log) = self.group.dispatch(|dispatcher, _| {
                (dispatcher.take_starved(FeedId::HANDED), dispatcher.take_starved(FeedId::LOG))
            });
            read = self.handed.read(self.log, self.group, self.member, handed);
            if let Some(lead) = &mut self.lead {
                read = read.and(lead.read(log).await);
            }
        }
        let handled = settle(self.log, self.group, FeedId::HANDED, Queue::Member(self.member)).await?;
        self.handed.settled(&handled);
        if let Some(lead) = &mut self.lead {
            let outcomes = settle(self.log, self.group, FeedId::LOG, Queue::Group).await?;
            match lead.settled(&outcomes).await? {
                Leadership::Continues => {}
                Leadership::IsOver => {
                    self.lead = None;
                    self.seat.release();
                }
            }
        }
        read
    }

    /// Resolves when there may be something to do: handlers have ended, a deadline is reached, or the log may hold
    /// more.
    async fn news(&mut self) {
        let alarm = self.group.next_alarm();
        tokio::pin!(alarm);
        loop {
            tokio::select! {
                biased;
                () = self.group.changed.notified() => return,
                () = &mut alarm => return,
                _ = self.changes.changed() => break,
                _ = self.look.tick() => {
                    let last = self.log.last_commit();
                    if std::mem::replace(&mut self.seen, last) != last {
                        break;
                    }
                    // If the system clock is set, deadlines pass without a timer.
                    let is_due = |dispatcher: &mut Dispatcher, now| dispatcher.next_alarm().is_some_and(|at| at <= now);
                    if self.group.dispatch(is_due)
                        || self.group.is_deaf()
                        || self.lead.as_ref().is_some_and(Lead::is_due)
                    {
                        return;
                    }
                }
            }
        }
        if let Some(lead) = &mut self.lead {
            lead.look_again();
        }
        self.handed.look_again();
    }

    /// Starts nothing more, and waits for what runs.
    fn leave(&mut self) {
        self.leaving = true;
        self.group.dispatch(|dispatcher, _| dispatcher.accept(false));
    }

    /// Lets another member of this process lead.
    fn yield_seat(&mut self) {
        if let Some(lead) = &mut self.lead {
            lead.yield_seat();
        }
    }

    fn is_drained(&self, feed: FeedId) -> bool {
        self.group.dispatch(|dispatcher, _| dispatcher.is_drained(feed))
    }

    async fn report_lost(&self) {
        if let Ok(changes @ 1..) = self.log.take_lost(&self.group.name).await {
            let reason = "No process handled the group within 24 hours of these changes.".to_owned();
            self.group.report(Report::Gap { changes: Some(changes), reason });
        }
    }
}

/// Settles the outcomes of a feed, as often as it takes. An error means that the store is gone.
async fn settle(log: &dyn ChangeLog, group: &Group, feed: FeedId, queue: Queue) -> Result<Vec<Outcome>> {
    let outcomes = group.take_outcomes_of(feed);
    if outcomes.is_empty() {
        return Ok(outcomes);
    }
    let progress: Vec<_> = outcomes.iter().map(|outcome| progress(group, outcome)).collect();
    while let Err(error) = log.settle(&group.name, queue, progress.clone()).await {
        if error.is_gone() {
            return Err(error);
        }
        group.report(Report::Failed(error));
        sleep(PAUSE).await;
    }
    for outcome in &outcomes {
        group.report_given_up(outcome);
    }
    group.settled_of(feed);
    Ok(outcomes)
}

/// Reports what has failed, and waits until it may be repeated. Returns an error that no repetition cures.
pub(super) async fn failed(group: &Group, error: Error) -> Result<()> {
    let is_gone = error.is_gone();
    group.report(Report::Failed(error.clone()));
    if is_gone {
        return Err(error);
    }
    sleep(PAUSE).await;
    Ok(())
}

fn progress(group: &Group, outcome: &Outcome) -> Progress {
    let next = match outcome.fate {
        Fate::Retry { retry, .. } => Disposition::Retry(retry),
        Fate::Moved(queue) => Disposition::Move(queue),
        Fate::Done | Fate::Missed | Fate::Unreadable => Disposition::Done,
    };
    let letters = group.letters(outcome);
    Progress { collection: outcome.lane.collection.clone(), number: outcome.number, next, letters }
}
