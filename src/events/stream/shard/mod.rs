//! A shard whose lease this process holds: it is read, dispatched, settled and handed over.

mod checkpoint;
mod letters;
mod pages;

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::CompactString;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep_until};

use self::letters::Letters;
use super::holding::{Holding, Urgency};
use super::progress::{Reach, through_of};
use super::reader::ShardReader;
use super::rereader::Rereader;
use super::tracker::Tracker;
use super::{PAUSE, Slot, StreamMember, done};
use crate::events::dispatcher::Dispatcher;
use crate::events::outcome::FeedId;
use crate::events::stopped;
use crate::model::{Millis, Result};
use crate::store::feed::{Checkpoint, Lease, ShardIterator};

/// Why this process no longer holds a shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShardEnd {
    /// The shard is closed and handled.
    Closed,
    /// This process stops or pauses.
    Released,
    /// Another process asked for it.
    Given,
    /// Another process has it, or may have it.
    Lost,
}

/// The consumer of a shard whose lease this process holds.
pub(super) struct ShardConsumer {
    member: Arc<StreamMember>,
    id: String,
    /// Its feed in the dispatcher.
    feed: FeedId,
    /// Notified when the dispatcher has something for the shard.
    wake: Arc<Notify>,
    /// The collections that wait, because they are parked in an ancestor.
    blocked: watch::Receiver<BTreeSet<CompactString>>,
    holding: Holding,
    tracker: Tracker,
    reader: ShardReader,
    rereader: Rereader,
    letters: Letters,
    /// The earliest time of the next request for records.
    free_at: Instant,
    /// Whether the last request was the main reader's.
    main_was_last: bool,
    /// The time up to which everything is read.
    tip: Option<Millis>,
    /// All changes up to this time by this process's clock are handled or parked. The lease may say a later time, by
    /// the clock of an earlier owner.
    through: Millis,
    urgency: Urgency,
    /// Adds the leases of the shard's children.
    ending: Slot<Result<()>>,
    /// Whether the children have their leases.
    has_heirs: bool,
    heirs_at: Instant,
    /// Why the shard is being handed over, if it is.
    draining: Option<ShardEnd>,
}

impl ShardConsumer {
    /// A shard whose lease was taken by a request made at `began`.
    pub(super) fn new(
        member: Arc<StreamMember>,
        lease: Lease,
        began: Instant,
        feed: FeedId,
        wake: Arc<Notify>,
        mut blocked: watch::Receiver<BTreeSet<CompactString>>,
        start: Option<ShardIterator>,
    ) -> Self {
        let now = Instant::now();
        let waits = blocked.borrow_and_update().clone();
        let mut tracker =
            member.group.dispatch(|dispatcher, _| Tracker::new(feed, &lease, waits, dispatcher));
        let is_fresh = start.is_some();
        if is_fresh {
            tracker.begin_at_position();
        }
        // The children got their leases before this checkpoint was written.
        let has_heirs = matches!(lease.checkpoint, Checkpoint::Closed(_));
        let shard = Self {
            id: lease.shard.clone(),
            through: through_of(&lease),
            reader: ShardReader::new(&lease, start),
            holding: Holding::new(lease, began, member.group.now()),
            rereader: Rereader::new(),
            tracker,
            member,
            feed,
            wake,
            blocked,
            letters: Letters::default(),
            free_at: now,
            main_was_last: false,
            tip: None,
            urgency: Urgency::Renewal,
            ending: None,
            has_heirs,
            heirs_at: now,
            draining: None,
        };
        if !is_fresh {
            shard.report_late();
        }
        shard.lend();
        shard
    }

    /// Consumes the shard until this process no longer holds it.
    pub(super) async fn run(mut self, mut drain: watch::Receiver<bool>) -> ShardEnd {
        let end = self.hold(&mut drain).await;
        self.member.group.dispatch(|dispatcher, _| dispatcher.forget(self.feed));
        self.member.group.settled_of(self.feed);
        self.member.board.remove(&self.id);
        if self.draining == Some(ShardEnd::Given) {
            self.member.spare.gave();
        }
        end
    }

    async fn hold(&mut self, drain: &mut watch::Receiver<bool>) -> ShardEnd {
        loop {
            if self.holding.until <= Instant::now() {
                return ShardEnd::Lost;
            }
            self.settle();
            let next = self.begin();
            tokio::select! {
                biased;
                () = sleep_until(self.holding.until) => return ShardEnd::Lost,
                (lease, began, written) = done(&mut self.holding.writing) => {
                    if let Some(end) = self.written(lease, began, written) {
                        return end;
                    }
                }
                () = stopped(drain), if self.draining.is_none() => self.drain(ShardEnd::Released),
                ended = done(&mut self.ending) => self.ended(ended),
                written = done(&mut self.letters.writing) => self.letters_written(written),
                fetched = done(&mut self.reader.pending) => self.read(fetched),
                fetched = done(&mut self.rereader.pending) => self.read_again(fetched),
                () = self.wake.notified() => {}
                () = sleep_until(next) => {}
            }
        }
    }

    fn dispatch<T>(&mut self, change: impl FnOnce(&mut Self, &mut Dispatcher) -> T) -> T {
        let member = Arc::clone(&self.member);
        member.group.dispatch(|dispatcher, _| change(self, dispatcher))
    }

    /// Lets handlers start while the lease lasts.
    fn lend(&self) {
        self.member.group.dispatch(|dispatcher, _| dispatcher.lend(self.feed, self.holding.lent_until));
    }

    /// Takes outcomes and starved lanes from the dispatcher.
    fn settle(&mut self) {
        self.take_outcomes();
        if self.blocked.has_changed().unwrap_or(false) {
            self.tracker.block(self.blocked.borrow_and_update().clone());
        }
        if self.draining.is_none() {
            self.dispatch(|shard, dispatcher| shard.rereader.serve(&mut shard.tracker, dispatcher));
        }
        if self.tracker.is_caught_up()
            && let Some(tip) = self.tip
        {
            self.through = tip.max(self.through);
            let lease = &mut self.holding.lease;
            lease.handled_through = tip.max(lease.handled_through);
        }
        self.member.board.set(&self.id, self.reach());
    }

    fn reach(&self) -> Reach {
        let parked = !self.tracker.is_empty();
        // If something is neither handled nor parked, `through` says so.
        let next_attempt = if parked { self.tracker.next_attempt() } else { Millis::MAX };
        let through = match self.holding.lease.checkpoint {
            Checkpoint::Since(_) | Checkpoint::Through(_) => self.through,
            Checkpoint::Closed(_) | Checkpoint::End => Millis::MAX,
        };
        Reach { through, parked, next_attempt, blocked: self.tracker.blocked() }
    }

    /// Starts nothing more, so that the shard can be handed over.
    fn drain(&mut self, end: ShardEnd) {
        self.draining = Some(end);
        (self.reader.pending, self.rereader.pending, self.ending) = (None, None, None);
        self.dispatch(|shard, dispatcher| dispatcher.pause(shard.feed));
    }

    /// Starts what is due. Returns when to look again.
    fn begin(&mut self) -> Instant {
        let now = Instant::now();
        let mut next = self.begin_letters(now).min(now + PAUSE);
        if self.draining.is_none() {
            next = next.min(self.begin_pages(now));
        }
        if self.holding.writing.is_some() {
            return next;
        }
        let end = self.end();
        let drained = self.draining.is_some()
            && self.dispatch(|shard, dispatcher| dispatcher.is_drained(shard.feed))
            && self.letters.is_empty();
        let last = drained || end == Some(Checkpoint::End);
        let is_awaited = last || end.is_some_and(|end| end != self.holding.lease.checkpoint);
        let due = self.holding.due(if is_awaited { Urgency::Awaited } else { self.urgency });
        if due > now {
            return next.min(due);
        }
        self.write(last);
        next
    }
}
