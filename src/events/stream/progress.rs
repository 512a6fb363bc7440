//! How far a group has come, over all shards and processes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use compact_str::CompactString;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::StreamMember;
use super::discovery::blocked;
use crate::events::PATIENCE;
use crate::model::{Millis, Result};
use crate::store::feed::{Checkpoint, Lease};

/// A stream shows a write some hundred milliseconds after it was acknowledged. A page that was asked
/// for this much later, and holds nothing new, tells that the write is handled.
const MARGIN: Duration = Duration::from_secs(1);
/// How often the leases of others are looked at by one who waits for them.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How much two processes may differ about the time.
const SKEW: Duration = Duration::from_secs(2);

/// How far a shard has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reach {
    /// All changes up to this time are handled, or parked.
    pub through: Millis,
    /// Whether there are parked collections.
    pub parked: bool,
    /// When the first of them may be tried again that is not blocked.
    pub next_attempt: Millis,
    /// How many collections are parked further up, as far as the shard knows; 0 if none of it waits.
    pub blocked: usize,
}

impl Reach {
    fn of(lease: &Lease, blocked: &BTreeSet<CompactString>) -> Self {
        let open = lease.parked.iter().filter(|(collection, _)| !blocked.contains(*collection));
        let attempts = open.map(|(_, parked)| parked.retry.at);
        Self {
            through: through_of(lease),
            parked: !lease.parked.is_empty(),
            next_attempt: attempts.min().unwrap_or(Millis::MAX),
            blocked: blocked.len(),
        }
    }

    /// What a shard of this process has told, given what is blocked in it now: it has not heard yet of
    /// those that are so no more, and may handle them at once.
    fn given(self, blocked: &BTreeSet<CompactString>) -> Self {
        let next_attempt = if blocked.len() < self.blocked { Millis::ZERO } else { self.next_attempt };
        Self { next_attempt, ..self }
    }
}

/// How far a shard has come by a lease that this process did not write: what another
/// says by its own clock, or this one before it was started anew.
pub(super) fn through_of(lease: &Lease) -> Millis {
    match lease.through() {
        Millis::MAX => Millis::MAX,
        through => through - SKEW,
    }
}

/// The shards that this process holds, and how far each has come.
#[derive(Debug, Default)]
pub(super) struct Board {
    shards: watch::Sender<BTreeMap<String, Reach>>,
    /// Whether this process has listed the shards, and each has its lease.
    listed: AtomicBool,
}

impl Board {
    pub fn set_listed(&self) {
        self.listed.store(true, Ordering::Release);
    }

    pub fn set(&self, shard: &str, reach: Reach) {
        self.shards.send_if_modified(|shards| {
            shards.get(shard) != Some(&reach) && {
                shards.insert(shard.to_owned(), reach);
                true
            }
        });
    }

    pub fn remove(&self, shard: &str) {
        self.shards.send_if_modified(|shards| shards.remove(shard).is_some());
    }
}

/// Resolves when nothing is left to deliver of what was written before.
pub(super) async fn idle(member: &StreamMember) -> Result<()> {
    let through = member.stream.now() + MARGIN;
    let is_idle = |reach: &Reach| reach.through >= through && !reach.parked;
    loop {
        all_own(member, is_idle).await;
        let reach = reach(member).await?;
        if let Some(reach) = reach
            && reach.values().all(is_idle)
        {
            // A shard whose lease is still to come has something to deliver.
            let shards = member.stream.shards().await?;
            if shards.iter().all(|shard| reach.contains_key(&shard.id)) {
                return Ok(());
            }
        }
        sleep(LOOK_EVERY).await;
    }
}

/// Keeps `settled` at the last write of this process that is handled, or waits for a later attempt.
pub(super) async fn watch_own(member: &StreamMember) {
    let mut writes = member.stream.writes();
    let settled = &member.settled;
    loop {
        let is_new = |own: &Millis| *own > *settled.borrow();
        let Ok(own) = writes.wait_for(is_new).await.map(|own| *own) else {
            return std::future::pending().await;
        };
        let before = *settled.borrow();
        let is_further = |reach: &Reach| reach.through - MARGIN > before && !is_due(member, reach);
        all_own(member, is_further).await;
        // The registration may have missed a shard; then its lease comes with the first listing after it.
        if member.board.listed.load(Ordering::Acquire)
            && let Ok(Some(reach)) = reach(member).await
            && reach.values().all(is_further)
        {
            let through = reach.values().map(|reach| reach.through).min().unwrap_or(Millis::MAX);
            settled.send_replace((through - MARGIN).min(own));
            member.group.notify();
        }
        sleep(LOOK_EVERY).await;
    }
}

/// Whether a collection that failed is to be tried again soon.
fn is_due(member: &StreamMember, reach: &Reach) -> bool {
    reach.parked && reach.next_attempt <= member.stream.now() + PATIENCE
}

/// Waits until it is so of all shards that this process holds, but no longer than it is worth waiting
/// without looking at the others.
async fn all_own(member: &StreamMember, is_so: impl Fn(&Reach) -> bool) {
    let mut board = member.board.shards.subscribe();
    let _ = timeout(LOOK_EVERY, board.wait_for(|shards| shards.values().all(&is_so))).await;
}

/// How far each shard has come that has a lease; `None` if the group is not registered yet.
async fn reach(member: &StreamMember) -> Result<Option<BTreeMap<String, Reach>>> {
    // Before the leases are read: what is ahead of a shard must not look done before the shard knows.
    let own = member.board.shards.borrow().clone();
    let Some(registered) = member.stream.leases(&member.group.name).await? else { return Ok(None) };
    let leases = registered.leases;
    let by_shard: BTreeMap<_, _> = leases.iter().map(|lease| (lease.shard.clone(), lease)).collect();
    let ended = Reach { through: Millis::MAX, parked: false, next_attempt: Millis::MAX, blocked: 0 };
    let reach = |lease: &Lease| {
        let blocked = || blocked(lease, &by_shard);
        let reach = match (&lease.checkpoint, own.get(&lease.shard)) {
            (Checkpoint::End, _) => ended,
            // The shards that go on from it wait for its row, so it counts as its row says.
            (Checkpoint::Closed(_), _) | (_, None) => Reach::of(lease, &blocked()),
            (_, Some(own)) => own.given(&blocked()),
        };
        (lease.shard.clone(), reach)
    };
    Ok(Some(leases.iter().map(reach).collect()))
}
