//! The connection to DynamoDB: one client of tables and one of streams for each account of a process.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::SharedHttpClient;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_types::service_config::ServiceConfigKey;
use tokio::sync::{OnceCell, Semaphore};

use super::roots::tls_context;
use super::server_clock::ServerClock;
use super::settings::{Settings, check_endpoint};
use crate::model::{Error, Result};

/// How long it may take to reach DynamoDB.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a connection is kept for the next request. DynamoDB closes it after a minute, and a request that is sent
/// just then is lost.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// What tables have in common that share a client.
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

/// AWS has the streams at an address of their own. Both clients share credentials and connections.
struct Clients {
    tables: Client,
    streams: aws_sdk_dynamodbstreams::Client,
    connections: Arc<Semaphore>,
    place: Place,
}

/// Where the tables of an account are.
pub(super) struct Place {
    /// The region.
    pub region: String,
    /// The endpoint, if it is not AWS's own.
    pub endpoint: String,
}

/// Clients that are made by the first call and shared by all tables of an account.
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

    /// The client of streams.
    pub(super) async fn streams(&self) -> Result<&aws_sdk_dynamodbstreams::Client> {
        Ok(&self.clients().await?.streams)
    }

    /// One permit for each connection that may be open.
    pub(super) async fn connections(&self) -> Result<Arc<Semaphore>> {
        Ok(Arc::clone(&self.clients().await?.connections))
    }

    /// Where the tables are.
    pub(super) async fn place(&self) -> Result<&Place> {
        Ok(&self.clients().await?.place)
    }

    /// What the URL says.
    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    async fn clients(&self) -> Result<&Clients> {
        self.clients.get_or_try_init(|| connect(&self.settings)).await
    }
}

/// The profile of the shared configuration files that settings mean.
pub(super) fn profile(settings: &Settings) -> String {
    let of_environment = || std::env::var("AWS_PROFILE").ok().filter(|name| !name.is_empty());
    settings.profile.clone().or_else(of_environment).unwrap_or_else(|| "default".to_owned())
}

fn http_client() -> Result<SharedHttpClient> {
    let tls = tls_context()?;
    Ok(Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector =
            Connector::builder().pool_idle_timeout(IDLE_TIMEOUT).proxy_config(ProxyConfig::from_env());
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        connector.tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(tls.clone()).build()
    }))
}

async fn connect(settings: &Settings) -> Result<Clients> {
    let timeouts = TimeoutConfig::builder()
        // Shorter than an attempt, so that one that got no connection is known to be not sent.
        .connect_timeout(CONNECT_TIMEOUT.min(settings.attempt_timeout.mul_f32(0.8)))
        .operation_attempt_timeout(settings.attempt_timeout)
        .build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http_client()?)
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
    let config = loader.load().await;
    // A variable that is set to nothing is not set.
    let region = config.region().map(ToString::to_string).filter(|region| !region.is_empty());
    let region = region.ok_or_else(|| no_region(settings))?;
    let endpoint = endpoint_of(settings, &config).unwrap_or_default();
    if !endpoint.is_empty() {
        check_endpoint("The endpoint of the AWS environment", &endpoint)
            .map_err(|why| Error::invalid("INVALID_URL", format!("{why}.")))?;
    }
    let mut streams = aws_sdk_dynamodbstreams::config::Builder::from(&config);
    streams.set_endpoint_url(streams_endpoint(settings, &config));
    let clock = ServerClock::of(settings);
    let tables = aws_sdk_dynamodb::config::Builder::from(&config).interceptor(clock.clone());
    Ok(Clients {
        tables: Client::from_conf(tables.build()),
        streams: aws_sdk_dynamodbstreams::Client::from_conf(streams.interceptor(clock).build()),
        connections: Arc::new(Semaphore::new(settings.connections as usize)),
        place: Place { region, endpoint },
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

/// Where the tables are, if not where AWS has them.
fn endpoint_of(settings: &Settings, config: &SdkConfig) -> Option<String> {
    settings
        .endpoint
        .clone()
        .or_else(|| set_for("DynamoDB", config))
        .or_else(|| config.endpoint_url().map(str::to_owned))
}

/// The endpoint that the environment or the profile sets for a service.
fn set_for(service: &str, config: &SdkConfig) -> Option<String> {
    let key = ServiceConfigKey::builder().service_id(service).env("AWS_ENDPOINT_URL").profile("endpoint_url");
    config.service_config()?.load_config(key.build().ok()?)
}

/// Where the streams are, if not where AWS has them. A server other than AWS's has both services at one
/// address, so that who names the one need not name the other.
fn streams_endpoint(settings: &Settings, config: &SdkConfig) -> Option<String> {
    let is_foreign =
        |endpoint: &String| !["amazonaws.com", "api.aws"].iter().any(|aws| endpoint.contains(aws));
    let shared = endpoint_of(settings, config).filter(is_foreign);
    if settings.endpoint.is_some() && shared.is_some() {
        shared
    } else {
        set_for("DynamoDB Streams", config).or(shared)
    }
}

#[cfg(test)]
mod tests {
    use aws_types::service_config::LoadServiceConfig;

    use super::*;

    /// The environment, as far as it names endpoints: those of services, and that of all.
    #[derive(Debug, Clone, Copy)]
    struct Environment {
        tables: Option<&'static str>,
        streams: Option<&'static str>,
        all: Option<&'static str>,
    }

    impl LoadServiceConfig for Environment {
        fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
            let endpoint = match key.service_id() {
                "DynamoDB" => self.tables,
                "DynamoDB Streams" => self.streams,
                other => panic!("{other} is not asked for"),
            };
            endpoint.map(str::to_owned)
        }
    }

    fn endpoint(url: Option<&str>, environment: Environment) -> Option<String> {
        let settings = Settings { endpoint: url.map(str::to_owned), ..Settings::new("t".into()) };
        let mut config = SdkConfig::builder().service_config(environment);
        config.set_endpoint_url(url.or(environment.all).map(str::to_owned));
        streams_endpoint(&settings, &config.build())
    }

    #[test]
    fn streams_are_where_the_tables_are_but_on_aws() {
        const NONE: Environment = Environment { tables: None, streams: None, all: None };
        const LOCAL: &str = "http://localhost:8000";
        const OTHER: &str = "http://localhost:9000";
        const AWS: &str = "https://vpce-1.dynamodb.eu-west-1.vpce.amazonaws.com";
        let tables = |tables| Environment { tables: Some(tables), ..NONE };
        let streams = Environment { streams: Some(OTHER), ..NONE };
        for (url, environment, expected) in [
            (None, NONE, None),
            (Some(LOCAL), NONE, Some(LOCAL)),
            (Some(LOCAL), streams, Some(LOCAL)),
            (Some(AWS), NONE, None),
            (Some(AWS), streams, Some(OTHER)),
            (None, tables(LOCAL), Some(LOCAL)),
            (None, tables(AWS), None),
            (None, Environment { tables: Some(LOCAL), ..streams }, Some(OTHER)),
            (None, Environment { all: Some(LOCAL), ..NONE }, Some(LOCAL)),
        ] {
            assert_eq!(endpoint(url, environment).as_deref(), expected, "{url:?} {environment:?}");
        }
    }
}
