//! The changes of a table: its stream, and the lease table beside it.

mod leases;
mod listen;
mod record;
mod shards;

use std::sync::{Arc, Mutex};

use tokio::sync::watch;

use self::leases::Leases;
pub(super) use self::listen::listen;
use super::Table;
use crate::model::{Millis, Result};
use crate::store::feed::{
    BoxFuture, ChangeStream, EventGroup, Forgotten, Lease, Records, Registered, Shard, ShardError,
    ShardIterator, StartingPosition, Updated, Wants,
};

/// The stream of a table.
pub(super) struct TableStream {
    table: Arc<Table>,
    /// The stream's ARN, once it is known.
    arn: Mutex<Option<Arc<str>>>,
    leases: Leases,
}

impl TableStream {
    /// The stream of a table. It sends nothing before the first call.
    pub(super) fn new(table: Arc<Table>) -> Self {
        Self { arn: Mutex::default(), leases: Leases::new(Arc::clone(&table)), table }
    }

    /// Creates the lease table, or checks an existing one.
    pub(super) async fn create(&self) -> Result<()> {
        self.leases.create().await
    }
}

impl ChangeStream for TableStream {
    fn name(&self) -> String {
        format!("{:?}", self.table.connection.settings())
    }

    fn shards(&self) -> BoxFuture<'_, Result<Vec<Shard>>> {
        Box::pin(self.list_shards())
    }

    fn position<'a>(
        &'a self,
        shard: &'a str,
        from: &'a StartingPosition,
    ) -> BoxFuture<'a, std::result::Result<ShardIterator, ShardError>> {
        Box::pin(self.find_position(shard, from))
    }

    fn records<'a>(
        &'a self,
        position: &'a ShardIterator,
    ) -> BoxFuture<'a, std::result::Result<Records, ShardError>> {
        Box::pin(self.read_records(position))
    }

    fn prepare(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.leases.prepare())
    }

    fn leases<'a>(&'a self, group: &'a str) -> BoxFuture<'a, Result<Option<Registered>>> {
        Box::pin(self.leases.read(group))
    }

    fn groups(&self) -> BoxFuture<'_, Result<Vec<EventGroup>>> {
        Box::pin(self.leases.groups())
    }

    fn forget<'a>(&'a self, group: &'a str) -> BoxFuture<'a, Result<Forgotten>> {
        Box::pin(self.leases.forget(group))
    }

    fn register<'a>(&'a self, group: &'a str, registered: &'a Registered) -> BoxFuture<'a, Result<bool>> {
        Box::pin(self.leases.register(group, registered))
    }

    fn announce<'a>(
        &'a self,
        group: &'a str,
        wants: &'a Wants,
        outdated: &'a [Vec<String>],
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(self.leases.announce(group, wants, outdated))
    }

    fn add<'a>(&'a self, group: &'a str, lease: &'a Lease) -> BoxFuture<'a, Result<bool>> {
        Box::pin(self.leases.add(group, lease))
    }

    fn update<'a>(
        &'a self,
        group: &'a str,
        lease: &'a Lease,
        counter: u64,
    ) -> BoxFuture<'a, Result<Updated>> {
        Box::pin(self.leases.update(group, lease, counter))
    }

    fn want<'a>(
        &'a self,
        group: &'a str,
        shard: &'a str,
        counter: u64,
        by: &'a str,
    ) -> BoxFuture<'a, Result<bool>> {
        Box::pin(self.leases.want(group, shard, counter, by))
    }

    fn delete<'a>(&'a self, group: &'a str, shard: &'a str, counter: u64) -> BoxFuture<'a, Result<bool>> {
        Box::pin(self.leases.delete(group, shard, counter))
    }

    fn now(&self) -> Millis {
        self.table.writes.now()
    }

    fn barrier(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.table.writes.all_answered())
    }

    fn writes(&self) -> watch::Receiver<Millis> {
        self.table.writes.last()
    }

    fn hold_writes(&self) -> Box<dyn Send + Sync> {
        self.table.writes.hold()
    }
}
