//! The DynamoDB store: the user's own table, with the reference's schema.
//!
//! Every plan becomes one request (`compile`); what a request cannot say is found out from what
//! DynamoDB returns when its condition fails. No other module of the crate names the AWS SDK.

mod attribute;
mod call;
mod client;
mod compile;
mod error;
mod read;
mod retry;
mod roots;
mod server_clock;
mod settings;
mod stream;
mod table;
mod transport;
mod version;
mod write;
mod writes_under_way;

use std::sync::Arc;

use self::client::Connection;
pub use self::roots::trust;
use self::server_clock::ServerClock;
pub use self::settings::Settings;
use self::stream::TableStream;
use self::writes_under_way::Writes;
use super::clock::system_clock;
use super::feed::Changes;
use super::runtime::elsewhere;
use super::{Query, Scan, Store, StoreFuture, Write, Written};
use crate::model::{Item, Key, Millis, Page, Result};

/// A table on DynamoDB.
pub struct DynamoStore {
    table: Arc<Table>,
    stream: Arc<TableStream>,
}

/// A table and the connection to it, which the first call makes.
struct Table {
    name: String,
    connection: Connection,
    writes: Arc<Writes>,
}

impl DynamoStore {
    /// The table of some settings. Nothing is sent before the first call.
    pub fn new(settings: Settings) -> Self {
        let name = settings.table.clone();
        let writes = Arc::new(Writes::new(ServerClock::of(&settings)));
        let table = Arc::new(Table { name, connection: Connection::new(settings), writes });
        let stream = Arc::new(TableStream::new(Arc::clone(&table)));
        Self { table, stream }
    }

    /// Creates the table, or completes it, and the one in which its events are agreed on.
    pub fn create(&self) -> StoreFuture<()> {
        let (table, stream) = (Arc::clone(&self.table), Arc::clone(&self.stream));
        // It waits for the table for longer than any other call may take.
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

    /// Runs a write, once it may be sent.
    fn run_write<T, F>(&self, write: impl FnOnce(Arc<Table>) -> F + Send + 'static) -> StoreFuture<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let under_way = self.table.writes.begin();
        self.run(|table| async move {
            under_way.permitted().await;
            let written = write(table).await;
            drop(under_way);
            written
        })
    }

    /// Runs work on the runtime's threads, so that the event loop's own does none of it.
    fn run<T, F>(&self, work: impl FnOnce(Arc<Table>) -> F + Send + 'static) -> StoreFuture<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let table = Arc::clone(&self.table);
        StoreFuture::later(elsewhere(async move {
            let timeout = table.connection.settings().timeout;
            let connections = table.connection.connections().await?;
            match call::bounded(connections, timeout, work(Arc::clone(&table))).await {
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

    fn read_many(&self, keys: &[Key]) -> StoreFuture<Page> {
        let keys = keys.to_vec();
        self.run(move |table| async move { table.read_many(&keys).await })
    }

    fn query(&self, query: Query) -> StoreFuture<Page> {
        self.run(move |table| async move { table.query(query).await })
    }

    fn scan(&self, scan: Scan) -> StoreFuture<Page> {
        self.run(move |table| async move { table.scan(scan).await })
    }

    fn commit(&self, write: Write) -> StoreFuture<Written> {
        self.run_write(move |table| async move {
            match write {
                Write::One { plan, token: None } => Box::pin(table.write(&plan)).await.map(Written::from),
                Write::One { plan, token: Some(token) } => {
                    Box::pin(table.write_once(&plan, &token)).await.map(Written::from)
                }
                Write::Each(plans) => table.write_each(&plans).await,
            }
        })
    }

    fn now(&self) -> Millis {
        system_clock()
    }

    fn is_remote(&self) -> bool {
        true
    }

    fn changes(&self) -> Changes {
        Changes::Stream(Arc::clone(&self.stream) as _)
    }

    fn close(&self) -> StoreFuture<()> {
        // Nothing is held but connections, which the process shares.
        StoreFuture::ready(Ok(()))
    }
}
