//! Transactions, of items and of leases, and why DynamoDB canceled one.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{CancellationReason, TransactWriteItem};

use super::attribute::Row;
use super::error::{refused_input, throttled};
use super::retry::{Failed, Twice, delays, send};
use crate::model::{Error, Result};

/// What became of a transaction.
pub(super) enum Transacted {
    /// DynamoDB carried it out, now or under the same token before.
    Done,
    /// The condition of its first write failed on this row, so DynamoDB carried out nothing.
    Refused(Option<Row>),
    /// The token came with another request before.
    Mismatch,
}

/// A transaction that failed.
pub(super) struct TransactionFailed {
    pub(super) error: Error,
    /// Whether DynamoDB may have carried it out.
    pub(super) maybe_done: bool,
}

/// Sends a transaction until it has an answer. Only its first write may have a condition. `error_of` words the errors
/// of the table.
pub(super) async fn transact(
    client: &Client,
    items: &[TransactWriteItem],
    token: Option<&str>,
    error_of: impl Fn(&Failed<TransactWriteItemsError>) -> Error,
) -> std::result::Result<Transacted, TransactionFailed> {
    let attempt = || {
        client
            .transact_write_items()
            .set_client_request_token(token.map(str::to_owned))
            .set_transact_items(Some(items.to_vec()))
            .send()
    };
    let mut delays = delays();
    let mut maybe_done = false;
    loop {
        let Err(failed) = send(Twice::Harmless, attempt).await else { return Ok(Transacted::Done) };
        maybe_done |= failed.is_doubtful();
        let failure = |error| TransactionFailed { error, maybe_done };
        match failed.error.as_service_error() {
            Some(TransactWriteItemsError::IdempotentParameterMismatchException(_)) => {
                return Ok(Transacted::Mismatch);
            }
            Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => {
                if let Some(found) = refusal(canceled.cancellation_reasons()).map_err(failure)? {
                    return Ok(Transacted::Refused(found.cloned()));
                }
                match delays.next() {
                    Some(delay) => tokio::time::sleep(delay).await,
                    None => return Err(failure(throttled())),
                }
            }
            _ => return Err(failure(error_of(&failed))),
        }
    }
}

/// The row on which the condition failed; `None` if the transaction must be sent again.
#[allow(clippy::option_option)] // send again, no row, a row
fn refusal(reasons: &[CancellationReason]) -> Result<Option<Option<&Row>>> {
    for (index, reason) in reasons.iter().enumerate() {
        match reason.code().unwrap_or_default() {
            "ConditionalCheckFailed" if index == 0 => return Ok(Some(reason.item())),
            "ConditionalCheckFailed" | "ItemCollectionSizeLimitExceeded" => return Err(Error::internal()),
            "ValidationError" => {
                return Err(refused_input(reason.message().unwrap_or_default().to_owned()));
            }
            _ => {}
        }
    }
    Ok(None)
}
