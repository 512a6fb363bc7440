//! The changes of a table: its stream, and the table of leases beside it.

mod conditional;
mod lease;
mod lease_table;
mod leases;
mod members;
mod record;
mod register;
mod shards;

use std::sync::{Arc, Mutex};

use tokio::sync::watch;

use self::leases::Leases;
use super::Table;
use crate::model::Result;
use crate::store::changes::Later;
use crate::store::stream::{
    ChangeStream, From, Lease, Position, Records, Registered, Shard, Unreadable, Updated, Wants,
};

/// The stream of a table.
pub(super) struct TableStream {
    table: Arc<Table>,
    /// The stream's ARN, once it is known.
    arn: Mutex<Option<Arc<str>>>,
    leases: Leases,
}

impl TableStream {
    /// The stream of a table. Nothing is sent before the first call.
    pub(super) fn new(table: Arc<Table>) -> Self {
        Self { arn: Mutex::default(), leases: Leases::new(Arc::clone(&table)), table }
    }

    /// Creates the table of leases, or checks one that is there.
    pub(super) async fn create(&self) -> Result<()> {
        self.leases.create().await
    }
}

impl ChangeStream for TableStream {
    fn name(&self) -> String {
        format!("{:?}", self.table.connection.settings())
    }

    fn shards(&self) -> Later<'_, Result<Vec<Shard>>> {
        Box::pin(self.list_shards())
    }

    fn position<'a>(
        &'a self,
        shard: &'a str,
        from: &'a From,
    ) -> Later<'a, std::result::Result<Position, Unreadable>> {
        Box::pin(self.find_position(shard, from))
    }

    fn records<'a>(&'a self, position: &'a Position) -> Later<'a, std::result::Result<Records, Unreadable>> {
        Box::pin(self.read_records(position))
    }

    fn prepare(&self) -> Later<'_, Result<()>> {
        Box::pin(self.leases.prepare())
    }

    fn leases<'a>(&'a self, group: &'a str) -> Later<'a, Result<Option<Registered>>> {
        Box::pin(self.leases.read(group))
    }

    fn register<'a>(&'a self, group: &'a str, registered: &'a Registered) -> Later<'a, Result<bool>> {
        Box::pin(self.leases.register(group, registered))
    }

    fn announce<'a>(
        &'a self,
        group: &'a str,
        wants: &'a Wants,
        outdated: &'a [Vec<String>],
    ) -> Later<'a, Result<()>> {
        Box::pin(self.leases.announce(group, wants, outdated))
    }

    fn add<'a>(&'a self, group: &'a str, lease: &'a Lease) -> Later<'a, Result<bool>> {
        Box::pin(self.leases.add(group, lease))
    }

    fn update<'a>(&'a self, group: &'a str, lease: &'a Lease, counter: u64) -> Later<'a, Result<Updated>> {
        Box::pin(self.leases.update(group, lease, counter))
    }

    fn want<'a>(
        &'a self,
        group: &'a str,
        shard: &'a str,
        counter: u64,
        by: &'a str,
    ) -> Later<'a, Result<bool>> {
        Box::pin(self.leases.want(group, shard, counter, by))
    }

    fn delete<'a>(&'a self, group: &'a str, shard: &'a str, counter: u64) -> Later<'a, Result<bool>> {
        Box::pin(self.leases.delete(group, shard, counter))
    }

    fn now(&self) -> i64 {
        self.table.writes.now()
    }

    fn barrier(&self) -> Later<'_, ()> {
        Box::pin(self.table.writes.all_answered())
    }

    fn writes(&self) -> watch::Receiver<u64> {
        self.table.writes.last()
    }

    fn hold_writes(&self) -> Box<dyn Send + Sync> {
        self.table.writes.hold()
    }
}
