//! What a table's stream can do, and the table in which its consumers agree.

use std::collections::BTreeMap;

use compact_str::CompactString;
use tokio::sync::watch;

use super::changes::{Later, Retry};
use crate::model::{Event, Result};

/// A place in a shard, as the stream names it: a decimal number of any length.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sequence(pub CompactString);

impl Ord for Sequence {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let digits = |sequence: &Self| sequence.0.trim_start_matches('0').len();
        digits(self)
            .cmp(&digits(other))
            .then_with(|| self.0.trim_start_matches('0').cmp(other.0.trim_start_matches('0')))
    }
}

impl PartialOrd for Sequence {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// A shard of a stream. It ends when it is split; its children go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    /// Its name.
    pub id: String,
    /// The shard that it goes on from. One that the stream no longer lists is trimmed.
    pub parent: Option<String>,
}

/// Where to begin to read a shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// At the oldest record that is kept.
    Oldest,
    /// Behind the newest.
    Newest,
    /// At this record.
    At(Sequence),
    /// Behind this record.
    After(Sequence),
}

/// A place from which records can be read, for some minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position(pub String);

/// Why records cannot be read from a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// The iterator is too old; another one must be asked for.
    Expired,
    /// The records are older than 24 hours, and gone.
    Trimmed,
    /// The shard is gone, and its records with it.
    NoShard,
    /// Anything else. It may pass.
    Failed(crate::model::Error),
}

/// A record of a shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its place.
    pub sequence: Sequence,
    /// What happened: two events where an expired item was overwritten.
    pub events: Vec<Event>,
    /// Why there is no event, where the row cannot be read: as a sentence that names it.
    pub unreadable: Option<String>,
    /// When it happened, in epoch milliseconds, as precisely as the stream tells.
    pub at: i64,
}

/// A page of records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Records {
    /// The records, in order. There may be none although more follow.
    pub records: Vec<Record>,
    /// Where to go on; `None` at the end of a closed shard.
    pub next: Option<Position>,
}

/// The place and state of a namespace whose handling failed in a shard, so that the rest of the shard
/// can go on without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    /// The event that failed. Those of its namespace behind it wait.
    pub from: Sequence,
    /// Which of the events of the record failed: 0 but for an expired item that was overwritten.
    pub part: u8,
    /// How its handling went so far.
    pub retry: Retry,
}

/// How far a group has come in a shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checkpoint {
    /// Nothing is read. The group sees the records since this time (epoch milliseconds) only, which
    /// is 0 for a shard that began after the group.
    Since(i64),
    /// Every record up to this one is handled, but those of parked namespaces.
    Through(Sequence),
    /// The shard is closed, this is its last record, and every record is handled but those of parked
    /// namespaces. No other namespace is parked from here on, so the shards that go on from it may be
    /// read, but for these namespaces.
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
    /// The namespaces behind which the checkpoint has gone on. In the shards that go on from this one,
    /// directly or not, they wait until they are no longer here.
    pub parked: BTreeMap<CompactString, Parked>,
    /// All changes up to this time (epoch milliseconds) are known to be handled, or parked.
    pub handled_through: i64,
    /// The record of the checkpoint was made at this time or later (epoch milliseconds); 0 if that is
    /// not known.
    pub checkpoint_at: i64,
}

impl Lease {
    /// The lease of a shard that nobody has read.
    pub fn new(shard: &Shard, checkpoint: Checkpoint, handled_through: i64) -> Self {
        Self {
            shard: shard.id.clone(),
            parent: shard.parent.clone(),
            owner: None,
            counter: 0,
            wanted: None,
            checkpoint,
            parked: BTreeMap::new(),
            handled_through,
            checkpoint_at: 0,
        }
    }

    /// All changes of the shard up to this time (epoch milliseconds) are known to be handled, or parked.
    pub fn through(&self) -> i64 {
        match self.checkpoint {
            Checkpoint::Since(_) | Checkpoint::Through(_) => self.handled_through,
            Checkpoint::Closed(_) | Checkpoint::End => i64::MAX,
        }
    }
}

/// What the table of leases holds of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// When the group was registered (epoch milliseconds): it sees the changes made from then on.
    pub since: i64,
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
    /// When such a member was last there, in epoch milliseconds.
    pub seen: i64,
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

/// The stream of a table, and the table in which the groups that read it keep their leases.
pub trait ChangeStream: Send + Sync {
    /// What tells the stream from those of other tables.
    fn name(&self) -> String;

    /// The shards that the stream lists now, parents and children in no set order.
    fn shards(&self) -> Later<'_, Result<Vec<Shard>>>;

    /// A position in a shard.
    fn position<'a>(
        &'a self,
        shard: &'a str,
        from: &'a From,
    ) -> Later<'a, std::result::Result<Position, Unreadable>>;

    /// The records from a position on.
    fn records<'a>(&'a self, position: &'a Position) -> Later<'a, std::result::Result<Records, Unreadable>>;

    /// Makes sure that the table of leases is there.
    fn prepare(&self) -> Later<'_, Result<()>>;

    /// A group and its leases, consistently read; `None` if the group was never registered.
    fn leases<'a>(&'a self, group: &'a str) -> Later<'a, Result<Option<Registered>>>;

    /// Registers a group, unless it is registered: what it has not handled begins with these leases.
    /// They are written before the group counts as registered. Tells whether it was not before.
    fn register<'a>(&'a self, group: &'a str, registered: &'a Registered) -> Later<'a, Result<bool>>;

    /// Announces what a member wants, and removes sets of names that nobody wants any more.
    fn announce<'a>(
        &'a self,
        group: &'a str,
        wants: &'a Wants,
        outdated: &'a [Vec<String>],
    ) -> Later<'a, Result<()>>;

    /// Puts a lease that is not there yet. Tells whether it was not.
    fn add<'a>(&'a self, group: &'a str, lease: &'a Lease) -> Later<'a, Result<bool>>;

    /// Puts a lease in the place of one whose counter is still `counter`. `wanted` is not written, but
    /// removed where the lease has no owner.
    fn update<'a>(&'a self, group: &'a str, lease: &'a Lease, counter: u64) -> Later<'a, Result<Updated>>;

    /// Asks the owner of a shard to hand it over, if its counter is still `counter`; the counter stays.
    fn want<'a>(
        &'a self,
        group: &'a str,
        shard: &'a str,
        counter: u64,
        by: &'a str,
    ) -> Later<'a, Result<bool>>;

    /// Deletes the lease of a shard that is gone, if its counter is still `counter`.
    fn delete<'a>(&'a self, group: &'a str, shard: &'a str, counter: u64) -> Later<'a, Result<bool>>;

    /// The server's time as far as it is known, in epoch milliseconds. Two processes may differ by two
    /// seconds.
    fn now(&self) -> i64;

    /// Resolves when all writes that this process asked for are answered.
    fn barrier(&self) -> Later<'_, ()>;

    /// When this process last changed an item, in epoch milliseconds; 0 if it never did.
    fn writes(&self) -> watch::Receiver<u64>;

    /// Lets this process change no item until the guard is dropped: so a group sees what is written
    /// after it asked to be registered.
    fn hold_writes(&self) -> Box<dyn Send + Sync>;
}
