//! The DynamoDB store: the user's own table, with the reference's schema.
//!
//! Every plan becomes one request (`compile`). If its condition fails, DynamoDB returns the row, and `write` decides
//! how to go on. No other module of the crate names the AWS SDK.

mod attribute;
mod call;
mod client;
mod compile;
mod conditional;
mod credentials;
mod destinations;
mod endpoints;
mod error;
mod meter;
mod operation;
mod pace;
mod read;
mod retry;
mod roots;
mod sender;
mod server_clock;
mod settings;
mod stream;
mod table;
mod transaction;
mod transport;
mod version;
mod write;
mod writes_under_way;

use std::sync::Arc;

use self::client::Connection;
use self::meter::Meter;
pub use self::roots::trust;
use self::server_clock::ServerClock;
pub use self::settings::Settings;
use self::stream::{TableStream, listen};
use self::writes_under_way::WritesUnderWay;
use super::clock::system_clock;
use super::feed::{Changes, Listener, Listening};
use super::runtime::elsewhere;
use super::{About, Freshness, Query, Scan, Store, StoreFuture, Usage, Write, Written};
use crate::model::{Item, Key, Millis, Page, Result};

/// A table on DynamoDB.
pub struct DynamoStore {
    table: Arc<Table>,
    meter: Arc<Meter>,
    stream: Arc<TableStream>,
}

/// A table and the connection to it, which the first call opens.
struct Table {
    name: String,
    connection: Connection,
    writes: Arc<WritesUnderWay>,
}

impl DynamoStore {
    /// The table of these settings. It sends nothing before the first call.
    pub fn new(settings: Settings) -> Self {
        let name = settings.table.clone();
        let meter = Arc::new(Meter::new(settings.capacity));
        let writes = Arc::new(WritesUnderWay::new(ServerClock::of(&settings)));
        let table = Arc::new(Table { name, connection: Connection::new(settings), writes });
        let stream = Arc::new(TableStream::new(Arc::clone(&table)));
        Self { table, meter, stream }
    }

    /// Creates the table, or completes it, and the lease table beside it.
    pub fn create(&self) -> StoreFuture<()> {
        let (table, stream) = (Arc::clone(&self.table), Arc::clone(&self.stream));
        // Without the bounds of a call: waiting for a table takes longer than any call may.
        StoreFuture::later(elsewhere(async move {
            let created = async {
                table.create().await?;
                stream.create().await
            };
            match created.await {
                Err(error) => Err(table.explain(error).await),
                done => done,
            }
        }))
    }

    /// Runs work on the runtime's threads, not on the event loop.
    fn run<T, F>(&self, work: impl FnOnce(Arc<Table>) -> F + Send + 'static) -> StoreFuture<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let (table, meter) = (Arc::clone(&self.table), Arc::clone(&self.meter));
        StoreFuture::later(elsewhere(async move {
            let timeout = table.connection.settings().timeout;
            let connections = table.connection.connections().await?;
            match call::bounded(connections, timeout, meter, work(Arc::clone(&table))).await {
                Err(error) => Err(table.explain(error).await),
                done => done,
            }
        }))
    }
}

impl Store for DynamoStore {
    fn read(&self, key: &Key, consistent: bool) -> StoreFuture<Option<Item>> {
        let key = key.clone();
        self.run(move |table| async move { table.read(&key, consistent).await })
    }

    fn read_many(&self, keys: &[Key], freshness: Freshness) -> StoreFuture<Page> {
        let keys = keys.to_vec();
        self.run(move |table| async move {
            match freshness {
                Freshness::Eventual => table.read_many(&keys, false).await,
                Freshness::Consistent => table.read_many(&keys, true).await,
                Freshness::Snapshot => table.read_snapshot(&keys).await,
            }
        })
    }

    fn query(&self, query: Query) -> StoreFuture<Page> {
        self.run(move |table| async move { table.query(query).await })
    }

    fn scan(&self, scan: Scan) -> StoreFuture<Page> {
        self.run(move |table| async move { table.scan(scan).await })
    }

    fn commit(&self, write: Write) -> StoreFuture<Written> {
        let under_way = self.table.writes.begin();
        self.run(move |table| async move {
            under_way.permitted().await;
            let written = table.commit(write).await;
            drop(under_way);
            written
        })
    }

    fn clear(&self) -> StoreFuture<Option<u64>> {
        StoreFuture::ready(Ok(None))
    }

    fn about(&self) -> StoreFuture<About> {
        self.run(|table| async move { table.about().await.map(About::Table) })
    }

    fn now(&self) -> Millis {
        system_clock()
    }

    fn is_remote(&self) -> bool {
        true
    }

    fn usage(&self) -> Usage {
        self.meter.usage()
    }

    fn changes(&self) -> Changes {
        Changes::Stream(Arc::clone(&self.stream) as _)
    }

    fn listen(&self, listener: Arc<dyn Listener>) -> StoreFuture<Listening> {
        listen(&self.stream, listener)
    }

    fn close(&self) -> StoreFuture<()> {
        // The store holds only connections, which the process shares.
        StoreFuture::ready(Ok(()))
    }
}
