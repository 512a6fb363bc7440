//! A stream in memory.

use std::future::{pending, ready};
use std::sync::{Mutex, MutexGuard};

use compact_str::format_compact;
use tokio::sync::watch;

use crate::model::{Body, Error, Event, Item, Json, Key, Labels, Millis, Result, Seconds};
use crate::store::feed::{
    BoxFuture, ChangeStream, EventGroup, Forgotten, Lease, Record, Records, Registered, Sequence, Shard,
    ShardError, ShardIterator, StartingPosition, Updated, Wants,
};

/// A stream in memory. The iterators are `shard index`.
#[derive(Default)]
pub(super) struct World(Mutex<WorldState>);

#[derive(Default)]
pub(super) struct WorldState {
    shards: Vec<WorldShard>,
    /// What the next requests for records meet.
    pub(super) faults: Vec<ShardError>,
    /// Whether all requests for records fail.
    pub(super) is_down: bool,
    pub(super) now: Millis,
}

struct WorldShard {
    shard: Shard,
    /// The keys of its records, and when each was written.
    writes: Vec<(String, Millis)>,
    closed: bool,
}

impl World {
    pub(super) fn state(&self) -> MutexGuard<'_, WorldState> {
        self.0.lock().unwrap()
    }

    pub(super) fn open(&self, id: &str, parent: Option<&str>) {
        let shard = Shard { id: id.to_owned(), parent: parent.map(str::to_owned) };
        self.state().shards.push(WorldShard { shard, writes: Vec::new(), closed: false });
    }

    pub(super) fn close(&self, id: &str) {
        self.state().shard(id).closed = true;
    }

    pub(super) fn write(&self, id: &str, key: &str) {
        let mut state = self.state();
        let write = (key.to_owned(), state.now);
        state.shard(id).writes.push(write);
    }
}

impl WorldState {
    fn shard(&mut self, id: &str) -> &mut WorldShard {
        self.shards.iter_mut().find(|shard| shard.shard.id == id).unwrap()
    }
}

fn record(index: usize, (key, at): &(String, Millis)) -> Record {
    let item = Item {
        key: Key::parse(key).unwrap(),
        body: Body::Value(Json::from_text("1")),
        created: Seconds(1),
        version: Seconds(1).into(),
        ttl: None,
        labels: Labels::default(),
    };
    let events = vec![Event::new(None, Some(item), *at).unwrap()];
    Record { sequence: Sequence(format_compact!("{index}")), events, unreadable: None, at: *at }
}

impl ChangeStream for World {
    fn name(&self) -> String {
        "world".to_owned()
    }

    fn shards(&self) -> BoxFuture<'_, Result<Vec<Shard>>> {
        let shards = self.state().shards.iter().map(|shard| shard.shard.clone()).collect();
        Box::pin(ready(Ok(shards)))
    }

    fn position<'a>(
        &'a self,
        shard: &'a str,
        from: &'a StartingPosition,
    ) -> BoxFuture<'a, Result<ShardIterator, ShardError>> {
        let index = match from {
            StartingPosition::Oldest => 0,
            StartingPosition::Newest => self.state().shard(shard).writes.len(),
            StartingPosition::At(sequence) => sequence.0.parse().unwrap(),
            StartingPosition::After(sequence) => sequence.0.parse::<usize>().unwrap() + 1,
        };
        Box::pin(ready(Ok(ShardIterator(format!("{shard} {index}")))))
    }

    fn records<'a>(&'a self, position: &'a ShardIterator) -> BoxFuture<'a, Result<Records, ShardError>> {
        let mut state = self.state();
        if state.is_down {
            return Box::pin(ready(Err(ShardError::Failed(Error::internal()))));
        }
        if let Some(fault) = state.faults.pop() {
            return Box::pin(ready(Err(fault)));
        }
        let (shard, index) = position.0.rsplit_once(' ').unwrap();
        let index: usize = index.parse().unwrap();
        let WorldShard { writes, closed, .. } = state.shard(shard);
        // One record a page, so that readers fall behind.
        let records: Vec<_> = writes.get(index).map(|write| record(index, write)).into_iter().collect();
        let next = index + records.len();
        let is_end = *closed && next == writes.len();
        let next = (!is_end).then(|| ShardIterator(format!("{shard} {next}")));
        Box::pin(ready(Ok(Records { records, next })))
    }

    fn now(&self) -> Millis {
        self.state().now
    }

    fn prepare(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(pending())
    }

    fn leases<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Registered>>> {
        Box::pin(pending())
    }

    fn groups(&self) -> BoxFuture<'_, Result<Vec<EventGroup>>> {
        Box::pin(pending())
    }

    fn forget<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Forgotten>> {
        Box::pin(pending())
    }

    fn register<'a>(&'a self, _: &'a str, _: &'a Registered) -> BoxFuture<'a, Result<bool>> {
        Box::pin(pending())
    }

    fn announce<'a>(&'a self, _: &'a str, _: &'a Wants, _: &'a [Vec<String>]) -> BoxFuture<'a, Result<()>> {
        Box::pin(pending())
    }

    fn add<'a>(&'a self, _: &'a str, _: &'a Lease) -> BoxFuture<'a, Result<bool>> {
        Box::pin(pending())
    }

    fn update<'a>(&'a self, _: &'a str, _: &'a Lease, _: u64) -> BoxFuture<'a, Result<Updated>> {
        Box::pin(pending())
    }

    fn want<'a>(&'a self, _: &'a str, _: &'a str, _: u64, _: &'a str) -> BoxFuture<'a, Result<bool>> {
        Box::pin(pending())
    }

    fn delete<'a>(&'a self, _: &'a str, _: &'a str, _: u64) -> BoxFuture<'a, Result<bool>> {
        Box::pin(pending())
    }

    fn barrier(&self) -> BoxFuture<'_, ()> {
        Box::pin(pending())
    }

    fn writes(&self) -> watch::Receiver<Millis> {
        watch::Sender::default().subscribe()
    }

    fn hold_writes(&self) -> Box<dyn Send + Sync> {
        Box::new(())
    }
}
