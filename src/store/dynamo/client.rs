//! The connection to DynamoDB: for each account, the process has one client of tables and one of streams.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{SharedAsyncSleep, SharedHttpClient};
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{Provider, TlsContext, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::{HttpConnectorSettings, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use tokio::sync::{OnceCell, Semaphore};

use super::credentials::CachedCredentials;
use super::destinations::Destinations;
use super::endpoints::{streams_endpoint, tables_endpoint};
use super::error::no_credentials;
use super::roots::tls_context;
use super::sender::Sender;
use super::server_clock::ServerClock;
use super::settings::{Settings, check_endpoint};
use crate::model::{Error, Result};

/// How long a connection attempt may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How long an idle connection is kept. DynamoDB closes it after a minute, and a request sent at that moment is lost.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// The settings that select a client. Tables with the same ones share it.
#[derive(PartialEq, Eq, Hash)]
struct Account {
    region: Option<String>,
    endpoint: Option<String>,
    profile: Option<String>,
    connections: u32,
    attempt_timeout: Duration,
}

type SharedClients = Arc<OnceCell<Clients>>;

static CLIENTS: LazyLock<Mutex<HashMap<Account, SharedClients>>> = LazyLock::new(Mutex::default);

/// The clients of an account, which share credentials and connections. AWS serves streams at another address.
struct Clients {
    tables: Client,
    sender: Sender,
    streams: aws_sdk_dynamodbstreams::Client,
    connections: Arc<Semaphore>,
    location: TableLocation,
}

/// Where the tables of an account are.
pub(super) struct TableLocation {
    /// The region.
    pub(super) region: String,
    /// The endpoint; empty for AWS's own.
    pub(super) endpoint: String,
}

/// The clients of a table, which the first call creates. All tables of an account share them.
pub(super) struct Connection {
    settings: Settings,
    clients: SharedClients,
}

impl Connection {
    pub(super) fn new(settings: Settings) -> Self {
        let account = Account {
            region: settings.region.clone(),
            endpoint: settings.endpoint.clone(),
            profile: settings.profile.clone(),
            connections: settings.connections,
            attempt_timeout: settings.attempt_timeout,
        };
        let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = Arc::clone(clients.entry(account).or_default());
        drop(clients);
        Self { settings, clients: shared }
    }

    /// The client of tables.
    pub(super) async fn client(&self) -> Result<&Client> {
        Ok(&self.clients().await?.tables)
    }

    /// Sends the requests that are sent often.
    pub(super) async fn sender(&self) -> Result<&Sender> {
        Ok(&self.clients().await?.sender)
    }

    /// The client of streams.
    pub(super) async fn streams(&self) -> Result<&aws_sdk_dynamodbstreams::Client> {
        Ok(&self.clients().await?.streams)
    }

    /// A semaphore with one permit for each connection that may be open.
    pub(super) async fn connections(&self) -> Result<Arc<Semaphore>> {
        Ok(Arc::clone(&self.clients().await?.connections))
    }

    /// Where the tables are.
    pub(super) async fn location(&self) -> Result<&TableLocation> {
        Ok(&self.clients().await?.location)
    }

    /// The settings of the URL.
    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    async fn clients(&self) -> Result<&Clients> {
        self.clients.get_or_try_init(|| connect(&self.settings)).await
    }
}

/// The profile that the settings or the environment name.
pub(super) fn profile(settings: &Settings) -> String {
    let of_environment = || std::env::var("AWS_PROFILE").ok().filter(|name| !name.is_empty());
    settings.profile.clone().or_else(of_environment).unwrap_or_else(|| "default".to_owned())
}

fn http_client(tls: &TlsContext) -> SharedHttpClient {
    let tls = tls.clone();
    Builder::new().build_with_connector_fn(move |settings, components| {
        connector(settings, components.and_then(RuntimeComponents::sleep_impl), &tls)
    })
}

fn connector(
    settings: Option<&HttpConnectorSettings>,
    sleep: Option<SharedAsyncSleep>,
    tls: &TlsContext,
) -> Connector {
    let mut connector =
        Connector::builder().pool_idle_timeout(IDLE_TIMEOUT).proxy_config(ProxyConfig::from_env());
    connector.set_connector_settings(settings.cloned());
    connector.set_sleep_impl(sleep);
    connector.tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(tls.clone()).build()
}

async fn connect(settings: &Settings) -> Result<Clients> {
    let tls = tls_context()?;
    // Shorter than an attempt, so an attempt without a connection ends with an error that says so: it was not sent.
    let connect_timeout = CONNECT_TIMEOUT.min(settings.attempt_timeout.mul_f32(0.8));
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(connect_timeout)
        .operation_attempt_timeout(settings.attempt_timeout)
        .build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http_client(&tls))
        .timeout_config(timeouts)
        // The SDK would repeat writes that must not be repeated: see `retry.rs`.
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
    let config = loader.load().await;
    // An empty variable counts as not set.
    let region = config.region().map(ToString::to_string).filter(|region| !region.is_empty());
    let region = region.ok_or_else(|| no_region(settings))?;
    let endpoint = tables_endpoint(settings, &config).unwrap_or_default();
    if !endpoint.is_empty() {
        check_endpoint("The endpoint of the AWS environment", &endpoint)
            .map_err(|why| Error::invalid("INVALID_URL", format!("{why}.")))?;
    }
    let mut streams = aws_sdk_dynamodbstreams::config::Builder::from(&config);
    streams.set_endpoint_url(streams_endpoint(settings, &config));
    let clock = ServerClock::of(settings);
    let http = HttpConnectorSettings::builder().connect_timeout(connect_timeout).build();
    let connector = SharedHttpConnector::new(connector(Some(&http), config.sleep_impl(), &tls));
    let provider = config.credentials_provider().ok_or_else(|| no_credentials(&profile(settings)))?;
    let sender = Sender {
        connector: connector.clone(),
        credentials: CachedCredentials::new(provider),
        destinations: Destinations::new(&config, &region, &endpoint),
        attempt_timeout: settings.attempt_timeout,
        clock: clock.clone(),
    };
    let tables = aws_sdk_dynamodb::config::Builder::from(&config)
        .interceptor(clock.clone())
        // The connections of the sender.
        .http_client(http_client_fn(move |_, _| connector.clone()));
    Ok(Clients {
        tables: Client::from_conf(tables.build()),
        sender,
        streams: aws_sdk_dynamodbstreams::Client::from_conf(streams.interceptor(clock).build()),
        connections: Arc::new(Semaphore::new(settings.connections as usize)),
        location: TableLocation { region, endpoint },
    })
}

fn no_region(settings: &Settings) -> Error {
    Error::refused(
        "NO_REGION",
        format!(
            "There is no AWS region. Add 'region=…' to the URL of the table, or set AWS_REGION. Looked at: the URL, \
             AWS_REGION, AWS_DEFAULT_REGION, the profile '{}' in ~/.aws/config, and the machine's own region.",
            profile(settings)
        ),
    )
}
