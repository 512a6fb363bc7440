//! Writes with a token: a transaction of one item, which DynamoDB carries out once however often
//! it is sent within ten minutes.

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{CancellationReason, Delete, Put, TransactWriteItem, Update};
use sha2::{Digest, Sha256};

use super::Table;
use super::attribute::item_of;
use super::compile::Request;
use super::error::{from_failed, refused_input, throttled};
use super::retry::{Twice, delays, send};
use super::write::{ALL_OLD, Refusal, Sent};
use crate::model::{Error, Result};
use crate::plan::{Applied, Change, Plan};

/// Length of a token of DynamoDB's.
const TOKEN_LENGTH: usize = 36;

impl Table {
    /// Sends a request under a token. A repetition finds it done: it differs in its timestamps at the
    /// most, for the token is of this plan alone.
    pub(super) async fn send_once(&self, request: Request, plan: &Plan, token: &str) -> Result<Sent> {
        let client = self.connection.client().await;
        let item = self.transaction_item(request)?;
        let token = token_of(plan, token);
        let attempt =
            || client.transact_write_items().client_request_token(&token).transact_items(item.clone()).send();
        let mut delays = delays();
        loop {
            let Err(failed) = send(Twice::Harmless, attempt).await else { return self.done(plan).await };
            match failed.error.as_service_error() {
                Some(TransactWriteItemsError::IdempotentParameterMismatchException(_)) => {
                    return self.done(plan).await;
                }
                Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => {
                    match judge(canceled.cancellation_reasons().first())? {
                        Some(sent) => return Ok(sent),
                        None => match delays.next() {
                            Some(delay) => tokio::time::sleep(delay).await,
                            None => return Err(throttled()),
                        },
                    }
                }
                _ => return Err(from_failed(&failed, &self.name)),
            }
        }
    }

    /// A transaction does not return the item, so it is read.
    async fn done(&self, plan: &Plan) -> Result<Sent> {
        let item = self.read(&plan.key, true).await?;
        Ok(Sent::Done(Applied { item }))
    }

    fn transaction_item(&self, request: Request) -> Result<TransactWriteItem> {
        let item = TransactWriteItem::builder();
        let item = match request {
            Request::Update { key, expression } => item.update(
                Update::builder()
                    .table_name(&self.name)
                    .set_key(Some(key))
                    .set_update_expression(expression.update())
                    .set_condition_expression(expression.condition())
                    .set_expression_attribute_names(expression.names())
                    .set_expression_attribute_values(expression.values())
                    .return_values_on_condition_check_failure(ALL_OLD)
                    .build()
                    .map_err(|_| Error::internal())?,
            ),
            Request::Put { row, expression, .. } => item.put(
                Put::builder()
                    .table_name(&self.name)
                    .set_item(Some(row))
                    .set_condition_expression(expression.condition())
                    .set_expression_attribute_names(expression.names())
                    .set_expression_attribute_values(expression.values())
                    .return_values_on_condition_check_failure(ALL_OLD)
                    .build()
                    .map_err(|_| Error::internal())?,
            ),
            Request::Delete { key, expression } => item.delete(
                Delete::builder()
                    .table_name(&self.name)
                    .set_key(Some(key))
                    .set_condition_expression(expression.condition())
                    .set_expression_attribute_names(expression.names())
                    .set_expression_attribute_values(expression.values())
                    .return_values_on_condition_check_failure(ALL_OLD)
                    .build()
                    .map_err(|_| Error::internal())?,
            ),
        };
        Ok(item.build())
    }
}

/// What a canceled transaction means; `None` that it is to be sent again.
fn judge(reason: Option<&CancellationReason>) -> Result<Option<Sent>> {
    let Some(reason) = reason else { return Ok(None) };
    match reason.code().unwrap_or_default() {
        "ConditionalCheckFailed" => {
            let found = reason.item.as_ref().map(item_of).transpose()?;
            Ok(Some(Sent::Refused(Refusal { found, maybe_done: false })))
        }
        "ValidationError" => Err(refused_input(reason.message().unwrap_or_default().to_owned())),
        "ItemCollectionSizeLimitExceeded" | "None" => Err(Error::internal()),
        _ => Ok(None),
    }
}

/// DynamoDB's token for a plan under the application's token. Two plans never share one, so that a
/// token that is used for different calls by mistake hides none of them.
fn token_of(plan: &Plan, token: &str) -> String {
    let mut plan = plan.clone();
    // Seconds from now are others at every repetition.
    match &mut plan.change {
        Change::Update(update) => update.ttl = None,
        Change::Replace(replacement) => replacement.ttl = None,
        Change::Remove => {}
    }
    let digest = format!("{:x}", Sha256::digest(format!("{token}\0{plan:?}")));
    digest[..TOKEN_LENGTH].to_owned()
}
