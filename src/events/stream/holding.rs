//! A lease that this process holds, and renews in time or gives up.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::{LEASE, PAUSE, RENEW, Slot, StreamMember};
use crate::model::{Error, Millis, Result};
use crate::store::feed::{Lease, Updated};

/// How often progress is written. DynamoDB accepts few writes per second of one row.
const REMEMBER_EVERY: Duration = Duration::from_secs(1);

/// How urgent a write of the row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Urgency {
    /// The row is complete, and only needs renewal.
    Renewal,
    /// There is progress that the row lacks.
    News,
    /// Another process waits for the row.
    Awaited,
}

/// The result of a write.
pub(super) enum LeaseWritten {
    /// The row was written. Another process may want the lease.
    Held { wanted: Option<String> },
    /// This process owns the row, by an earlier write whose answer was lost.
    Behind,
    /// Another process owns the row, or it is gone.
    Lost,
    /// The result is unknown.
    Failed(Error),
}

/// A lease that this process holds.
pub(super) struct Holding {
    /// The row as it should be.
    pub lease: Lease,
    /// Until when no other process takes the lease.
    pub until: Instant,
    /// The same by the clock of the group, which advances while the machine sleeps.
    pub lent_until: Millis,
    /// When the last write was requested.
    wrote: Instant,
    /// The same by the clock of the group.
    wrote_at: Millis,
    /// The earliest time of the next attempt to write.
    retry: Instant,
    /// Whether the answer to a write was lost.
    unsure: bool,
    /// Whether the last write failed.
    pub failing: bool,
    /// Whether the write under way contains all progress.
    pub remembering: bool,
    pub writing: Slot<(Lease, Instant, LeaseWritten)>,
}

impl Holding {
    /// A lease that was taken by a request made at `began`. `now` is the time of the group.
    pub(super) fn new(lease: Lease, began: Instant, now: Millis) -> Self {
        let wrote_at = now - began.elapsed();
        Self {
            lease,
            until: began + LEASE,
            lent_until: wrote_at + LEASE,
            wrote: began,
            wrote_at,
            retry: began,
            unsure: false,
            failing: false,
            remembering: false,
            writing: None,
        }
    }

    /// When to write the row next.
    pub(super) fn due(&self, urgency: Urgency) -> Instant {
        let wait = match urgency {
            Urgency::Renewal => RENEW,
            Urgency::News => REMEMBER_EVERY,
            Urgency::Awaited => Duration::ZERO,
        };
        (self.wrote + wait).max(self.retry)
    }

    /// Begins to write the row, with this process as its owner or without an owner.
    pub(super) fn write(&mut self, member: &Arc<StreamMember>, owned: bool) {
        let now = Instant::now();
        let mut lease = self.lease.clone();
        lease.counter += 1;
        lease.wanted = None;
        lease.owner = owned.then(|| member.owner.clone());
        let (member, unsure) = (Arc::clone(member), self.unsure);
        (self.wrote, self.wrote_at) = (now, member.group.now());
        self.writing = Some(Box::pin(async move {
            let written = write(&member, &lease, unsure).await.unwrap_or_else(LeaseWritten::Failed);
            (lease, now, written)
        }));
    }

    /// Applies the result of a write.
    pub(super) fn written(&mut self, lease: Lease, began: Instant, written: &LeaseWritten) {
        match written {
            LeaseWritten::Held { .. } => {
                self.lease = lease;
                self.until = began + LEASE;
                self.lent_until = self.wrote_at + LEASE;
                self.unsure = false;
            }
            LeaseWritten::Behind => {
                self.lease.counter = lease.counter;
                self.unsure = false;
            }
            LeaseWritten::Lost => {}
            LeaseWritten::Failed(_) => {
                self.unsure = true;
                self.retry = Instant::now() + PAUSE;
            }
        }
    }
}

async fn write(member: &StreamMember, lease: &Lease, unsure: bool) -> Result<LeaseWritten> {
    let StreamMember { stream, group, owner, .. } = member;
    match stream.update(&group.name, lease, lease.counter.saturating_sub(1)).await? {
        Updated::Held { wanted } => {
            return Ok(LeaseWritten::Held { wanted: wanted.filter(|by| by != owner) });
        }
        Updated::Lost if !unsure => return Ok(LeaseWritten::Lost),
        Updated::Lost => {}
    }
    let registered = stream.leases(&group.name).await?;
    let mut leases = registered.into_iter().flat_map(|registered| registered.leases);
    let row = leases.find(|row| row.shard == lease.shard && row.counter == lease.counter);
    Ok(match row {
        Some(row) if row.owner.as_ref() == Some(owner) => LeaseWritten::Behind,
        // Only its owner can have released the row under this counter.
        Some(row) if row.owner.is_none() && lease.owner.is_none() => LeaseWritten::Held { wanted: None },
        _ => LeaseWritten::Lost,
    })
}
