//! Writes with a token: a transaction of one item, which DynamoDB carries out once however often
//! it is sent within ten minutes.

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{CancellationReason, Delete, Put, TransactWriteItem, Update};

use super::direct::{Next, ROUNDS, next};
use super::request::ALL_OLD;
use super::token::{REMEMBERED, Token};
use crate::model::{Error, Result, Seconds};
use crate::plan::{Applied, Change, Plan, TtlEdit};
use crate::store::clock::system_clock;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::{Row, item_of};
use crate::store::dynamo::compile::{Request, compile};
use crate::store::dynamo::error::{contention, from_failed, refused_input, throttled, token_spent};
use crate::store::dynamo::retry::{Twice, delays, send};
use crate::store::dynamo::version::Stamp;

/// What a transaction came to.
pub(crate) enum Transacted {
    /// It was carried out, now or before.
    Done,
    /// It was not carried out: its condition failed on this row.
    Canceled(Option<Row>),
    /// The token came with another request before.
    Mismatch,
}

impl Table {
    /// Carries out a plan under the application's token.
    pub(crate) async fn write_once(&self, plan: &Plan, token: &str) -> Result<Applied> {
        let place = self.connection.place().await?;
        let token = Token::new([&self.name, &place.region, &place.endpoint], token, plan)?;
        let mut stamp = token.stamp(system_clock().seconds());
        let mut request = compile(plan, &stamp)?;
        for _ in 0..ROUNDS {
            if !request.fits() {
                return Box::pin(self.rewrite(plan, stamp, Some(token))).await;
            }
            let mut answer = self.transact(request, &token).await?;
            if let Transacted::Mismatch = answer {
                if let Some(applied) = self.made_already(plan, &stamp).await? {
                    return Ok(applied);
                }
                answer = self.ask_again(plan, &token, stamp.second()).await?;
                if let Transacted::Canceled(_) = answer {
                    // DynamoDB remembers that it canceled this call, so nothing is done, and nothing ever is under the token.
                    return Box::pin(self.rewrite(plan, stamp, Some(token.next()))).await;
                }
            }
            let found = match answer {
                Transacted::Done => return self.made(plan, &stamp).await,
                Transacted::Canceled(found) => found,
                Transacted::Mismatch => return Err(token_spent()),
            };
            if let Some(found) = found.as_ref().filter(|found| stamp.wrote(found)) {
                return Ok(Applied { item: Some(item_of(found)?) });
            }
            stamp = token.stamp(system_clock().seconds());
            request = match next(plan, found.as_ref(), &stamp)? {
                Next::Nothing(item) => return Ok(Applied { item }),
                Next::Send(request) => *request,
                Next::Again => compile(plan, &stamp)?,
            };
        }
        Err(contention(&plan.key))
    }

    /// Sends a request under a token until it is known what became of it.
    pub(crate) async fn transact(&self, request: Request, token: &Token) -> Result<Transacted> {
        let client = self.connection.client().await?;
        let item = self.transaction_item(request)?;
        let attempt = || {
            client
                .transact_write_items()
                .client_request_token(&token.text)
                .transact_items(item.clone())
                .send()
        };
        let mut delays = delays();
        loop {
            let Err(failed) = send(Twice::Harmless, attempt).await else { return Ok(Transacted::Done) };
            match failed.error.as_service_error() {
                Some(TransactWriteItemsError::IdempotentParameterMismatchException(_)) => {
                    return Ok(Transacted::Mismatch);
                }
                Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => {
                    match judge(canceled.cancellation_reasons().first())? {
                        Some(answer) => return Ok(answer),
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

    /// Asks what became of a request that was sent under the token earlier. It differs from one of now in its second
    /// alone, and DynamoDB answers when the second is right.
    async fn ask_again(&self, plan: &Plan, token: &Token, now: Seconds) -> Result<Transacted> {
        for ago in 0..=REMEMBERED {
            let stamp = token.stamp(Seconds(now.0 - ago));
            let mut earlier = plan.clone();
            let moved = match &mut earlier.change {
                Change::Update(update) => match &mut update.ttl {
                    Some(TtlEdit::Set(ttl)) => Some(ttl),
                    _ => None,
                },
                Change::Replace(replacement) => replacement.ttl.as_mut(),
                Change::Remove => None,
            };
            // Of a `ttl` it cannot be told whether it was given as seconds from now.
            let counted_from_now = moved.map(|ttl| ttl.0 -= ago).is_some();
            for plan in [Some(plan), counted_from_now.then_some(&earlier)].into_iter().flatten() {
                match self.transact(compile(plan, &stamp)?, token).await? {
                    Transacted::Mismatch => {}
                    answer => return Ok(answer),
                }
            }
        }
        Ok(Transacted::Mismatch)
    }

    /// The item that a call has made, read, for a transaction does not return it. Others may have changed it since.
    pub(crate) async fn made(&self, plan: &Plan, stamp: &Stamp) -> Result<Applied> {
        let row = self.row(&plan.key).await?;
        let ours = row.as_ref().is_some_and(|row| stamp.wrote(row));
        let item = row.as_ref().map(item_of).transpose()?;
        Ok(Applied { item: item.filter(|item| ours || !item.is_expired(system_clock().seconds())) })
    }

    /// The item that a call has made, if it is there and nobody else has written it since.
    pub(crate) async fn made_already(&self, plan: &Plan, stamp: &Stamp) -> Result<Option<Applied>> {
        let row = self.row(&plan.key).await?;
        let ours = row.filter(|row| stamp.wrote(row));
        ours.map(|row| item_of(&row).map(|item| Applied { item: Some(item) })).transpose()
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
fn judge(reason: Option<&CancellationReason>) -> Result<Option<Transacted>> {
    let Some(reason) = reason else { return Ok(None) };
    match reason.code().unwrap_or_default() {
        "ConditionalCheckFailed" => Ok(Some(Transacted::Canceled(reason.item.clone()))),
        "ValidationError" => Err(refused_input(reason.message().unwrap_or_default().to_owned())),
        "ItemCollectionSizeLimitExceeded" | "None" => Err(Error::internal()),
        _ => Ok(None),
    }
}
