//! Which process should hold which lease.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use super::LEASE;
use super::discovery::is_readable;
use crate::store::feed::{Checkpoint, Lease, Shard};

/// A lease as last read.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub lease: Lease,
    /// Since when this process has seen the same counter.
    pub since: Instant,
    /// Since when this process knows the lease.
    pub first: Instant,
}

impl Seen {
    /// Whether the lease has run out. The owner counts from before its request, and this process from after its own,
    /// so the owner has stopped by then.
    fn is_expired(&self, now: Instant) -> bool {
        self.since + LEASE <= now
    }
}

/// How many leases a process may still give away: those beyond its share. Several processes may ask at once.
#[derive(Debug, Default)]
pub(super) struct Spare(Mutex<(usize, usize)>);

impl Spare {
    /// Sets how many may be given away, including those that are being handed over.
    pub(super) fn allow(&self, spare: usize) {
        self.lock().0 = spare;
    }

    /// Claims one lease to give away. Returns false if none is left.
    pub(super) fn give(&self) -> bool {
        let mut counts = self.lock();
        let (spare, giving) = &mut *counts;
        let gives = giving < spare;
        *giving += usize::from(gives);
        gives
    }

    /// A lease that was given away is gone.
    pub(super) fn gave(&self) {
        let mut counts = self.lock();
        counts.0 = counts.0.saturating_sub(1);
        counts.1 = counts.1.saturating_sub(1);
    }

    fn lock(&self) -> MutexGuard<'_, (usize, usize)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a process knows when it decides.
pub(super) struct View<'a> {
    pub seen: &'a BTreeMap<String, Seen>,
    pub shards: &'a [Shard],
    /// The shards that have a lease but no longer exist.
    pub gone: &'a BTreeSet<String>,
    pub me: &'a str,
    /// The shards that this process holds.
    pub held: &'a BTreeSet<String>,
    /// Shards that this process has handed over, and until when it leaves them to others.
    pub given: &'a BTreeMap<String, Instant>,
    pub now: Instant,
}

/// What a process does next.
#[derive(Debug, Default)]
pub(super) struct Moves {
    /// Leases to take.
    pub take: Vec<Lease>,
    /// A lease to ask its owner for.
    pub want: Option<Lease>,
    /// How many leases this process holds beyond its share, counting the processes that ask for some.
    pub spare: usize,
}

impl View<'_> {
    /// Takes free leases up to the share of this process. If none is free, asks a process that holds more than its
    /// share for one.
    pub(super) fn moves(&self) -> Moves {
        let leases: BTreeMap<_, _> =
            self.seen.values().map(|seen| (seen.lease.shard.clone(), &seen.lease)).collect();
        let open: Vec<_> = self
            .seen
            .values()
            .filter(|seen| seen.lease.checkpoint != Checkpoint::End)
            .filter(|seen| is_readable(&seen.lease, &leases, self.shards, self.gone))
            .collect();
        let mut owned: BTreeMap<&str, Vec<&Seen>> = BTreeMap::new();
        let mut free = Vec::new();
        for seen in &open {
            match seen.lease.owner.as_deref() {
                Some(owner) if owner != self.me && !seen.is_expired(self.now) => {
                    owned.entry(owner).or_default().push(seen);
                }
                // A lease in this process's name that it does not hold was lost on the way. Handlers that it started
                // may still run, so the lease must run out for this process, too.
                owner
                    if !self.held.contains(&seen.lease.shard)
                        && (owner.is_none() || seen.is_expired(self.now)) =>
                {
                    free.push(*seen);
                }
                _ => {}
            }
        }
        let share = open.len().div_ceil(owned.len() + 1);
        let room = share.saturating_sub(self.held.len());
        free.retain(|seen| self.given.get(&seen.lease.shard).is_none_or(|until| *until <= self.now));
        // Processes that see the same leases should not all try the same one first.
        fastrand::shuffle(&mut free);
        let take: Vec<_> = free.iter().take(room).map(|seen| seen.lease.clone()).collect();
        let asked = open.iter().any(|seen| seen.lease.wanted.as_deref() == Some(self.me));
        let want = (take.is_empty() && room > 0 && !asked)
            .then(|| owned.values().filter(|leases| leases.len() > share).max_by_key(|leases| leases.len()))
            .flatten()
            .and_then(|leases| leases.iter().find(|seen| seen.lease.wanted.is_none()))
            .map(|seen| seen.lease.clone());
        let others = open.iter().flat_map(|seen| [&seen.lease.owner, &seen.lease.wanted]);
        let others: BTreeSet<_> = others.flatten().filter(|owner| *owner != self.me).collect();
        let spare = self.held.len().saturating_sub(open.len().div_ceil(others.len() + 1));
        Moves { take, want, spare }
    }
}
