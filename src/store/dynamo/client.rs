//! The connection to DynamoDB: one runtime and one client for each account of a process.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::OnceCell;

use super::error::cannot_start;
use crate::model::Result;

/// How long it may take to reach DynamoDB.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How long one attempt of a request may take. DynamoDB answers in milliseconds; a page of a scan
/// may take a second.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection is kept for the next request.
const IDLE_TIMEOUT: Duration = Duration::from_secs(60);
/// Threads of the runtime. They mostly wait.
const THREADS: usize = 2;

/// Which table, and where it is. What is not named comes from the AWS environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The table's name or ARN.
    pub table: String,
    /// The region.
    pub region: Option<String>,
    /// A server other than AWS's.
    pub endpoint: Option<String>,
    /// The profile of the shared configuration files.
    pub profile: Option<String>,
}

type Account = (Option<String>, Option<String>, Option<String>);
type SharedClient = Arc<OnceCell<Client>>;

static CLIENTS: LazyLock<Mutex<HashMap<Account, SharedClient>>> = LazyLock::new(Mutex::default);

/// A client that is made by the first call and shared by all tables of an account.
pub(super) struct Connection {
    settings: Settings,
    client: SharedClient,
}

impl Connection {
    pub(super) fn new(settings: Settings) -> Self {
        let account = (settings.region.clone(), settings.endpoint.clone(), settings.profile.clone());
        let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
        let client = Arc::clone(clients.entry(account).or_default());
        drop(clients);
        Self { settings, client }
    }

    /// The client.
    pub(super) async fn client(&self) -> &Client {
        self.client.get_or_init(|| connect(&self.settings)).await
    }
}

async fn connect(settings: &Settings) -> Client {
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .pool_idle_timeout(IDLE_TIMEOUT)
        .build_https();
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .timeout_config(timeouts)
        // The SDK would repeat what must not be repeated: see `retry.rs`.
        .retry_config(RetryConfig::disabled());
    if let Some(region) = &settings.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(endpoint) = &settings.endpoint {
        loader = loader.endpoint_url(endpoint);
    }
    if let Some(profile) = &settings.profile {
        loader = loader.profile_name(profile);
    }
    Client::new(&loader.load().await)
}

/// The runtime of the process.
pub(super) fn runtime() -> Result<&'static Runtime> {
    static RUNTIME: OnceLock<std::result::Result<Runtime, String>> = OnceLock::new();
    RUNTIME
        .get_or_init(|| {
            Builder::new_multi_thread()
                .worker_threads(THREADS)
                .thread_name("ampt-data dynamodb")
                .enable_all()
                .build()
                .map_err(|error| error.to_string())
        })
        .as_ref()
        .map_err(|error| cannot_start(error))
}
