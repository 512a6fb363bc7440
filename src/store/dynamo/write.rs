//! Writes of one item: a compiled request, and what to make of its failure.

use std::future::Future;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{ReturnValue, ReturnValuesOnConditionCheckFailure};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use super::attribute::{item_of, row_of};
use super::compile::{Request, Row, compile, compile_keeping_value, compile_over_expired};
use super::error::{from_failed, unknown_outcome};
use super::retry::{Fault, Twice, send};
use super::{Table, now};
use crate::model::{Error, Item, Result};
use crate::plan::{Applied, Guard, Plan, apply};

/// How often a plan is compiled anew because somebody else changed the item meanwhile.
const ROUNDS: usize = 16;
/// Asks for the item that a condition failed on.
pub(super) const ALL_OLD: ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure::AllOld;

/// What a request came to that was answered.
pub(super) enum Sent {
    /// It was carried out.
    Done(Applied),
    /// Its condition failed.
    Refused(Refusal),
}

/// A condition that failed.
pub(super) struct Refusal {
    /// The item that it failed on.
    pub found: Option<Item>,
    /// Whether an earlier attempt of the same request may have been carried out.
    pub maybe_done: bool,
}

/// What to do about a refusal.
enum Next {
    /// Nothing: this is what the plan has made, or found made.
    Nothing(Option<Item>),
    /// Send this instead.
    Send(Box<Request>),
    /// The item has changed meanwhile: start anew.
    Again,
}

impl Table {
    /// Carries out a plan.
    pub(super) async fn write(&self, plan: &Plan) -> Result<Applied> {
        let twice = if plan.adds() { Twice::Wrong } else { Twice::Harmless };
        for _ in 0..ROUNDS {
            let now = now();
            let refusal = match self.send_plan(compile(plan, now)?, plan, twice).await? {
                Sent::Done(applied) => return Ok(applied),
                Sent::Refused(refusal) => refusal,
            };
            match next(plan, &refusal, now)? {
                Next::Nothing(item) => return Ok(Applied { item }),
                Next::Again => {}
                Next::Send(request) => {
                    if let Sent::Done(applied) = self.send_second(*request, plan, twice).await? {
                        return Ok(applied);
                    }
                }
            }
        }
        Err(Error::refused(
            "CONTENTION",
            format!("The item '{}' is changed by others all the time. Try again later.", plan.key.to_text()),
        ))
    }

    async fn send_plan(&self, request: Request, plan: &Plan, twice: Twice) -> Result<Sent> {
        match &plan.token {
            Some(token) => self.send_once(request, plan, token).await,
            None => self.send_request(request, twice).await,
        }
    }

    /// Sends what a refusal asked for. Should DynamoDB take the token of the refused request for used,
    /// nothing is there yet, and the second request is sent as it is: its condition holds once.
    async fn send_second(&self, request: Request, plan: &Plan, twice: Twice) -> Result<Sent> {
        match self.send_plan(request.clone(), plan, twice).await? {
            Sent::Done(Applied { item: None }) if plan.token.is_some() => {
                self.send_request(request, Twice::Harmless).await
            }
            sent => Ok(sent),
        }
    }

    async fn send_request(&self, request: Request, twice: Twice) -> Result<Sent> {
        let client = self.connection.client().await;
        match &request {
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
                self.conditional(twice, attempt, refused, |answer| {
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
                self.conditional(twice, attempt, refused, |_| Ok(Some(item.clone()))).await
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
                self.conditional(twice, attempt, refused, |_| Ok(None)).await
            }
        }
    }

    /// Sends a request whose condition may fail.
    async fn conditional<T, E, F>(
        &self,
        twice: Twice,
        attempt: impl Fn() -> F,
        refused: impl Fn(&E) -> Option<Option<Row>>,
        item: impl Fn(T) -> Result<Option<Item>>,
    ) -> Result<Sent>
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
        F: Future<Output = std::result::Result<T, SdkError<E, HttpResponse>>>,
    {
        let failed = match send(twice, attempt).await {
            Ok(answer) => return Ok(Sent::Done(Applied { item: item(answer)? })),
            Err(failed) => failed,
        };
        if let Some(found) = failed.error.as_service_error().and_then(refused) {
            let found = found.as_ref().map(item_of).transpose()?;
            return Ok(Sent::Refused(Refusal { found, maybe_done: failed.maybe_done }));
        }
        Err(match (twice, failed.fault) {
            (Twice::Wrong, Fault::Unknown) => unknown_outcome(),
            _ => from_failed(&failed, &self.name),
        })
    }
}

/// What a refusal means: the semantics decide, on the item that was found.
fn next(plan: &Plan, refusal: &Refusal, now: i64) -> Result<Next> {
    let found = refusal.found.as_ref();
    if refusal.maybe_done && found.is_some_and(|found| is_ours(plan, found)) {
        return Ok(Next::Nothing(found.cloned()));
    }
    let applied = apply(plan, found, now)?;
    Ok(match found {
        Some(found) if found.is_expired(now) => {
            Next::Send(compile_over_expired(applied.item.as_ref(), found)?.into())
        }
        Some(_) => compile_keeping_value(plan, now).map_or(Next::Again, |request| Next::Send(request.into())),
        None => Next::Again,
    })
}

/// Whether an item is what the plan makes where there is none: then an attempt whose answer was
/// lost has made it, and its repetition was refused for that.
fn is_ours(plan: &Plan, found: &Item) -> bool {
    let unguarded = Plan { guard: Guard::default(), ..plan.clone() };
    let made = apply(&unguarded, None, found.modified).ok().and_then(|applied| applied.item);
    // As rows, for DynamoDB keeps no order of attributes.
    made.is_some_and(|made| matches!((row_of(&made), row_of(found)), (Ok(made), Ok(found)) if made == found))
}
