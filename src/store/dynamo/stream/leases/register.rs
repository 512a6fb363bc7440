//! Registering a group: its first leases, then the row that makes them count.

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, CancellationReason, ConditionCheck, Put, TransactWriteItem};

use super::row::{GROUP, SINCE, key, number, row_of, text};
use super::{Leases, MARKER};
use crate::model::{Error, Millis, Result};
use crate::store::dynamo::attribute::Row;
use crate::store::dynamo::error::throttled;
use crate::store::dynamo::retry::{Twice, delays, send};
use crate::store::dynamo::table::built;
use crate::store::dynamo::write::ALL_OLD;
use crate::store::feed::{Lease, Registered};

/// Leases of a transaction, which has room for 100 rows. One is the marker.
const CHUNK: usize = 99;
/// Tells the marker of one registration from that of another.
const TOKEN: &str = "token";
const NO_MARKER: &str = "attribute_not_exists(#group)";

impl Leases {
    /// Each transaction fails if the group is registered, so that one who comes late overwrites no
    /// lease that is in use. What a registration that broke off has left is overwritten.
    pub(crate) async fn register(&self, group: &str, registered: &Registered) -> Result<bool> {
        let Registered { since, leases, .. } = registered;
        let token = format!("{:032x}", fastrand::u128(..));
        let mut chunks = leases.chunks(CHUNK).collect::<Vec<_>>();
        let last = chunks.pop().unwrap_or_default();
        for chunk in chunks {
            let check = built(self.absence(group))?;
            if !self.transact(check, group, chunk, &token).await? {
                return Ok(false);
            }
        }
        let marker = built(self.marker(group, &token, *since))?;
        self.transact(marker, group, last, &token).await
    }

    /// Sends one transaction; tells whether it is carried out, and not refused by the marker of another.
    async fn transact(
        &self,
        first: TransactWriteItem,
        group: &str,
        leases: &[Lease],
        token: &str,
    ) -> Result<bool> {
        let client = self.client().await?;
        let puts = leases.iter().map(|lease| self.put(row_of(group, lease), None));
        let puts = built(puts.collect::<std::result::Result<Vec<_>, _>>())?;
        let items: Vec<_> = std::iter::once(first).chain(puts).collect();
        let attempt = || client.transact_write_items().set_transact_items(Some(items.clone())).send();
        let mut delays = delays();
        loop {
            let Err(failed) = send(Twice::Harmless, attempt).await else { return Ok(true) };
            let Some(TransactWriteItemsError::TransactionCanceledException(canceled)) =
                failed.error.as_service_error()
            else {
                return Err(self.error_of(&failed));
            };
            if let Some(found) = refusal(canceled.cancellation_reasons())? {
                // Ours, if the answer to an attempt that was carried out got lost.
                return Ok(found.and_then(|row| text(row, TOKEN)).as_deref() == Some(token));
            }
            match delays.next() {
                Some(delay) => tokio::time::sleep(delay).await,
                None => return Err(throttled()),
            }
        }
    }

    fn absence(&self, group: &str) -> std::result::Result<TransactWriteItem, BuildError> {
        let check = ConditionCheck::builder()
            .table_name(&self.name)
            .set_key(Some(key(group, MARKER)))
            .condition_expression(NO_MARKER)
            .expression_attribute_names("#group", GROUP)
            .build()?;
        Ok(TransactWriteItem::builder().condition_check(check).build())
    }

    fn marker(
        &self,
        group: &str,
        token: &str,
        since: Millis,
    ) -> std::result::Result<TransactWriteItem, BuildError> {
        let mut row = key(group, MARKER);
        row.insert(TOKEN.to_owned(), AttributeValue::S(token.to_owned()));
        row.insert(SINCE.to_owned(), number(&since.0));
        self.put(row, Some(NO_MARKER))
    }

    fn put(&self, row: Row, condition: Option<&str>) -> std::result::Result<TransactWriteItem, BuildError> {
        let mut put = Put::builder().table_name(&self.name).set_item(Some(row));
        if let Some(condition) = condition {
            put = put
                .condition_expression(condition)
                .expression_attribute_names("#group", GROUP)
                .return_values_on_condition_check_failure(ALL_OLD);
        }
        Ok(TransactWriteItem::builder().put(put.build()?).build())
    }
}

/// The marker that a transaction was refused for; `None` if it is to be sent again.
#[allow(clippy::option_option)] // to be repeated, refused without a row, refused for a row
fn refusal(reasons: &[CancellationReason]) -> Result<Option<Option<&Row>>> {
    for (place, reason) in reasons.iter().enumerate() {
        match reason.code().unwrap_or_default() {
            "ConditionalCheckFailed" if place == 0 => return Ok(Some(reason.item())),
            "ConditionalCheckFailed" | "ItemCollectionSizeLimitExceeded" => return Err(Error::internal()),
            "ValidationError" => {
                return Err(Error::validation_exception(reason.message().unwrap_or_default().to_owned()));
            }
            _ => {}
        }
    }
    Ok(None)
}
