//! The errors of DynamoDB, in sentences that say what to do.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use super::retry::Failed;
use super::transport::{Reason, reason};
use crate::model::Error;
use crate::plan::Refused;
use crate::store::busy::THROTTLED;

/// The code of a server that gave no answer.
pub(super) const UNREACHABLE: &str = "UNREACHABLE";
/// The code of a write that DynamoDB may have carried out or not.
const UNKNOWN_OUTCOME: &str = "UNKNOWN_OUTCOME";
const MAYBE_WRITTEN: &str = "DynamoDB may have carried out this write, a part of it, or nothing: its answer was lost, or does not \
     say. Read the item to find out. A plain 'set' of the same value, a batch, and a call with the same 'idempotencyToken' may \
     simply be repeated.";
/// The code of a request that could not be signed. `Table::explain` names the profile.
pub(super) const NO_CREDENTIALS: &str = "NO_CREDENTIALS";

const TABLE_NOT_FOUND: &str = "TABLE_NOT_FOUND";
const ACCESS_DENIED: &str = "ACCESS_DENIED";
const BAD_CREDENTIALS: &str = "BAD_CREDENTIALS";
const FAILED: &str = "DYNAMODB_FAILED";

/// Whether another request would fail in the same way, because nothing of this one is the reason.
pub(super) fn concerns_every_request(error: &Error) -> bool {
    matches!(
        error.code,
        UNREACHABLE | NO_CREDENTIALS | TABLE_NOT_FOUND | ACCESS_DENIED | BAD_CREDENTIALS | FAILED
    )
}

/// The error of a request that failed at the last attempt.
pub(super) fn from_failed<E>(failed: &Failed<E>, table: &str) -> Error
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match &failed.error {
        SdkError::ServiceError(answer) => from_code(answer.err(), table),
        error => from_transport(error),
    }
}

fn from_code<E: ProvideErrorMetadata>(error: &E, table: &str) -> Error {
    let message = error.message().unwrap_or("DynamoDB gave no reason.").to_owned();
    match error.code().unwrap_or_default() {
        "ResourceNotFoundException" => not_found(table),
        "ValidationException" => refused_input(message),
        "AccessDeniedException" => named("AccessDeniedException", ACCESS_DENIED, message),
        "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "ExpiredTokenException"
        | "MissingAuthenticationTokenException" => {
            named("UnrecognizedClientException", BAD_CREDENTIALS, message)
        }
        "ProvisionedThroughputExceededException" | "ThrottlingException" | "RequestLimitExceeded" => {
            named("ProvisionedThroughputExceededException", THROTTLED, message)
        }
        "InternalServerError" => named("InternalServerError", "SERVER_ERROR", message),
        code => Error::refused(FAILED, format!("DynamoDB refused the request: {code}: {message}")),
    }
}

/// The error of a table that does not exist.
pub(super) fn not_found(table: &str) -> Error {
    not_found_at(table, &format!("dynamodb://{table}"))
}

/// The error of a table that does not exist, with the URL that creates it.
pub(super) fn not_found_at(table: &str, url: &str) -> Error {
    named(
        "ResourceNotFoundException",
        TABLE_NOT_FOUND,
        format!(
            "There is no table '{table}' in this region and account, or an index of it is missing. Create it with \
             'await Data.createTable(\"{url}\")', or check the name, the region and the credentials."
        ),
    )
}

/// The error of input that DynamoDB refuses.
pub(super) fn refused_input(message: String) -> Error {
    if message.contains("Item size to update") {
        return Refused::TooLarge.into();
    }
    if message.contains("aggregate size of the items in the transaction") {
        return Error::transaction_too_large();
    }
    Error::validation_exception(message)
}

fn from_transport<E>(error: &SdkError<E, HttpResponse>) -> Error
where
    E: std::error::Error + Send + Sync + 'static,
{
    let failed = |message| Error::refused(FAILED, message);
    let unreachable = |message| Error::refused(UNREACHABLE, message);
    match reason(error) {
        Reason::Credentials => no_credentials("default"),
        Reason::NotMade(why) => failed(format!("The request could not be made: {why}.")),
        Reason::Certificate(why) => failed(format!(
            "The certificate of the server is not trusted: {why}. This process trusts the authorities of Node.js and \
             of the system, and those in the file that NODE_EXTRA_CA_CERTS names; AWS_CA_BUNDLE replaces them all."
        )),
        Reason::TooManyFiles => unreachable(
            "This process may open no more files and sockets (EMFILE), so the request was not sent. Raise the limit \
             (ulimit -n), or lower 'connections' in the URL of the table."
                .to_owned(),
        ),
        Reason::NoneFree => unreachable(
            "The request was not sent: no connection became free before the call timed out. Make fewer calls at a time, \
             or raise 'connections' or 'timeout' in the URL of the table."
                .to_owned(),
        ),
        Reason::NotConnected(why) => unreachable(format!(
            "DynamoDB cannot be reached: {why}. Nothing was sent. Check the endpoint, the region and the network."
        )),
        Reason::TimedOut => unreachable("DynamoDB did not answer in time. Check the network.".to_owned()),
        Reason::Broken => {
            unreachable("The connection to DynamoDB broke before its answer came.".to_owned())
        }
        Reason::NoAnswer => unreachable(
            "The answer is not from DynamoDB, or it was cut short. Check the endpoint and the proxy.".to_owned(),
        ),
    }
}

/// The error of a call that cannot be signed. It names the profile that was read.
pub(super) fn no_credentials(profile: &str) -> Error {
    Error::refused(
        NO_CREDENTIALS,
        format!(
            "There are no AWS credentials, or fetching them failed. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, \
             or name a profile with AWS_PROFILE or 'profile=…' in the URL of the table. Looked at: the environment, the \
             profile '{profile}' in ~/.aws/config and ~/.aws/credentials, a web identity token, and the role of the \
             container or the machine."
        ),
    )
}

/// The error of a write that DynamoDB may have carried out.
pub(super) fn unknown_outcome() -> Error {
    Error::refused(UNKNOWN_OUTCOME, MAYBE_WRITTEN)
}

/// The error of a write that DynamoDB may have carried out, and that failed with this error in the end.
pub(super) fn unknown_after(last: Error) -> Error {
    if last.code == UNKNOWN_OUTCOME {
        return last;
    }
    Error::refused(UNKNOWN_OUTCOME, format!("{MAYBE_WRITTEN} The last attempt failed: {}", last.message))
}

/// The error of a request to write: `UNKNOWN_OUTCOME` if an attempt may have been carried out.
pub(super) fn from_failed_write<E>(failed: &Failed<E>, table: &str) -> Error
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let error = from_failed(failed, table);
    if failed.is_doubtful() { unknown_after(error) } else { error }
}

/// The error of a token of which DynamoDB says only that it was used.
pub(super) fn token_spent() -> Error {
    Error::refused(
        UNKNOWN_OUTCOME,
        "This 'idempotencyToken' was used within the last ten minutes, and somebody else has written the item since. \
         DynamoDB does not say whether it carried out that call. Read the item to find out.",
    )
}

pub(super) fn named(name: &'static str, code: &'static str, message: String) -> Error {
    Error::named(name, code, message)
}
