//! Several items as they were at one moment.

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::transact_get_items::{TransactGetItemsError, TransactGetItemsInput};
use aws_sdk_dynamodb::types::{Get, TransactGetItem};

use crate::model::{Error, Key, Page, Result};
use crate::store::busy::throttled;
use crate::store::clock::system_clock;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::{Row, primary_key, read_row};
use crate::store::dynamo::call;
use crate::store::dynamo::error::from_failed;
use crate::store::dynamo::meter::Meter;
use crate::store::dynamo::retry::{Twice, delays, send};
use crate::store::dynamo::table::built;
use crate::store::dynamo::transaction::contended;

impl Table {
    /// Reads several items at one moment.
    pub(crate) async fn read_snapshot(&self, keys: &[Key]) -> Result<Page> {
        let rows = match keys {
            // One read is a moment, and costs half.
            [key] => self.row(key).await?.into_iter().collect(),
            keys => self.rows_at_once(keys).await?,
        };
        let mut page = Page::default();
        for row in &rows {
            match read_row(row) {
                Ok(item) => page.items.push(item),
                Err(unreadable) => page.unreadable.push(unreadable),
            }
        }
        let now = system_clock().seconds();
        page.items.retain(|item| !item.is_expired(now));
        Ok(page)
    }

    async fn rows_at_once(&self, keys: &[Key]) -> Result<Vec<Row>> {
        let sender = self.connection.sender().await?;
        let gets = keys.iter().map(|key| self.get_of(key)).collect::<std::result::Result<Vec<_>, _>>();
        let gets = built(gets)?;
        let attempt =
            || sender.send(TransactGetItemsInput::builder().set_transact_items(Some(gets.clone())).build());
        let mut delays = delays();
        let answer = loop {
            let failed = match send(Twice::Harmless, attempt).await {
                Ok(answer) => break answer,
                Err(failed) => failed,
            };
            let Some(TransactGetItemsError::TransactionCanceledException(canceled)) =
                failed.error.as_service_error()
            else {
                return Err(from_failed(&failed, &self.name));
            };
            // A write of one of the items is under way.
            match (delays.next(), contended(canceled.cancellation_reasons())) {
                (Some(delay), place) => {
                    if place.is_none() {
                        call::count(Meter::count_throttled);
                    }
                    tokio::time::sleep(delay).await;
                    call::count(Meter::count_retry);
                }
                (None, Some(place)) => return Err(Error::contention(keys[place].to_text())),
                (None, None) => return Err(throttled()),
            }
        };
        Ok(answer.responses.into_iter().flatten().filter_map(|answer| answer.item).collect())
    }

    fn get_of(&self, key: &Key) -> std::result::Result<TransactGetItem, BuildError> {
        let get = Get::builder().table_name(&self.name).set_key(Some(primary_key(key))).build()?;
        Ok(TransactGetItem::builder().get(get).build())
    }
}
