//! Where the requests of a table go, by the rules of the SDK.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use aws_config::SdkConfig;
use aws_sdk_dynamodb::config::endpoint::{DefaultResolver, Endpoint, Params, ResolveEndpoint};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_types::Document;

/// Where requests go, and the region for which they are signed.
pub(super) struct Destination {
    pub(super) url: String,
    pub(super) region: String,
}

/// A table, and the account that signs, if the credentials name it.
type TableAndAccount = (String, Option<String>);

/// The destinations of tables.
pub(super) struct Destinations {
    config: SdkConfig,
    region: String,
    endpoint: Option<String>,
    known: RwLock<HashMap<TableAndAccount, Arc<Destination>>>,
}

impl Destinations {
    pub(super) fn new(config: &SdkConfig, region: &str, endpoint: &str) -> Self {
        let endpoint = Some(endpoint.to_owned()).filter(|endpoint| !endpoint.is_empty());
        Self { config: config.clone(), region: region.to_owned(), endpoint, known: RwLock::default() }
    }

    /// The destination of a table.
    pub(super) async fn of(
        &self,
        table: &str,
        account: Option<&String>,
    ) -> Result<Arc<Destination>, BoxError> {
        let place = (table.to_owned(), account.cloned());
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&place).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let mode = self.config.account_id_endpoint_mode().cloned().unwrap_or_default();
        let params = Params::builder()
            .region(&self.region)
            .set_use_dual_stack(self.config.use_dual_stack())
            .set_use_fips(self.config.use_fips())
            .set_endpoint(self.endpoint.clone())
            .set_account_id(account.cloned())
            .account_id_endpoint_mode(mode.to_string())
            .resource_arn(table)
            .build()?;
        let endpoint = DefaultResolver::new().resolve_endpoint(&params).await?;
        let region = signing_region(&endpoint).unwrap_or(&self.region).to_owned();
        let url = format!("{}/", endpoint.url().trim_end_matches('/'));
        let destination = Arc::new(Destination { url, region });
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(place, Arc::clone(&destination));
        Ok(destination)
    }
}

/// The region that an endpoint signs for, if it is not its own.
fn signing_region(endpoint: &Endpoint) -> Option<&str> {
    let Document::Array(schemes) = endpoint.properties().get("authSchemes")? else { return None };
    schemes.first()?.as_object()?.get("signingRegion")?.as_string()
}
