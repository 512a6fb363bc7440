//! Sends the requests of tables. The SDK writes, signs and reads them. Its orchestrator, whose interceptors and layers
//! of configuration cost more than the rest of a small request, is left out.

use std::time::{Duration, SystemTime};

use aws_sdk_dynamodb::error::BuildError;
use aws_sigv4::http_request::{
    PayloadChecksumKind, SignableBody, SignableRequest, SigningParams, SigningSettings, sign,
};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::connection::CaptureSmithyConnection;
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::identity::Identity;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use tokio::time::timeout;

use super::call;
use super::credentials::CachedCredentials;
use super::destinations::{Destination, Destinations};
use super::operation::OperationInput;
use super::server_clock::ServerClock;
use crate::store::clock::system_clock;

const USER_AGENT: &str = concat!("ampt-data/", env!("CARGO_PKG_VERSION"));

/// What an attempt came to.
pub(super) type Attempt<T, I> = Result<T, SdkError<<I as OperationInput>::Error, HttpResponse>>;

/// Sends the requests of an account.
pub(super) struct Sender {
    pub(super) connector: SharedHttpConnector,
    pub(super) credentials: CachedCredentials,
    pub(super) destinations: Destinations,
    pub(super) attempt_timeout: Duration,
    pub(super) clock: ServerClock,
}

impl Sender {
    /// Sends a request once. The SDK reads the answer.
    pub(super) async fn send<I: OperationInput>(
        &self,
        input: Result<I, BuildError>,
    ) -> Attempt<I::Output, I> {
        let response = self.answer(input).await?;
        match I::codec().read(&response) {
            Ok(output) => output.downcast().map_err(|_| SdkError::response_error("another output", response)),
            Err(error) => Err(SdkError::response_error(format!("{error:?}"), response)),
        }
    }

    /// Sends a request once. `read` reads the body of the answer.
    pub(super) async fn send_and_read<I: OperationInput, T>(
        &self,
        input: Result<I, BuildError>,
        read: impl FnOnce(&[u8]) -> Result<T, BoxError>,
    ) -> Attempt<T, I> {
        let response = self.answer(input).await?;
        let body = response.body().bytes().unwrap_or_default();
        read(body).map_err(|error| SdkError::response_error(error, response))
    }

    /// The answer to a request that succeeds.
    async fn answer<I: OperationInput>(&self, input: Result<I, BuildError>) -> Attempt<HttpResponse, I> {
        let response =
            timeout(self.attempt_timeout, self.exchange(input)).await.map_err(SdkError::timeout_error)??;
        if response.status().is_success() {
            if let Some(meter) = call::meter().filter(|meter| meter.asks_cost()) {
                meter.add_cost(response.body().bytes().unwrap_or_default(), I::WRITES);
            }
            return Ok(response);
        }
        let mut failure = None;
        if let Err(error) = I::codec().read(&response) {
            // The only way to take the error out.
            let _ = error.map_operation_error(|error| {
                failure = error.downcast().ok();
                std::fmt::Error
            });
        }
        Err(match failure {
            Some(failure) => SdkError::service_error(failure, response),
            None => SdkError::response_error("the answer says nothing", response),
        })
    }

    /// The answer to a request, whatever it says.
    async fn exchange<I: OperationInput>(&self, input: Result<I, BuildError>) -> Attempt<HttpResponse, I> {
        let mut input = input.map_err(SdkError::construction_failure)?;
        if call::meter().is_some_and(|meter| meter.asks_cost()) {
            input.ask_cost();
        }
        let signer = self.credentials.get().await.map_err(SdkError::construction_failure)?;
        let destination =
            self.destinations.of(input.table().unwrap_or_default(), signer.account.as_ref()).await;
        let destination = destination.map_err(SdkError::construction_failure)?;
        let request =
            I::codec().write(input).and_then(|request| signed(request, &destination, &signer.identity));
        let mut request = request.map_err(SdkError::construction_failure)?;
        let connection = CaptureSmithyConnection::new();
        request.add_extension(connection.clone());
        let asked = system_clock();
        let mut response = self.connector.call(request).await.map_err(SdkError::dispatch_failure)?;
        if let Some(date) = response.headers().get("date") {
            self.clock.hear(date, asked);
        }
        // A server that fails may go on failing: the next request takes another connection.
        if response.status().is_server_error()
            && let Some(connection) = connection.get()
        {
            connection.poison();
        }
        let body = std::mem::replace(response.body_mut(), SdkBody::taken());
        match ByteStream::new(body).collect().await {
            Ok(body) => *response.body_mut() = SdkBody::from(body.into_bytes()),
            Err(error) => return Err(SdkError::response_error(error, response)),
        }
        Ok(response)
    }
}

/// The request with its address and its signature.
fn signed(
    mut request: HttpRequest,
    destination: &Destination,
    identity: &Identity,
) -> Result<HttpRequest, BoxError> {
    request.set_uri(destination.url.as_str())?;
    let mut settings = SigningSettings::default();
    settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
    let params = v4::SigningParams::builder()
        .identity(identity)
        .region(&destination.region)
        .name("dynamodb")
        .time(SystemTime::now())
        .settings(settings)
        .build()?;
    let body = SignableBody::Bytes(request.body().bytes().unwrap_or_default());
    let signable = SignableRequest::new(request.method(), request.uri(), request.headers().iter(), body)?;
    let (instructions, _) = sign(signable, &SigningParams::V4(params))?.into_parts();
    let (headers, _) = instructions.into_parts();
    for header in headers {
        request.headers_mut().insert(header.name(), header.value().to_owned());
    }
    request.headers_mut().insert("user-agent", USER_AGENT);
    Ok(request)
}
