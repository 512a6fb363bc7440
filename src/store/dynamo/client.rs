//! The connection to DynamoDB: one client of tables and one of streams for each account of a process.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_types::service_config::ServiceConfigKey;
use tokio::sync::OnceCell;

/// How long it may take to reach DynamoDB.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How long one attempt of a request may take. DynamoDB answers in milliseconds; a page of a scan
/// may take a second.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection is kept for the next request.
const IDLE_TIMEOUT: Duration = Duration::from_secs(60);

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
type SharedClients = Arc<OnceCell<Clients>>;

static CLIENTS: LazyLock<Mutex<HashMap<Account, SharedClients>>> = LazyLock::new(Mutex::default);

/// AWS has the streams at an address of their own. Both clients share credentials and connections.
struct Clients {
    tables: Client,
    streams: aws_sdk_dynamodbstreams::Client,
}

/// Clients that are made by the first call and shared by all tables of an account.
pub(super) struct Connection {
    settings: Settings,
    clients: SharedClients,
}

impl Connection {
    pub(super) fn new(settings: Settings) -> Self {
        let account = (settings.region.clone(), settings.endpoint.clone(), settings.profile.clone());
        let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = Arc::clone(clients.entry(account).or_default());
        drop(clients);
        Self { settings, clients: shared }
    }

    /// The client of tables.
    pub(super) async fn client(&self) -> &Client {
        &self.clients.get_or_init(|| connect(&self.settings)).await.tables
    }

    /// The client of streams.
    pub(super) async fn streams(&self) -> &aws_sdk_dynamodbstreams::Client {
        &self.clients.get_or_init(|| connect(&self.settings)).await.streams
    }
}

async fn connect(settings: &Settings) -> Clients {
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
    let config = loader.load().await;
    let mut streams = aws_sdk_dynamodbstreams::config::Builder::from(&config);
    streams.set_endpoint_url(streams_endpoint(settings, &config));
    Clients {
        tables: Client::new(&config),
        streams: aws_sdk_dynamodbstreams::Client::from_conf(streams.build()),
    }
}

/// Where the streams are, if not where AWS has them. A server other than AWS's has both services at one
/// address, so that who names the one need not name the other.
fn streams_endpoint(settings: &Settings, config: &SdkConfig) -> Option<String> {
    let is_foreign =
        |endpoint: &String| !["amazonaws.com", "api.aws"].iter().any(|aws| endpoint.contains(aws));
    let set_for = |service: &str| {
        let key =
            ServiceConfigKey::builder().service_id(service).env("AWS_ENDPOINT_URL").profile("endpoint_url");
        config.service_config()?.load_config(key.build().ok()?)
    };
    let shared = settings
        .endpoint
        .clone()
        .or_else(|| set_for("DynamoDB"))
        .or_else(|| config.endpoint_url().map(str::to_owned))
        .filter(is_foreign);
    if settings.endpoint.is_some() && shared.is_some() {
        shared
    } else {
        set_for("DynamoDB Streams").or(shared)
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
        let endpoint = url.map(str::to_owned);
        let settings = Settings { table: "t".into(), region: None, endpoint, profile: None };
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
