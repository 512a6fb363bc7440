//! Registers a group: writes its first leases, then the marker that makes them count.

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, Put, TransactWriteItem};

use super::row::{GROUP, MARKER, SINCE, key, number, row_of, text};
use super::table::LeaseTable;
use crate::model::{Error, Millis, Result};
use crate::store::dynamo::attribute::Row;
use crate::store::dynamo::conditional::ALL_OLD;
use crate::store::dynamo::table::built;
use crate::store::dynamo::transaction::{Transacted, transact};
use crate::store::feed::{Lease, Registered};

/// Leases in one transaction, beside the marker: DynamoDB allows 100 rows.
const CHUNK: usize = 99;
/// Tells the marker of one registration from that of another.
const TOKEN: &str = "token";
const NO_MARKER: &str = "attribute_not_exists(#group)";

impl LeaseTable {
    /// Every transaction fails if the group is registered, so a late registration overwrites no lease that is in use.
    /// It does overwrite what an interrupted registration has left.
    pub(super) async fn register(&self, group: &str, registered: &Registered) -> Result<bool> {
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

    /// Writes leases after `first`, whose condition fails if the group is registered. Returns whether it did not fail.
    async fn transact(
        &self,
        first: TransactWriteItem,
        group: &str,
        leases: &[Lease],
        token: &str,
    ) -> Result<bool> {
        let sender = self.sender().await?;
        let puts = leases.iter().map(|lease| self.put(row_of(group, lease), None));
        let puts = built(puts.collect::<std::result::Result<Vec<_>, _>>())?;
        let items: Vec<_> = std::iter::once(first).chain(puts).collect();
        let answer = transact(sender, &items, None, &|failed| self.error_of(failed)).await;
        match answer.map_err(|failed| failed.error)? {
            Transacted::Done => Ok(true),
            // The marker is ours if the answer to an attempt that DynamoDB carried out was lost.
            Transacted::Refused(unmet) => {
                let found = unmet.into_iter().find_map(|unmet| unmet.found);
                Ok(found.and_then(|row| text(&row, TOKEN)).as_deref() == Some(token))
            }
            Transacted::Mismatch => Err(Error::internal()),
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
