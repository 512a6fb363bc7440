//! What goes wrong with DynamoDB, in sentences that say what to do.

use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use super::retry::{Failed, Fault};
use crate::model::Error;
use crate::plan::Refused;

/// The code of a request that DynamoDB was too busy for, to the last attempt.
pub(super) const THROTTLED: &str = "THROTTLED";

/// The error of a request that stays failed.
pub(super) fn from_failed<E>(failed: &Failed<E>, table: &str) -> Error
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match &failed.error {
        SdkError::ServiceError(answer) => from_code(answer.err(), table),
        error => from_transport(error, failed.fault),
    }
}

fn from_code<E: ProvideErrorMetadata>(error: &E, table: &str) -> Error {
    let message = error.message().unwrap_or("DynamoDB gave no reason.").to_owned();
    match error.code().unwrap_or_default() {
        "ResourceNotFoundException" => not_found(table),
        "ValidationException" => refused_input(message),
        "AccessDeniedException" => named("AccessDeniedException", "ACCESS_DENIED", message),
        "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "ExpiredTokenException"
        | "MissingAuthenticationTokenException" => {
            named("UnrecognizedClientException", "BAD_CREDENTIALS", message)
        }
        "ProvisionedThroughputExceededException" | "ThrottlingException" | "RequestLimitExceeded" => {
            named("ProvisionedThroughputExceededException", THROTTLED, message)
        }
        "InternalServerError" => named("InternalServerError", "SERVER_ERROR", message),
        code => Error::refused("DYNAMODB_FAILED", format!("DynamoDB refused the request: {code}: {message}")),
    }
}

/// The error of a table that is not there.
pub(super) fn not_found(table: &str) -> Error {
    named(
        "ResourceNotFoundException",
        "TABLE_NOT_FOUND",
        format!(
            "There is no table '{table}' in this region and account, or an index of it is missing. Create it with \
             'await Data.createTable(\"dynamodb://{table}\")', or check the name, the region and the credentials."
        ),
    )
}

/// The error of input that DynamoDB refuses.
pub(super) fn refused_input(message: String) -> Error {
    if message.contains("Item size to update") {
        return Refused::TooLarge.into();
    }
    Error::validation_exception(message)
}

/// The error of a table that was too busy to the last attempt.
pub(super) fn throttled() -> Error {
    named(
        "ProvisionedThroughputExceededException",
        THROTTLED,
        "The table was too busy. Try again later.".to_owned(),
    )
}

fn from_transport<E>(error: &SdkError<E, HttpResponse>, fault: Fault) -> Error
where
    E: std::error::Error + Send + Sync + 'static,
{
    let reason = DisplayErrorContext(error);
    match fault {
        Fault::Final => Error::refused(
            "DYNAMODB_FAILED",
            format!("The request could not be made: {reason}. Check the region and the credentials."),
        ),
        Fault::NotDone | Fault::Unknown => Error::refused(
            "UNREACHABLE",
            format!("DynamoDB did not answer: {reason}. Check the network and the endpoint, and try again."),
        ),
    }
}

/// The error of an addition that may have been carried out.
pub(super) fn unknown_outcome() -> Error {
    Error::refused(
        "UNKNOWN_OUTCOME",
        "The connection was lost before DynamoDB's answer came, so the addition may or may not be done. Read the item \
         to find out. With '{ idempotencyToken }' such a call is safe to repeat.",
    )
}

pub(super) fn named(name: &'static str, code: &'static str, message: String) -> Error {
    Error { name, code, message: message.into() }
}
