//! The leases by which the consumers of a stream coordinate: which process reads which shard, and how far each shard
//! is handled.

use std::collections::BTreeMap;

use compact_str::CompactString;

use super::{Retry, Sequence, Shard};
use crate::model::Millis;

/// A collection that fails in a shard: where, and its retry. The rest of the shard goes on without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    /// The record of the event that failed. Later events of the collection wait.
    pub from: Sequence,
    /// The index of that event among those of its record: 0, unless an expired item was overwritten.
    pub part: u8,
    /// The state of its handling.
    pub retry: Retry,
}

/// How far a group has handled a shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checkpoint {
    /// Nothing is handled. The group sees records from this time on only: [`Millis::ZERO`] for a shard that is
    /// younger than the group.
    Since(Millis),
    /// Every record up to this one is handled, except those of parked collections.
    Through(Sequence),
    /// The shard is closed, this is its last record, and every record is handled except those of parked collections.
    /// No other collection will be parked, so the child shards may be read, except for these collections.
    Closed(Sequence),
    /// The shard is closed, and every record is handled.
    End,
}

/// The lease of a shard for a group: a row of the lease table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The shard.
    pub shard: String,
    /// The shard that it continues.
    pub parent: Option<String>,
    /// The process that reads the shard, if any.
    pub owner: Option<String>,
    /// Grows with every write of the row. A lease whose counter does not change for the lease time is free.
    pub counter: u64,
    /// The process that asks the owner to hand the shard over.
    pub wanted: Option<String>,
    /// How far the group has handled the shard.
    pub checkpoint: Checkpoint,
    /// The collections that the checkpoint has left behind. In descendants of the shard they wait until they are no
    /// longer parked here.
    pub parked: BTreeMap<CompactString, Parked>,
    /// All changes up to this time are known to be handled or parked.
    pub handled_through: Millis,
    /// The record of the checkpoint was made at this time or later; [`Millis::ZERO`] if that is not known.
    pub checkpoint_at: Millis,
}

impl Lease {
    /// The lease of a shard that no process has read.
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

    /// All changes of the shard up to this time are known to be handled or parked.
    pub fn through(&self) -> Millis {
        match self.checkpoint {
            Checkpoint::Since(_) | Checkpoint::Through(_) => self.handled_through,
            Checkpoint::Closed(_) | Checkpoint::End => Millis::MAX,
        }
    }
}

/// What the lease table says of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// When the group was registered. It sees the changes from then on.
    pub since: Millis,
    /// Its leases.
    pub leases: Vec<Lease>,
    /// What its members have announced.
    pub members: Vec<Wants>,
}

/// The event names of members of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wants {
    /// The names, sorted.
    pub names: Vec<String>,
    /// When a member with these names was last active.
    pub seen: Millis,
}

/// The result of an update of a lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Updated {
    /// The row was written. Another process may want the lease.
    Held {
        /// That process.
        wanted: Option<String>,
    },
    /// The row has another counter or is gone, so the lease is lost.
    Lost,
}
