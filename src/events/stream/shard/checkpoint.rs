//! The checkpoint of a shard: what is written to its lease, and what follows from the result.

use tokio::time::Instant;

use super::super::holding::{LeaseWritten, Urgency};
use super::{ShardConsumer, ShardEnd};
use crate::store::feed::{Checkpoint, Lease};

impl ShardConsumer {
    /// The checkpoint of a closed shard whose children have their leases, if it differs from an ordinary one. The
    /// children can be read once it is written.
    pub(super) fn end(&self) -> Option<Checkpoint> {
        (self.reader.closed && self.has_heirs).then(|| self.tracker.end()).flatten()
    }

    pub(super) fn write(&mut self, last: bool) {
        let (checkpoint, parked) = self.tracker.progress(last);
        let end = self.end();
        let lease = &mut self.holding.lease;
        (lease.checkpoint, lease.parked) = (end.unwrap_or(checkpoint), parked);
        lease.checkpoint_at = self.tracker.checkpoint_at;
        self.urgency = Urgency::Renewal;
        self.holding.remembering = self.letters.is_empty();
        self.holding.write(&self.member, !last);
    }

    pub(super) fn written(
        &mut self,
        lease: Lease,
        began: Instant,
        written: LeaseWritten,
    ) -> Option<ShardEnd> {
        let last = lease.owner.is_none();
        let closed = lease.checkpoint == Checkpoint::End;
        // The row lacks what was read meanwhile.
        let through = self.holding.lease.handled_through;
        self.holding.written(lease, began, &written);
        self.holding.lease.handled_through = through;
        match written {
            LeaseWritten::Held { .. } if closed => return Some(ShardEnd::Closed),
            LeaseWritten::Held { .. } if last => return self.draining,
            LeaseWritten::Held { wanted } => {
                self.holding.failing = false;
                self.lend();
                if std::mem::take(&mut self.holding.remembering) {
                    self.member.group.settled_of(self.feed);
                }
                if wanted.is_some() && self.draining.is_none() && self.member.spare.give() {
                    self.drain(ShardEnd::Given);
                }
            }
            LeaseWritten::Behind => self.urgency = Urgency::Awaited,
            LeaseWritten::Lost => return Some(ShardEnd::Lost),
            LeaseWritten::Failed(error) => {
                self.urgency = self.urgency.max(Urgency::News);
                self.member.failed(&mut self.holding.failing, error);
            }
        }
        None
    }
}
