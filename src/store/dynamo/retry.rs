//! What is tried again, and when.
//!
//! A request that DynamoDB refused for being busy was not carried out: it is always repeated. One
//! whose answer never came may have been: it is repeated only where twice is as good as once.

use std::future::Future;
use std::time::Duration;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, DispatchFailure};
use backon::{BackoffBuilder, ExponentialBuilder};

/// Attempts after the first.
const RETRIES: usize = 10;
const FIRST_DELAY: Duration = Duration::from_millis(25);
const LONGEST_DELAY: Duration = Duration::from_secs(2);

/// What is known of an attempt that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// DynamoDB was too busy, or never got the request: it was not carried out.
    NotDone,
    /// No answer, or one that says nothing: it may have been carried out.
    Unknown,
    /// An answer that will be the same again.
    Final,
}

/// Whether a request may be carried out twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Twice {
    /// It may: a read, a write that sets what it sets, one with a token.
    Harmless,
    /// It may not: an addition.
    Wrong,
}

/// An attempt that stays failed, and whether any attempt may have been carried out.
pub(super) struct Failed<E> {
    pub error: SdkError<E, HttpResponse>,
    pub fault: Fault,
    /// Whether an attempt before the last may have been carried out.
    pub maybe_done: bool,
}

/// The delays between attempts: doubling, with jitter.
pub(super) fn delays() -> impl Iterator<Item = Duration> {
    ExponentialBuilder::default()
        .with_min_delay(FIRST_DELAY)
        .with_max_delay(LONGEST_DELAY)
        .with_max_times(RETRIES)
        .with_jitter()
        .build()
}

/// Sends a request until it is answered for good.
pub(super) async fn send<T, E, F>(twice: Twice, attempt: impl Fn() -> F) -> Result<T, Failed<E>>
where
    E: ProvideErrorMetadata,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
{
    let mut delays = delays();
    let mut maybe_done = false;
    loop {
        let error = match attempt().await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let fault = judge(&error);
        let again = match fault {
            Fault::NotDone => true,
            Fault::Unknown => twice == Twice::Harmless,
            Fault::Final => false,
        };
        match delays.next().filter(|_| again) {
            Some(delay) => tokio::time::sleep(delay).await,
            None => return Err(Failed { error, fault, maybe_done }),
        }
        maybe_done |= fault == Fault::Unknown;
    }
}

fn judge<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Fault {
    match error {
        SdkError::ConstructionFailure(_) => Fault::Final,
        SdkError::DispatchFailure(failure) if failure.is_user() || was_not_made(failure) => Fault::Final,
        SdkError::DispatchFailure(failure) if was_refused(failure.as_connector_error()) => Fault::NotDone,
        SdkError::ServiceError(answer) => match answer.err().code().unwrap_or_default() {
            "ProvisionedThroughputExceededException"
            | "ThrottlingException"
            | "RequestLimitExceeded"
            | "TransactionConflictException"
            | "TransactionInProgressException" => Fault::NotDone,
            _ if answer.raw().status().as_u16() >= 500 => Fault::Unknown,
            _ => Fault::Final,
        },
        _ => Fault::Unknown,
    }
}

/// Whether the request could not be made: no credentials, no region. A connection that breaks is an
/// error of input and output, or one that is known to pass.
fn was_not_made(failure: &DispatchFailure) -> bool {
    failure.is_other() && failure.as_connector_error().is_none_or(|error| error.as_other().is_none())
}

/// Whether the connection could not even be made, so that nothing was sent.
fn was_refused(error: Option<&ConnectorError>) -> bool {
    let mut source: Option<&(dyn std::error::Error + 'static)> = error.map(|error| error as _);
    while let Some(error) = source {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            return io.kind() == std::io::ErrorKind::ConnectionRefused;
        }
        source = error.source();
    }
    false
}
