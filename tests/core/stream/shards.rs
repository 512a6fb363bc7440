//! The shards of the simulated stream and their records.

use std::sync::Arc;
use std::time::Duration;

use ampt_data::model::{Body, Event, Item, Json, Key, Labels, Millis, Seconds, Version};
use ampt_data::store::feed::{Record, Sequence, ShardError, StartingPosition};
use compact_str::CompactString;

use super::clock::now;

pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A shard with all records that it ever had.
pub struct SimShard {
    pub id: String,
    pub parent: Option<String>,
    /// When it began.
    pub opened: Millis,
    /// When it was closed.
    pub closed: Option<Millis>,
    pub records: Vec<SimRecord>,
}

/// A record. It is shown some time after it was written.
pub struct SimRecord {
    pub record: Record,
    pub written: Millis,
    pub visible: Millis,
    /// The numbers of its changes.
    pub changes: Vec<usize>,
}

/// A position in a shard.
#[derive(Clone)]
pub struct Iterator {
    pub shard: String,
    pub index: usize,
    /// The time of the position.
    pub time: Millis,
    pub issued: Millis,
    /// Whether the previous page was empty although records follow.
    pub was_empty: bool,
}

impl SimShard {
    /// The index of the oldest record that is kept.
    pub fn oldest(&self) -> usize {
        self.records.partition_point(|record| record.written + DAY <= now())
    }

    /// The index after the last record that is shown.
    pub fn shown(&self) -> usize {
        self.records.partition_point(|record| record.visible <= now())
    }

    /// Whether the stream no longer knows the shard.
    pub fn is_gone(&self) -> bool {
        self.closed.is_some_and(|closed| closed + DAY <= now()) && self.oldest() == self.records.len()
    }

    /// The time of a place.
    pub fn time(&self, from: &StartingPosition, index: usize) -> Millis {
        match from {
            StartingPosition::Oldest => self.opened.max(now() - DAY),
            StartingPosition::Newest => now(),
            StartingPosition::At(_) => self.records[index].written,
            StartingPosition::After(_) => self.records[index - 1].written,
        }
    }

    /// The index of a place.
    pub fn locate(&self, from: &StartingPosition) -> Result<usize, ShardError> {
        let find = |sequence: &Sequence| {
            let place = self.records.binary_search_by(|record| record.record.sequence.cmp(sequence));
            let index = place.unwrap_or_else(|_| panic!("{} has no record {sequence:?}", self.id));
            if index < self.oldest() { Err(ShardError::Trimmed) } else { Ok(index) }
        };
        match from {
            StartingPosition::Oldest => Ok(self.oldest()),
            StartingPosition::Newest => Ok(self.records.len()),
            StartingPosition::At(sequence) => find(sequence),
            StartingPosition::After(sequence) => find(sequence).map(|index| index + 1),
        }
    }
}

/// An event whose key contains the number of its change.
pub fn event(collection: &str, change: usize, value: &Json) -> Event {
    let item = Item {
        key: Key::parse(&format!("{collection}:{change}")).unwrap(),
        body: Body::Value(value.clone()),
        created: Seconds(0),
        version: Version::default(),
        ttl: None,
        labels: Labels::default(),
    };
    Event::new(None, Some(item), now()).unwrap()
}

/// The number of the change in an event's key.
pub fn change_of(event: &Arc<Event>) -> usize {
    let number: &CompactString = &event.item.key.sk;
    number.parse().unwrap()
}
