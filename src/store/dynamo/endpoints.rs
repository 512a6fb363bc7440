//! The endpoints of tables and streams: those of the URL, of the AWS environment, or AWS's own.

use aws_config::SdkConfig;
use aws_types::service_config::ServiceConfigKey;

use super::settings::Settings;

/// The endpoint of the tables, unless it is AWS's own.
pub(super) fn tables_endpoint(settings: &Settings, config: &SdkConfig) -> Option<String> {
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

/// The endpoint of the streams, unless it is AWS's own. A server other than AWS serves both at one address, so the
/// endpoint of the tables is enough.
pub(super) fn streams_endpoint(settings: &Settings, config: &SdkConfig) -> Option<String> {
    let is_foreign =
        |endpoint: &String| !["amazonaws.com", "api.aws"].iter().any(|aws| endpoint.contains(aws));
    let shared = tables_endpoint(settings, config).filter(is_foreign);
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

    /// The endpoints that the environment sets: for a service, or for all.
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
                other => panic!("nobody asks for {other}"),
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
    fn streams_have_the_endpoint_of_the_tables_except_on_aws() {
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
