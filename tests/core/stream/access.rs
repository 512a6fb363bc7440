//! The simulated stream, as seen by one process.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ampt_data::model::{Error, Millis, Result};
use ampt_data::store::feed::{
    BoxFuture, ChangeStream, EventGroup, Forgotten, Lease, Records, Registered, Shard, ShardError,
    ShardIterator, StartingPosition, Updated, Wants,
};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

use super::clock::now;
use super::shards::Iterator;
use super::world::{Shared, World};

/// The access of a process to the stream.
pub struct Access {
    pub world: Shared,
    /// Until when the process is frozen.
    pub frozen: Mutex<Instant>,
    pub writes: watch::Sender<Millis>,
    /// How many milliseconds its clock is ahead of the stream's.
    pub ahead: i64,
    /// How many guards hold this process's writes.
    pub holds: Arc<AtomicU32>,
}

struct Hold(Arc<AtomicU32>);

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn failure() -> Error {
    Error::refused("SIMULATED", "simulated")
}

impl Access {
    pub async fn thaw(&self) {
        loop {
            let frozen = *self.frozen.lock().unwrap();
            if frozen <= Instant::now() {
                return;
            }
            sleep_until(frozen).await;
        }
    }

    async fn latency(&self) {
        let wait = self.world.lock().unwrap().rng.u64(1..30);
        sleep(Duration::from_millis(wait)).await;
        self.thaw().await;
    }

    /// A request that changes something: it may fail, or its answer may be lost. It is carried out even if nothing
    /// waits for it any more.
    async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut World) -> T + Send + 'static,
    ) -> Result<T> {
        self.thaw().await;
        let world = Arc::clone(&self.world);
        let request = tokio::spawn(async move {
            let wait = world.lock().unwrap().rng.u64(1..30);
            sleep(Duration::from_millis(wait)).await;
            let mut world = world.lock().unwrap();
            let (failures, lost) = (world.faults.failures, world.faults.lost);
            if world.happens(failures) {
                return Err(failure());
            }
            let result = change(&mut world);
            if world.happens(lost) { Err(failure()) } else { Ok(result) }
        });
        let result = request.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        self.latency().await;
        result
    }

    /// A request that reads something.
    async fn ask<T>(&self, read: impl FnOnce(&mut World) -> T) -> Result<T> {
        self.latency().await;
        let result = {
            let mut world = self.world.lock().unwrap();
            let failures = world.faults.failures;
            if world.happens(failures) { Err(failure()) } else { Ok(read(&mut world)) }
        };
        self.latency().await;
        result
    }
}

impl ChangeStream for Access {
    /// Each simulated process has a stream name of its own: within one process only the newest handle consumes.
    fn name(&self) -> String {
        format!("{self:p}")
    }

    fn shards(&self) -> BoxFuture<'_, Result<Vec<Shard>>> {
        let list = |world: &mut World| {
            let kept = world.shards.iter().filter(|shard| !shard.is_gone());
            let mut shards: Vec<_> =
                kept.map(|shard| Shard { id: shard.id.clone(), parent: shard.parent.clone() }).collect();
            world.rng.shuffle(&mut shards);
            // A listing may miss a shard without children.
            if world.leases.is_none() && world.happens(200) {
                let is_last =
                    |shard: &Shard| !shards.iter().any(|other| other.parent.as_ref() == Some(&shard.id));
                let missed = shards.iter().position(is_last);
                missed.map(|missed| shards.remove(missed));
            }
            shards
        };
        Box::pin(self.ask(list))
    }

    fn position<'a>(
        &'a self,
        shard: &'a str,
        from: &'a StartingPosition,
    ) -> BoxFuture<'a, std::result::Result<ShardIterator, ShardError>> {
        let locate = |world: &mut World| {
            let found = world.shard(shard).ok_or(ShardError::NoShard)?;
            let index = found.locate(from)?;
            let time = found.time(from, index);
            let iterator = Iterator { shard: shard.to_owned(), index, time, issued: now(), was_empty: false };
            Ok(world.issue(iterator))
        };
        Box::pin(async move { self.ask(locate).await.unwrap_or_else(|error| Err(ShardError::Failed(error))) })
    }

    fn records<'a>(
        &'a self,
        position: &'a ShardIterator,
    ) -> BoxFuture<'a, std::result::Result<Records, ShardError>> {
        Box::pin(async move {
            let page = self.ask(|world| world.page_at(position)).await;
            page.unwrap_or_else(|error| Err(ShardError::Failed(error)))
        })
    }

    fn prepare(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.ask(|world| world.prepared = true))
    }

    fn leases<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Registered>>> {
        let leases = self.ask(|world| {
            let since = world.history.since;
            let leases = || world.leases.as_ref().map(|leases| leases.values().cloned().collect());
            let members = Vec::new;
            let registered = || leases().map(|leases| Registered { since, leases, members: members() });
            // The lease table does not exist yet.
            if world.prepared { Ok(registered()) } else { Err(failure()) }
        });
        Box::pin(async { leases.await.flatten() })
    }

    fn groups(&self) -> BoxFuture<'_, Result<Vec<EventGroup>>> {
        Box::pin(std::future::pending())
    }

    fn forget<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Forgotten>> {
        Box::pin(std::future::pending())
    }

    fn register<'a>(&'a self, _: &'a str, registered: &'a Registered) -> BoxFuture<'a, Result<bool>> {
        let Registered { since, leases, .. } = registered.clone();
        let leases: BTreeMap<_, _> = leases.into_iter().map(|lease| (lease.shard.clone(), lease)).collect();
        Box::pin(self.change(move |world| {
            let is_new = world.leases.is_none();
            if is_new {
                world.history.since = since;
            }
            world.leases.get_or_insert(leases);
            world.history.registered.get_or_insert(now());
            is_new
        }))
    }

    fn announce<'a>(&'a self, _: &'a str, _: &'a Wants, _: &'a [Vec<String>]) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    fn add<'a>(&'a self, _: &'a str, lease: &'a Lease) -> BoxFuture<'a, Result<bool>> {
        let lease = lease.clone();
        Box::pin(self.change(|world| {
            let leases = world.leases.as_mut().unwrap();
            let is_new = !leases.contains_key(&lease.shard);
            leases.entry(lease.shard.clone()).or_insert(lease);
            is_new
        }))
    }

    fn update<'a>(&'a self, _: &'a str, lease: &'a Lease, counter: u64) -> BoxFuture<'a, Result<Updated>> {
        let lease = lease.clone();
        let update = move |world: &mut World| match world.update(&lease, counter) {
            Some(wanted) => Updated::Held { wanted },
            None => Updated::Lost,
        };
        Box::pin(self.change(update))
    }

    fn want<'a>(
        &'a self,
        _: &'a str,
        shard: &'a str,
        counter: u64,
        by: &'a str,
    ) -> BoxFuture<'a, Result<bool>> {
        let (shard, by) = (shard.to_owned(), by.to_owned());
        Box::pin(self.change(move |world| {
            let row = world.leases.as_mut().unwrap().get_mut(&shard);
            row.filter(|row| row.counter == counter).map(|row| row.wanted = Some(by)).is_some()
        }))
    }

    fn delete<'a>(&'a self, _: &'a str, shard: &'a str, counter: u64) -> BoxFuture<'a, Result<bool>> {
        let shard = shard.to_owned();
        Box::pin(self.change(move |world| {
            let leases = world.leases.as_mut().unwrap();
            let is_there = leases.get(&shard).is_some_and(|row| row.counter == counter);
            is_there && leases.remove(&shard).is_some()
        }))
    }

    fn now(&self) -> Millis {
        Millis(now().0 + self.ahead)
    }

    fn barrier(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }

    fn writes(&self) -> watch::Receiver<Millis> {
        self.writes.subscribe()
    }

    fn hold_writes(&self) -> Box<dyn Send + Sync> {
        self.holds.fetch_add(1, Ordering::Relaxed);
        Box::new(Hold(Arc::clone(&self.holds)))
    }
}
