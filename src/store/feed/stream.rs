//! What the stream of a table does, and the lease table beside it.

use tokio::sync::watch;

use super::{
    BoxFuture, EventGroup, Forgotten, Lease, Records, Registered, Shard, ShardError, ShardIterator,
    StartingPosition, Updated, Wants,
};
use crate::model::{Millis, Result};

/// The stream of a table, and the lease table of the groups that read it.
pub trait ChangeStream: Send + Sync {
    /// Identifies the stream in this process.
    fn name(&self) -> String;

    /// The shards that the stream lists now, in no particular order.
    fn shards(&self) -> BoxFuture<'_, Result<Vec<Shard>>>;

    /// An iterator at a position of a shard.
    fn position<'a>(
        &'a self,
        shard: &'a str,
        from: &'a StartingPosition,
    ) -> BoxFuture<'a, std::result::Result<ShardIterator, ShardError>>;

    /// The next page of records at an iterator.
    fn records<'a>(
        &'a self,
        position: &'a ShardIterator,
    ) -> BoxFuture<'a, std::result::Result<Records, ShardError>>;

    /// Creates the lease table if it does not exist.
    fn prepare(&self) -> BoxFuture<'_, Result<()>>;

    /// A group and its leases, by a consistent read; `None` if the group is not registered.
    fn leases<'a>(&'a self, group: &'a str) -> BoxFuture<'a, Result<Option<Registered>>>;

    /// What the lease table tells of each group that is registered.
    fn groups(&self) -> BoxFuture<'_, Result<Vec<EventGroup>>>;

    /// Forgets a group with its leases, unless a process renews one. That shows only by waiting for as long as a lease
    /// lasts, if processes hold some. A member that joins later registers the group anew.
    fn forget<'a>(&'a self, group: &'a str) -> BoxFuture<'a, Result<Forgotten>>;

    /// Registers a group with its first leases, unless it is registered. The leases are written before the group
    /// counts as registered. Returns whether this call registered it.
    fn register<'a>(&'a self, group: &'a str, registered: &'a Registered) -> BoxFuture<'a, Result<bool>>;

    /// Announces the event names of a member, and removes outdated sets of names.
    fn announce<'a>(
        &'a self,
        group: &'a str,
        wants: &'a Wants,
        outdated: &'a [Vec<String>],
    ) -> BoxFuture<'a, Result<()>>;

    /// Adds a lease, unless the shard has one. Returns whether it was added.
    fn add<'a>(&'a self, group: &'a str, lease: &'a Lease) -> BoxFuture<'a, Result<bool>>;

    /// Replaces a lease if its counter is still `counter`. `wanted` is not written, but removed if the lease has no
    /// owner.
    fn update<'a>(&'a self, group: &'a str, lease: &'a Lease, counter: u64)
    -> BoxFuture<'a, Result<Updated>>;

    /// Asks the owner of a shard to hand it over, if its counter is still `counter`. The counter stays the same.
    fn want<'a>(
        &'a self,
        group: &'a str,
        shard: &'a str,
        counter: u64,
        by: &'a str,
    ) -> BoxFuture<'a, Result<bool>>;

    /// Deletes the lease of a shard that is gone, if its counter is still `counter`.
    fn delete<'a>(&'a self, group: &'a str, shard: &'a str, counter: u64) -> BoxFuture<'a, Result<bool>>;

    /// The server's time, as far as known. The clocks of two processes may differ by two seconds.
    fn now(&self) -> Millis;

    /// Resolves when all writes that this process requested are answered.
    fn barrier(&self) -> BoxFuture<'_, ()>;

    /// When this process last changed an item; [`Millis::ZERO`] if it has not.
    fn writes(&self) -> watch::Receiver<Millis>;

    /// Holds the writes of this process until the guard is dropped, so that a group sees everything written after it
    /// asked to be registered.
    fn hold_writes(&self) -> Box<dyn Send + Sync>;
}
