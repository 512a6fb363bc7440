//! Retries.
//!
//! If DynamoDB was too busy, or if there was no connection, the request was not carried out: it is always repeated. If
//! the answer was lost, it may have been carried out: it is repeated only if carrying it out twice is harmless.

use std::future::Future;
use std::time::Duration;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use backon::{BackoffBuilder, ExponentialBuilder};
use tokio::time::{Instant, timeout_at};

use super::call;
use super::meter::Meter;
use super::transport::{NoneFree, Reason, reason};

/// Attempts after the first.
const RETRIES: usize = 14;
const FIRST_DELAY: Duration = Duration::from_millis(25);
const LONGEST_DELAY: Duration = Duration::from_secs(2);
/// How long to retry without a connection. Servers restart in less.
const UNREACHED: Duration = Duration::from_secs(2);

/// The codes with which DynamoDB says that it was too busy.
const THROTTLING: [&str; 3] =
    ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"];

/// Why an attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// DynamoDB or this process was too busy: the request was not carried out.
    NotDone,
    /// There was no connection: the request was not carried out.
    NotSent,
    /// The answer was lost or says nothing: the request may have been carried out.
    Unknown,
    /// The answer will be the same again.
    Final,
}

/// What happens if a request is carried out twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Twice {
    /// Nothing else: a read, or a write with a token or a condition that fails the second time.
    Harmless,
    /// Something wrong: an addition, for example.
    Wrong,
}

/// The failure of the last attempt.
pub(super) struct Failed<E> {
    pub(super) error: SdkError<E, HttpResponse>,
    pub(super) fault: Fault,
    /// Whether an attempt before the last one may have been carried out.
    pub(super) maybe_done: bool,
}

impl<E> Failed<E> {
    /// Whether the last attempt or one before it may have been carried out.
    pub(super) fn is_doubtful(&self) -> bool {
        self.maybe_done || self.fault == Fault::Unknown
    }
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

/// Sends a request until it has a final answer.
pub(super) async fn send<T, E, F>(twice: Twice, attempt: impl Fn() -> F) -> Result<T, Failed<E>>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
{
    send_within(&mut delays(), twice, attempt).await
}

/// Sends a request until it has a final answer, as long as `delays` lasts.
pub(super) async fn send_within<T, E, F>(
    delays: &mut impl Iterator<Item = Duration>,
    twice: Twice,
    attempt: impl Fn() -> F,
) -> Result<T, Failed<E>>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
{
    let began = Instant::now();
    let mut maybe_done = false;
    loop {
        call::count(Meter::count_request);
        let error = match in_time(attempt()).await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let fault = judge(&error);
        if is_throttled(&error) {
            call::count(Meter::count_throttled);
        }
        let again = match fault {
            Fault::NotDone => true,
            Fault::NotSent => began.elapsed() < UNREACHED,
            Fault::Unknown => twice == Twice::Harmless,
            Fault::Final => false,
        };
        let delay = if again { delays.next() } else { None };
        match delay.filter(|delay| call::ends().is_none_or(|ends| Instant::now() + *delay < ends)) {
            Some(delay) => tokio::time::sleep(delay).await,
            None => return Err(Failed { error, fault, maybe_done }),
        }
        call::count(Meter::count_retry);
        maybe_done |= fault == Fault::Unknown;
    }
}

/// Makes an attempt as soon as a connection is free. It ends when the call times out.
async fn in_time<T, E>(
    attempt: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
) -> Result<T, SdkError<E, HttpResponse>> {
    let _connection = call::connection().await.map_err(|()| SdkError::timeout_error(NoneFree))?;
    match call::ends() {
        None => attempt.await,
        Some(ends) => {
            let answer = timeout_at(ends, attempt).await;
            answer.map_err(SdkError::timeout_error)?
        }
    }
}

/// Whether DynamoDB or this process was too busy for a request, which was not carried out.
pub(super) fn is_busy<E>(error: &SdkError<E, HttpResponse>) -> bool
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    judge(error) == Fault::NotDone
}

/// Whether DynamoDB was too busy, as it says.
fn is_throttled<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> bool {
    let code = error.as_service_error().and_then(ProvideErrorMetadata::code);
    code.is_some_and(|code| THROTTLING.contains(&code))
}

fn judge<E>(error: &SdkError<E, HttpResponse>) -> Fault
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let SdkError::ServiceError(answer) = error else {
        return match reason(error) {
            Reason::Credentials | Reason::Certificate(_) | Reason::NotMade(_) => Fault::Final,
            Reason::TooManyFiles | Reason::NoneFree => Fault::NotDone,
            Reason::NotConnected(_) => Fault::NotSent,
            Reason::TimedOut | Reason::Broken | Reason::NoAnswer => Fault::Unknown,
        };
    };
    match answer.err().code().unwrap_or_default() {
        code if THROTTLING.contains(&code) => Fault::NotDone,
        "TransactionConflictException" => Fault::NotDone,
        // DynamoDB is still at work on an earlier request under the same token.
        "TransactionInProgressException" => Fault::Unknown,
        _ if answer.raw().status().as_u16() >= 500 => Fault::Unknown,
        _ => Fault::Final,
    }
}
