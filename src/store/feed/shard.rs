//! The shards of a table's stream, and the records in them.

use compact_str::CompactString;

use crate::model::row::Unreadable;
use crate::model::{Error, Event, Millis};

/// The position of a record in its shard: a decimal number of any length.
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

/// A shard of a stream. When it is closed, child shards continue it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    /// Its name.
    pub id: String,
    /// The shard that it continues. A parent that the stream does not list is gone.
    pub parent: Option<String>,
}

/// Where to start reading a shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartingPosition {
    /// At the oldest record that is kept.
    Oldest,
    /// After the newest record.
    Newest,
    /// At this record.
    At(Sequence),
    /// After this record.
    After(Sequence),
}

/// A position in a shard, valid for some minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShardIterator(pub String);

/// Why records cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShardError {
    /// The iterator has expired. Another one must be requested.
    Expired,
    /// The records are older than 24 hours and gone.
    Trimmed,
    /// The shard is gone with its records.
    NoShard,
    /// Another error, which may be temporary.
    Failed(Error),
}

/// A record of a shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its position.
    pub sequence: Sequence,
    /// Its events: two if an expired item was overwritten.
    pub events: Vec<Event>,
    /// What is wrong with the row, if it cannot be read. Then there is no event.
    pub unreadable: Option<Unreadable>,
    /// When it was made, as precisely as the stream tells.
    pub at: Millis,
}

/// A page of records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Records {
    /// The records, in order. A page may be empty although records follow.
    pub records: Vec<Record>,
    /// Where to continue; `None` at the end of a closed shard.
    pub next: Option<ShardIterator>,
}
