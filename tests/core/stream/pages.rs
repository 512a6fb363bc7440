//! The pages that the simulated stream returns for iterators.

use std::time::Duration;

use ampt_data::store::feed::{Records, ShardError, ShardIterator};

use super::clock::now;
use super::shards::Iterator;
use super::world::World;

/// How long iterators are valid.
const ITERATOR: Duration = Duration::from_secs(15 * 60);

impl World {
    pub fn issue(&mut self, iterator: Iterator) -> ShardIterator {
        let id = self.iterators.last_key_value().map_or(0, |(id, _)| id + 1);
        self.iterators.insert(id, iterator);
        if self.iterators.len() > 1000 {
            self.iterators.pop_first();
        }
        ShardIterator(id.to_string())
    }

    pub fn page_at(&mut self, position: &ShardIterator) -> std::result::Result<Records, ShardError> {
        let expired = self.faults.expired;
        let iterator = self.iterators.get(&position.0.parse().unwrap()).cloned();
        let iterator = iterator.filter(|iterator| iterator.issued + ITERATOR > now());
        let is_expired = iterator.is_none() || self.happens(expired);
        let stretch = Duration::from_secs(60 * self.rng.u64(16..60));
        let Some(Iterator { shard: id, index, time, was_empty, .. }) = iterator.filter(|_| !is_expired)
        else {
            return Err(ShardError::Expired);
        };
        let is_empty = !was_empty && self.happens(100);
        let limit = if is_empty { 0 } else { self.rng.usize(1..=self.page) };
        let shard = self.shard(&id).ok_or(ShardError::NoShard)?;
        if index < shard.oldest() {
            return Err(ShardError::Trimmed);
        }
        // A page covers a stretch of time, and is empty if nothing was written in it.
        let until = time + stretch;
        let covered = shard.records.partition_point(|record| record.written < until);
        let end = shard.shown().min(index + limit).min(covered).max(index);
        let time = if end == index + limit && !is_empty {
            shard.records[..end].last().map_or(time, |record| record.written)
        } else if is_empty {
            time
        } else {
            until.min(now())
        };
        let records = shard.records[index..end].iter().map(|record| record.record.clone()).collect();
        let is_end = shard.closed.is_some() && end == shard.records.len();
        let next = Iterator { shard: id, index: end, time, issued: now(), was_empty: is_empty };
        Ok(Records { records, next: (!is_end).then(|| self.issue(next)) })
    }
}
