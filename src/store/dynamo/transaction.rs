//! Transactions, of items and of leases, and why DynamoDB canceled one.

use aws_sdk_dynamodb::operation::transact_write_items::{TransactWriteItemsError, TransactWriteItemsInput};
use aws_sdk_dynamodb::types::{CancellationReason, TransactWriteItem};

use super::attribute::Row;
use super::call;
use super::error::refused_input;
use super::meter::Meter;
use super::retry::{Failed, Twice, delays, send};
use super::sender::Sender;
use crate::model::{Error, Result};
use crate::store::busy::throttled;

/// What became of a transaction.
pub(super) enum Transacted {
    /// DynamoDB carried it out, now or under the same token before.
    Done,
    /// Conditions failed, so DynamoDB carried out nothing.
    Refused(Vec<Unmet>),
    /// The token came with another request before.
    Mismatch,
}

/// A write of a transaction whose condition failed.
pub(super) struct Unmet {
    /// Which of the writes.
    pub(super) place: usize,
    /// The row on which it failed, if there is one.
    pub(super) found: Option<Row>,
}

/// A transaction that failed.
pub(super) struct TransactionFailed {
    pub(super) error: Error,
    /// Whether DynamoDB may have carried it out.
    pub(super) maybe_done: bool,
    /// The write that met another transaction or write at every attempt.
    pub(super) contended: Option<usize>,
    /// The write that DynamoDB refuses whatever it tries, so that it carried out nothing.
    pub(super) refused: Option<usize>,
}

/// Sends a transaction until it has an answer. `error_of` words the errors of the table.
pub(super) async fn transact(
    sender: &Sender,
    items: &[TransactWriteItem],
    token: Option<&str>,
    error_of: &(dyn Fn(&Failed<TransactWriteItemsError>) -> Error + Sync),
) -> std::result::Result<Transacted, TransactionFailed> {
    let attempt = || {
        let input = TransactWriteItemsInput::builder()
            .set_client_request_token(token.map(str::to_owned))
            .set_transact_items(Some(items.to_vec()));
        sender.send(input.build())
    };
    let mut delays = delays();
    let mut maybe_done = false;
    loop {
        let Err(failed) = send(Twice::Harmless, attempt).await else { return Ok(Transacted::Done) };
        maybe_done |= failed.is_doubtful();
        let failure = |error| TransactionFailed { error, maybe_done, contended: None, refused: None };
        match failed.error.as_service_error() {
            Some(TransactWriteItemsError::IdempotentParameterMismatchException(_)) => {
                return Ok(Transacted::Mismatch);
            }
            Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => {
                let reasons = canceled.cancellation_reasons();
                let unmet = unmet(reasons)
                    .map_err(|(place, error)| TransactionFailed { refused: Some(place), ..failure(error) })?;
                if !unmet.is_empty() {
                    return Ok(Transacted::Refused(unmet));
                }
                let Some(delay) = delays.next() else {
                    return Err(TransactionFailed { contended: contended(reasons), ..failure(throttled()) });
                };
                if contended(reasons).is_none() {
                    call::count(Meter::count_throttled);
                }
                tokio::time::sleep(delay).await;
                call::count(Meter::count_retry);
            }
            _ => return Err(failure(error_of(&failed))),
        }
    }
}

/// The writes whose conditions failed. If there are none, the same transaction may succeed the next time.
fn unmet(reasons: &[CancellationReason]) -> Result<Vec<Unmet>, (usize, Error)> {
    let mut unmet = Vec::new();
    for (place, reason) in reasons.iter().enumerate() {
        match reason.code().unwrap_or_default() {
            "ConditionalCheckFailed" => unmet.push(Unmet { place, found: reason.item().cloned() }),
            "ItemCollectionSizeLimitExceeded" => return Err((place, Error::internal())),
            "ValidationError" => {
                return Err((place, refused_input(reason.message().unwrap_or_default().to_owned())));
            }
            _ => {}
        }
    }
    Ok(unmet)
}

/// The write that met another one under way. DynamoDB lets neither wait.
pub(super) fn contended(reasons: &[CancellationReason]) -> Option<usize> {
    reasons.iter().position(|reason| reason.code() == Some("TransactionConflict"))
}
