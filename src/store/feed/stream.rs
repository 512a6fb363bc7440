//! What the stream of a table can do, and the table beside it in which its consumers keep their leases.

use tokio::sync::watch;

use super::{
    BoxFuture, Lease, Records, Registered, Shard, ShardError, ShardIterator, StartingPosition, Updated, Wants,
};
use crate::model::{Millis, Result};

/// The stream of a table, and the table in which the groups that read it keep their leases.
pub trait ChangeStream: Send + Sync {
    /// What tells the stream from those of other tables.
    fn name(&self) -> String;

    /// The shards that the stream lists now, parents and children in no set order.
    fn shards(&self) -> BoxFuture<'_, Result<Vec<Shard>>>;

    /// A position in a shard.
    fn position<'a>(
        &'a self,
        shard: &'a str,
        from: &'a StartingPosition,
    ) -> BoxFuture<'a, std::result::Result<ShardIterator, ShardError>>;

    /// The records from a position on.
    fn records<'a>(
        &'a self,
        position: &'a ShardIterator,
    ) -> BoxFuture<'a, std::result::Result<Records, ShardError>>;

    /// Makes sure that the table of leases is there.
    fn prepare(&self) -> BoxFuture<'_, Result<()>>;

    /// A group and its leases, consistently read; `None` if the group was never registered.
    fn leases<'a>(&'a self, group: &'a str) -> BoxFuture<'a, Result<Option<Registered>>>;

    /// Registers a group, unless it is registered: what it has not handled begins with these leases.
    /// They are written before the group counts as registered. Tells whether it was not before.
    fn register<'a>(&'a self, group: &'a str, registered: &'a Registered) -> BoxFuture<'a, Result<bool>>;

    /// Announces what a member wants, and removes sets of names that nobody wants any more.
    fn announce<'a>(
        &'a self,
        group: &'a str,
        wants: &'a Wants,
        outdated: &'a [Vec<String>],
    ) -> BoxFuture<'a, Result<()>>;

    /// Puts a lease that is not there yet. Tells whether it was not.
    fn add<'a>(&'a self, group: &'a str, lease: &'a Lease) -> BoxFuture<'a, Result<bool>>;

    /// Puts a lease in the place of one whose counter is still `counter`. `wanted` is not written, but
    /// removed where the lease has no owner.
    fn update<'a>(&'a self, group: &'a str, lease: &'a Lease, counter: u64)
    -> BoxFuture<'a, Result<Updated>>;

    /// Asks the owner of a shard to hand it over, if its counter is still `counter`; the counter stays.
    fn want<'a>(
        &'a self,
        group: &'a str,
        shard: &'a str,
        counter: u64,
        by: &'a str,
    ) -> BoxFuture<'a, Result<bool>>;

    /// Deletes the lease of a shard that is gone, if its counter is still `counter`.
    fn delete<'a>(&'a self, group: &'a str, shard: &'a str, counter: u64) -> BoxFuture<'a, Result<bool>>;

    /// The server's time as far as it is known. Two processes may differ by two
    /// seconds.
    fn now(&self) -> Millis;

    /// Resolves when all writes that this process asked for are answered.
    fn barrier(&self) -> BoxFuture<'_, ()>;

    /// When this process last changed an item; [`Millis::ZERO`] if it never did.
    fn writes(&self) -> watch::Receiver<Millis>;

    /// Lets this process change no item until the guard is dropped: so a group sees what is written
    /// after it asked to be registered.
    fn hold_writes(&self) -> Box<dyn Send + Sync>;
}
