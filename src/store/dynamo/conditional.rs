//! Writes with a condition, of items and of leases, and what DynamoDB's answer to one means.

use std::future::Future;
use std::time::Duration;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use super::attribute::Row;
use super::retry::{Failed, Twice, send_within};

/// Asks for the row on which the condition failed.
pub(super) const ALL_OLD: ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure::AllOld;

/// What became of a write with a condition.
pub(super) enum Conditional<T> {
    /// DynamoDB carried it out.
    Done(T),
    /// The condition failed.
    Refused {
        /// The row on which it failed, if there is one.
        found: Option<Row>,
        /// Whether an earlier attempt, whose answer was lost, may have been carried out.
        maybe_done: bool,
    },
}

/// The errors of an operation that takes a condition.
pub(super) trait ConditionError:
    ProvideErrorMetadata + std::error::Error + Send + Sync + 'static
{
    /// `Some` if the condition failed: the row on which it failed, if there is one.
    #[allow(clippy::option_option)] // another error, no row, a row
    fn refused(&self) -> Option<Option<&Row>>;
}

impl ConditionError for UpdateItemError {
    fn refused(&self) -> Option<Option<&Row>> {
        match self {
            Self::ConditionalCheckFailedException(refused) => Some(refused.item()),
            _ => None,
        }
    }
}

impl ConditionError for PutItemError {
    fn refused(&self) -> Option<Option<&Row>> {
        match self {
            Self::ConditionalCheckFailedException(refused) => Some(refused.item()),
            _ => None,
        }
    }
}

impl ConditionError for DeleteItemError {
    fn refused(&self) -> Option<Option<&Row>> {
        match self {
            Self::ConditionalCheckFailedException(refused) => Some(refused.item()),
            _ => None,
        }
    }
}

/// Sends a write until it has an answer, as long as `delays` lasts.
pub(super) async fn send_conditional<T, E, F>(
    delays: &mut impl Iterator<Item = Duration>,
    twice: Twice,
    attempt: impl Fn() -> F,
) -> Result<Conditional<T>, Failed<E>>
where
    E: ConditionError,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
{
    let failed = match send_within(delays, twice, attempt).await {
        Ok(answer) => return Ok(Conditional::Done(answer)),
        Err(failed) => failed,
    };
    match failed.error.as_service_error().and_then(E::refused) {
        Some(found) => Ok(Conditional::Refused { found: found.cloned(), maybe_done: failed.maybe_done }),
        None => Err(failed),
    }
}
