//! One request under a token, and what it has left in the table: a transaction does not return the item.

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{ConditionCheck, Delete, Put, TransactWriteItem, Update};

use super::token::Token;
use crate::model::{Result, Stamp};
use crate::plan::{Applied, Plan};
use crate::store::clock::system_clock;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::written_item;
use crate::store::dynamo::compile::Request;
use crate::store::dynamo::conditional::ALL_OLD;
use crate::store::dynamo::error::{from_failed, unknown_after};
use crate::store::dynamo::table::built;
use crate::store::dynamo::transaction::{Transacted, transact};
use crate::store::dynamo::version::wrote;

impl Table {
    /// Sends a request under a token.
    pub(super) async fn transact(&self, request: Request, token: &Token) -> Result<Transacted> {
        let sender = self.connection.sender().await?;
        let item = built(self.transaction_item(request))?;
        transact(sender, &[item], Some(&token.text), &|failed| from_failed(failed, &self.name))
            .await
            .map_err(|failed| if failed.maybe_done { unknown_after(failed.error) } else { failed.error })
    }

    /// The item that a call has made. Others may have changed it since.
    pub(super) async fn made(&self, plan: &Plan, stamp: &Stamp) -> Result<Applied> {
        let row = self.row(&plan.key).await.map_err(unknown_after)?;
        let ours = row.as_ref().is_some_and(|row| wrote(*stamp, row));
        let item = row.as_ref().map(written_item).transpose()?;
        Ok(Applied { item: item.filter(|item| ours || !item.is_expired(system_clock().seconds())) })
    }

    /// The item that an earlier request under the token of a call may have made; `None` if it made none, or if others
    /// have written it since.
    pub(super) async fn made_already(&self, plan: &Plan, stamp: &Stamp) -> Result<Option<Applied>> {
        let row = self.row(&plan.key).await.map_err(unknown_after)?;
        let ours = row.filter(|row| wrote(*stamp, row));
        ours.map(|row| written_item(&row).map(|item| Applied { item: Some(item) })).transpose()
    }

    /// A request as a part of a transaction.
    pub(super) fn transaction_item(
        &self,
        request: Request,
    ) -> std::result::Result<TransactWriteItem, BuildError> {
        let item = TransactWriteItem::builder();
        let item = match request {
            Request::Update { key, expressions } => item.update(
                Update::builder()
                    .table_name(&self.name)
                    .set_key(Some(key))
                    .set_update_expression(expressions.update())
                    .set_condition_expression(expressions.condition())
                    .set_expression_attribute_names(expressions.names())
                    .set_expression_attribute_values(expressions.values())
                    .return_values_on_condition_check_failure(ALL_OLD)
                    .build()?,
            ),
            Request::Put { row, expressions, .. } => item.put(
                Put::builder()
                    .table_name(&self.name)
                    .set_item(Some(row))
                    .set_condition_expression(expressions.condition())
                    .set_expression_attribute_names(expressions.names())
                    .set_expression_attribute_values(expressions.values())
                    .return_values_on_condition_check_failure(ALL_OLD)
                    .build()?,
            ),
            Request::Check { key, expressions } => item.condition_check(
                ConditionCheck::builder()
                    .table_name(&self.name)
                    .set_key(Some(key))
                    .set_condition_expression(expressions.condition())
                    .set_expression_attribute_names(expressions.names())
                    .set_expression_attribute_values(expressions.values())
                    .return_values_on_condition_check_failure(ALL_OLD)
                    .build()?,
            ),
            Request::Delete { key, expressions } => item.delete(
                Delete::builder()
                    .table_name(&self.name)
                    .set_key(Some(key))
                    .set_condition_expression(expressions.condition())
                    .set_expression_attribute_names(expressions.names())
                    .set_expression_attribute_values(expressions.values())
                    .return_values_on_condition_check_failure(ALL_OLD)
                    .build()?,
            ),
        };
        Ok(item.build())
    }
}
