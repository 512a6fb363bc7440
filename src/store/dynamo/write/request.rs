//! One request that writes an item, and what its answer means.

use std::future::Future;
use std::time::Duration;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{ReturnValue, ReturnValuesOnConditionCheckFailure};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use crate::model::{Error, Item, Result};
use crate::plan::Applied;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::{Row, item_of};
use crate::store::dynamo::compile::Request;
use crate::store::dynamo::error::from_failed;
use crate::store::dynamo::retry::{Fault, Twice, send_within};

/// Asks for the item that a condition failed on.
pub(crate) const ALL_OLD: ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure::AllOld;

/// What a request came to.
pub(crate) enum Sent {
    /// It was carried out.
    Done(Applied),
    /// Its condition failed on this row.
    Refused(Option<Row>),
    /// Nobody can tell from the answer, or there is none.
    Unknown(Error),
}

impl Table {
    /// Sends a request until it is known what became of it, or that nobody can tell.
    pub(crate) async fn send(
        &self,
        request: &Request,
        delays: &mut impl Iterator<Item = Duration>,
    ) -> Result<Sent> {
        let client = self.connection.client().await?;
        match request {
            Request::Update { key, expression } => {
                let attempt = || {
                    client
                        .update_item()
                        .table_name(&self.name)
                        .set_key(Some(key.clone()))
                        .set_update_expression(expression.update())
                        .set_condition_expression(expression.condition())
                        .set_expression_attribute_names(expression.names())
                        .set_expression_attribute_values(expression.values())
                        .return_values(ReturnValue::AllNew)
                        .return_values_on_condition_check_failure(ALL_OLD)
                        .send()
                };
                let refused = |error: &UpdateItemError| match error {
                    UpdateItemError::ConditionalCheckFailedException(refused) => {
                        Some(refused.item().cloned())
                    }
                    _ => None,
                };
                self.conditional(delays, attempt, refused, |answer| {
                    answer.attributes.as_ref().map(item_of).transpose()
                })
                .await
            }
            Request::Put { row, item, expression } => {
                let attempt = || {
                    client
                        .put_item()
                        .table_name(&self.name)
                        .set_item(Some(row.clone()))
                        .set_condition_expression(expression.condition())
                        .set_expression_attribute_names(expression.names())
                        .set_expression_attribute_values(expression.values())
                        .return_values_on_condition_check_failure(ALL_OLD)
                        .send()
                };
                let refused = |error: &PutItemError| match error {
                    PutItemError::ConditionalCheckFailedException(refused) => Some(refused.item().cloned()),
                    _ => None,
                };
                self.conditional(delays, attempt, refused, |_| Ok(Some(item.clone()))).await
            }
            Request::Delete { key, expression } => {
                let attempt = || {
                    client
                        .delete_item()
                        .table_name(&self.name)
                        .set_key(Some(key.clone()))
                        .set_condition_expression(expression.condition())
                        .set_expression_attribute_names(expression.names())
                        .set_expression_attribute_values(expression.values())
                        .return_values_on_condition_check_failure(ALL_OLD)
                        .send()
                };
                let refused = |error: &DeleteItemError| match error {
                    DeleteItemError::ConditionalCheckFailedException(refused) => {
                        Some(refused.item().cloned())
                    }
                    _ => None,
                };
                self.conditional(delays, attempt, refused, |_| Ok(None)).await
            }
        }
    }

    async fn conditional<T, E, F>(
        &self,
        delays: &mut impl Iterator<Item = Duration>,
        attempt: impl Fn() -> F,
        refused: impl Fn(&E) -> Option<Option<Row>>,
        item: impl Fn(T) -> Result<Option<Item>>,
    ) -> Result<Sent>
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
        F: Future<Output = std::result::Result<T, SdkError<E, HttpResponse>>>,
    {
        let failed = match send_within(delays, Twice::Wrong, attempt).await {
            Ok(answer) => return Ok(Sent::Done(Applied { item: item(answer)? })),
            Err(failed) => failed,
        };
        if let Some(found) = failed.error.as_service_error().and_then(refused) {
            return Ok(Sent::Refused(found));
        }
        let error = from_failed(&failed, &self.name);
        if failed.fault == Fault::Unknown { Ok(Sent::Unknown(error)) } else { Err(error) }
    }
}
