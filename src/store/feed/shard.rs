//! The shards of a table's stream, and the records in them.

use compact_str::CompactString;

use crate::model::{Error, Event, Millis};

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
pub enum StartingPosition {
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
pub struct ShardIterator(pub String);

/// Why records cannot be read from a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShardError {
    /// The iterator is too old; another one must be asked for.
    Expired,
    /// The records are older than 24 hours, and gone.
    Trimmed,
    /// The shard is gone, and its records with it.
    NoShard,
    /// Anything else. It may pass.
    Failed(Error),
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
    /// When it happened, as precisely as the stream tells.
    pub at: Millis,
}

/// A page of records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Records {
    /// The records, in order. There may be none although more follow.
    pub records: Vec<Record>,
    /// Where to go on; `None` at the end of a closed shard.
    pub next: Option<ShardIterator>,
}
