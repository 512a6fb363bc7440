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

/// A stream shows a write some hundred milliseconds after its answer. A page requested this much later without
/// anything new proves that the write is handled.
const MARGIN: Duration = Duration::from_secs(1);
/// How often to read the leases of other processes while waiting for them.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How far the clocks of two processes may differ.
const SKEW: Duration = Duration::from_secs(2);

/// How far a shard has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reach {
    /// All changes up to this time are handled or parked.
    pub through: Millis,
    /// Whether there are parked collections.
    pub parked: bool,
    /// When the first parked collection that is not blocked is retried.
    pub next_attempt: Millis,
    /// How many collections are parked in ancestors, as far as the shard knows; 0 if none of them has events here.
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

    /// What a shard of this process has published, corrected by the collections that are blocked now. The shard does
    /// not know yet of those that are not blocked any more, and may handle them at once.
    fn given(self, blocked: &BTreeSet<CompactString>) -> Self {
        let next_attempt = if blocked.len() < self.blocked { Millis::ZERO } else { self.next_attempt };
        Self { next_attempt, ..self }
    }
}

/// How far a shard has come by a lease that another process wrote by its own clock, or this one before a restart.
pub(super) fn through_of(lease: &Lease) -> Millis {
    match lease.through() {
        Millis::MAX => Millis::MAX,
        through => through - SKEW,
    }
}

/// How far each shard of this process has come.
#[derive(Debug, Default)]
pub(super) struct Board {
    shards: watch::Sender<BTreeMap<String, Reach>>,
    /// Whether this process has listed the shards since it started, so that each has its lease.
    listed: AtomicBool,
}

impl Board {
    pub(super) fn set_listed(&self) {
        self.listed.store(true, Ordering::Release);
    }

    pub(super) fn set(&self, shard: &str, reach: Reach) {
        self.shards.send_if_modified(|shards| {
            shards.get(shard) != Some(&reach) && {
                shards.insert(shard.to_owned(), reach);
                true
            }
        });
    }

    pub(super) fn remove(&self, shard: &str) {
        self.shards.send_if_modified(|shards| shards.remove(shard).is_some());
    }
}

/// Resolves when nothing is left to deliver of what was written before the call.
pub(super) async fn idle(member: &StreamMember) -> Result<()> {
    let through = member.stream.now() + MARGIN;
    let is_idle = |reach: &Reach| reach.through >= through && !reach.parked;
    loop {
        all_own(member, is_idle).await;
        let reach = reach(member).await?;
        if let Some(reach) = reach
            && reach.values().all(is_idle)
        {
            // A shard without a lease has something to deliver.
            let shards = member.stream.shards().await?;
            if shards.iter().all(|shard| reach.contains_key(&shard.id)) {
                return Ok(());
            }
        }
        sleep(LOOK_EVERY).await;
    }
}

/// Keeps `settled` at the last write of this process up to which all are handled, or wait for a later attempt.
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
        // The registration may have missed a shard. The first listing after it adds the lease.
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

/// Whether a collection that failed is retried soon.
fn is_due(member: &StreamMember, reach: &Reach) -> bool {
    reach.parked && reach.next_attempt <= member.stream.now() + PATIENCE
}

/// Waits until the condition holds for all shards of this process, but only until it is time to look at the others
/// again.
async fn all_own(member: &StreamMember, is_so: impl Fn(&Reach) -> bool) {
    let mut board = member.board.shards.subscribe();
    let _ = timeout(LOOK_EVERY, board.wait_for(|shards| shards.values().all(&is_so))).await;
}

/// How far each shard that has a lease has come; `None` if the group is not registered yet.
async fn reach(member: &StreamMember) -> Result<Option<BTreeMap<String, Reach>>> {
    // This is read before the leases, or records that the shard does not know yet could look handled.
    let own = member.board.shards.borrow().clone();
    let Some(registered) = member.stream.leases(&member.group.name).await? else { return Ok(None) };
    let leases = registered.leases;
    let by_shard: BTreeMap<_, _> = leases.iter().map(|lease| (lease.shard.clone(), lease)).collect();
    let ended = Reach { through: Millis::MAX, parked: false, next_attempt: Millis::MAX, blocked: 0 };
    let reach = |lease: &Lease| {
        let blocked = || blocked(lease, &by_shard);
        let reach = match (&lease.checkpoint, own.get(&lease.shard)) {
            (Checkpoint::End, _) => ended,
            // Its children wait for the row of the lease, so the row counts.
            (Checkpoint::Closed(_), _) | (_, None) => Reach::of(lease, &blocked()),
            (_, Some(own)) => own.given(&blocked()),
        };
        (lease.shard.clone(), reach)
    };
    Ok(Some(leases.iter().map(reach).collect()))
}
