//! A lease in the hands of its owner: renewed in time, or given up.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::{LEASE, PAUSE, RENEW, Slot, StreamMember};
use crate::model::{Error, Millis, Result};
use crate::store::feed::{Lease, Updated};

/// How often what has happened is remembered: DynamoDB takes few writes of one row in a second.
const REMEMBER_EVERY: Duration = Duration::from_secs(1);

/// When the row is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Urgency {
    /// It tells all, and must only be renewed.
    Renewal,
    /// Something has happened that it does not tell.
    News,
    /// Another waits for it.
    Awaited,
}

/// What became of a write.
pub(super) enum LeaseWritten {
    /// The row is as it was to be; someone may want it.
    Held { wanted: Option<String> },
    /// The row is this process's, by an earlier write whose answer was lost.
    Behind,
    /// The row is another's, or gone.
    Lost,
    /// Nobody knows.
    Failed(Error),
}

/// A lease that this process holds.
pub(super) struct Holding {
    /// The row as it should be.
    pub lease: Lease,
    /// Until when no other takes it.
    pub until: Instant,
    /// The same by the clock of the group, which goes on while the machine sleeps.
    pub lent_until: Millis,
    /// When the last write began.
    wrote: Instant,
    /// The same by the clock of the group.
    wrote_at: Millis,
    /// Not before this time is another write tried.
    retry: Instant,
    /// Whether the answer to a write was lost.
    unsure: bool,
    /// Whether the row could not be written when that was last tried.
    pub failing: bool,
    /// Whether a write is under way that remembers all there is.
    pub remembering: bool,
    pub writing: Slot<(Lease, Instant, LeaseWritten)>,
}

impl Holding {
    /// A lease that was taken by a request that began at `began`, given the time.
    pub fn new(lease: Lease, began: Instant, now: Millis) -> Self {
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

    /// When the row is to be written next.
    pub fn due(&self, urgency: Urgency) -> Instant {
        let wait = match urgency {
            Urgency::Renewal => RENEW,
            Urgency::News => REMEMBER_EVERY,
            Urgency::Awaited => Duration::ZERO,
        };
        (self.wrote + wait).max(self.retry)
    }

    /// Begins to write the row, with or without an owner.
    pub fn write(&mut self, member: &Arc<StreamMember>, owned: bool) {
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

    /// Takes note of what became of a write.
    pub fn written(&mut self, lease: Lease, began: Instant, written: &LeaseWritten) {
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
        // Only the owner himself can have given it up under this counter.
        Some(row) if row.owner.is_none() && lease.owner.is_none() => LeaseWritten::Held { wanted: None },
        _ => LeaseWritten::Lost,
    })
}
