//! A lease in the hands of its owner: renewed in time, or given up.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::{LEASE, Member, PAUSE, RENEW, Slot};
use crate::model::{Error, Result};
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
pub(super) enum Written {
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
    /// The same by the clock of the group, in epoch milliseconds: it goes on while the machine sleeps.
    pub until_ms: i64,
    /// When the last write began.
    wrote: Instant,
    wrote_ms: i64,
    /// Not before this time is another write tried.
    retry: Instant,
    /// Whether the answer to a write was lost.
    unsure: bool,
    /// Whether the row could not be written when that was last tried.
    pub failing: bool,
    /// Whether a write is under way that remembers all there is.
    pub remembering: bool,
    pub writing: Slot<(Lease, Instant, Written)>,
}

impl Holding {
    /// A lease that was taken by a request that began at `began`, given the time in epoch milliseconds.
    pub fn new(lease: Lease, began: Instant, now: i64) -> Self {
        let wrote_ms = now - milliseconds(began.elapsed());
        Self {
            lease,
            until: began + LEASE,
            until_ms: wrote_ms + milliseconds(LEASE),
            wrote: began,
            wrote_ms,
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
    pub fn write(&mut self, member: &Arc<Member>, owned: bool) {
        let now = Instant::now();
        let mut lease = self.lease.clone();
        lease.counter += 1;
        lease.wanted = None;
        lease.owner = owned.then(|| member.owner.clone());
        let (member, unsure) = (Arc::clone(member), self.unsure);
        (self.wrote, self.wrote_ms) = (now, member.group.now());
        self.writing = Some(Box::pin(async move {
            let written = write(&member, &lease, unsure).await.unwrap_or_else(Written::Failed);
            (lease, now, written)
        }));
    }

    /// Takes note of what became of a write.
    pub fn written(&mut self, lease: Lease, began: Instant, written: &Written) {
        match written {
            Written::Held { .. } => {
                self.lease = lease;
                self.until = began + LEASE;
                self.until_ms = self.wrote_ms + milliseconds(LEASE);
                self.unsure = false;
            }
            Written::Behind => {
                self.lease.counter = lease.counter;
                self.unsure = false;
            }
            Written::Lost => {}
            Written::Failed(_) => {
                self.unsure = true;
                self.retry = Instant::now() + PAUSE;
            }
        }
    }
}

fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

async fn write(member: &Member, lease: &Lease, unsure: bool) -> Result<Written> {
    let Member { stream, group, owner, .. } = member;
    match stream.update(&group.name, lease, lease.counter.saturating_sub(1)).await? {
        Updated::Held { wanted } => return Ok(Written::Held { wanted: wanted.filter(|by| by != owner) }),
        Updated::Lost if !unsure => return Ok(Written::Lost),
        Updated::Lost => {}
    }
    let registered = stream.leases(&group.name).await?;
    let mut leases = registered.into_iter().flat_map(|registered| registered.leases);
    let row = leases.find(|row| row.shard == lease.shard && row.counter == lease.counter);
    Ok(match row {
        Some(row) if row.owner.as_ref() == Some(owner) => Written::Behind,
        // Only the owner himself can have given it up under this counter.
        Some(row) if row.owner.is_none() && lease.owner.is_none() => Written::Held { wanted: None },
        _ => Written::Lost,
    })
}
