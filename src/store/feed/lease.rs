//! The leases by which the consumers of a table's stream agree: who reads which shard, and how far each has come.

use std::collections::BTreeMap;

use compact_str::CompactString;

use super::{Retry, Sequence, Shard};
use crate::model::Millis;

/// The place and state of a collection whose handling failed in a shard, so that the rest of the shard
/// can go on without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    /// The event that failed. Those of its collection behind it wait.
    pub from: Sequence,
    /// Which of the events of the record failed: 0 but for an expired item that was overwritten.
    pub part: u8,
    /// How its handling went so far.
    pub retry: Retry,
}

/// How far a group has come in a shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checkpoint {
    /// Nothing is read. The group sees the records since this time only, which is
    /// [`Millis::ZERO`] for a shard that began after the group.
    Since(Millis),
    /// Every record up to this one is handled, but those of parked collections.
    Through(Sequence),
    /// The shard is closed, this is its last record, and every record is handled but those of parked
    /// collections. No other collection is parked from here on, so the shards that go on from it may be
    /// read, but for these collections.
    Closed(Sequence),
    /// Every record of the shard is handled, and it is closed.
    End,
}

/// The row of a shard and group in the table of leases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The shard.
    pub shard: String,
    /// The shard that it goes on from.
    pub parent: Option<String>,
    /// Who reads the shard; nobody if `None`.
    pub owner: Option<String>,
    /// Grows with every change of the row. A lease whose counter stands still for its time is free.
    pub counter: u64,
    /// Who asks the owner to hand over.
    pub wanted: Option<String>,
    /// How far the group has come.
    pub checkpoint: Checkpoint,
    /// The collections behind which the checkpoint has gone on. In the shards that go on from this one,
    /// directly or not, they wait until they are no longer here.
    pub parked: BTreeMap<CompactString, Parked>,
    /// All changes up to this time are known to be handled, or parked.
    pub handled_through: Millis,
    /// The record of the checkpoint was made at this time or later; [`Millis::ZERO`] if that is not known.
    pub checkpoint_at: Millis,
}

impl Lease {
    /// The lease of a shard that nobody has read.
    pub fn new(shard: &Shard, checkpoint: Checkpoint, handled_through: Millis) -> Self {
        Self {
            shard: shard.id.clone(),
            parent: shard.parent.clone(),
            owner: None,
            counter: 0,
            wanted: None,
            checkpoint,
            parked: BTreeMap::new(),
            handled_through,
            checkpoint_at: Millis::ZERO,
        }
    }

    /// All changes of the shard up to this time are known to be handled, or parked.
    pub fn through(&self) -> Millis {
        match self.checkpoint {
            Checkpoint::Since(_) | Checkpoint::Through(_) => self.handled_through,
            Checkpoint::Closed(_) | Checkpoint::End => Millis::MAX,
        }
    }
}

/// What the table of leases holds of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// When the group was registered: it sees the changes made from then on.
    pub since: Millis,
    /// Its leases.
    pub leases: Vec<Lease>,
    /// What its members have announced that they want.
    pub members: Vec<Wants>,
}

/// The event names that members of a group want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wants {
    /// The names, in order.
    pub names: Vec<String>,
    /// When such a member was last there.
    pub seen: Millis,
}

/// What became of an update of a lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Updated {
    /// It was carried out; someone may want the lease.
    Held {
        /// Who.
        wanted: Option<String>,
    },
    /// The counter was another: the lease is another's, or gone.
    Lost,
}
