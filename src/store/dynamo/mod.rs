//! The DynamoDB store: the user's own table, with the reference's schema.
//!
//! Every plan becomes one request (`compile`); what a request cannot say is found out from what
//! DynamoDB returns when its condition fails. No other module of the crate names the AWS SDK.

mod attribute;
mod batch;
mod client;
pub mod compile;
mod error;
mod read;
mod retry;
mod table;
mod transact;
mod write;

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

pub use self::client::Settings;
use self::client::{Connection, runtime};
use self::error::internal;
use super::{Outcome, Query, Scan, Store, Written};
use crate::model::{Item, Key, Page, Result};
use crate::plan::{Applied, Plan};

/// A table on DynamoDB.
pub struct DynamoStore {
    table: Arc<Table>,
}

/// A table and the connection to it, which the first call makes.
struct Table {
    name: String,
    connection: Connection,
}

impl DynamoStore {
    /// The table of some settings. Nothing is sent before the first call.
    pub fn new(settings: Settings) -> Self {
        let name = settings.table.clone();
        Self { table: Arc::new(Table { name, connection: Connection::new(settings) }) }
    }

    /// Creates the table, or completes it.
    pub fn create(&self) -> Outcome<()> {
        self.run(|table| async move { table.create().await })
    }

    /// Runs work on the runtime's threads, so that the event loop's own does none of it.
    fn run<T, F>(&self, work: impl FnOnce(Arc<Table>) -> F + Send + 'static) -> Outcome<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let table = Arc::clone(&self.table);
        Outcome::later(async move {
            let task = runtime()?.spawn(async move {
                match work(Arc::clone(&table)).await {
                    Err(error) => Err(table.explain(error).await),
                    done => done,
                }
            });
            task.await.unwrap_or_else(|_| Err(internal()))
        })
    }
}

impl Store for DynamoStore {
    fn read(&self, key: &Key, consistent: bool) -> Outcome<Option<Item>> {
        let key = key.clone();
        self.run(move |table| async move { table.read(&key, consistent).await })
    }

    fn read_many(&self, keys: &[Key]) -> Outcome<Vec<Item>> {
        let keys = keys.to_vec();
        self.run(move |table| async move { table.read_many(&keys).await })
    }

    fn query(&self, query: Query) -> Outcome<Page> {
        self.run(move |table| async move { table.query(query).await })
    }

    fn scan(&self, scan: Scan) -> Outcome<Page> {
        self.run(move |table| async move { table.scan(scan).await })
    }

    fn write(&self, plan: Plan) -> Outcome<Applied> {
        self.run(move |table| async move { table.write(&plan).await })
    }

    fn write_many(&self, plans: Vec<Plan>) -> Outcome<Written> {
        self.run(move |table| async move { table.write_many(plans).await })
    }

    fn now(&self) -> i64 {
        now()
    }

    fn close(&self) -> Outcome<()> {
        // Nothing is held but connections, which the process shares.
        Outcome::ready(Ok(()))
    }
}

fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}
