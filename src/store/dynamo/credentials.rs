//! The credentials of requests, fetched again shortly before they expire.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_runtime_api::client::identity::Identity;
use tokio::sync::Mutex;
use tokio::time::timeout;

/// How long fetching may take, how long before their end credentials are fetched again, and when those without an end
/// are: the values of the SDK.
const FETCH_TIMEOUT: Duration = Duration::from_secs(5);
const BEFORE_END: Duration = Duration::from_secs(10);
const WITHOUT_END: Duration = Duration::from_secs(15 * 60);

/// Credentials, and when to fetch them again.
pub(super) struct CachedCredentials {
    provider: SharedCredentialsProvider,
    current: Mutex<Option<(Signer, SystemTime)>>,
}

/// Who signs a request.
#[derive(Clone)]
pub(super) struct Signer {
    pub(super) identity: Identity,
    pub(super) account: Option<String>,
}

impl CachedCredentials {
    pub(super) fn new(provider: SharedCredentialsProvider) -> Self {
        Self { provider, current: Mutex::default() }
    }

    /// The credentials of now. Calls that come while they are fetched wait for them.
    pub(super) async fn get(&self) -> Result<Signer, CredentialsError> {
        let mut current = self.current.lock().await;
        let now = SystemTime::now();
        if let Some((signer, end)) = &*current
            && now < *end
        {
            return Ok(signer.clone());
        }
        let fetched = timeout(FETCH_TIMEOUT, self.provider.provide_credentials()).await;
        let fetched = fetched.map_err(|_| CredentialsError::provider_timed_out(FETCH_TIMEOUT))??;
        let end = fetched.expiry().map_or(now + WITHOUT_END, |end| end - BEFORE_END);
        let signer = Signer::of(fetched);
        *current = Some((signer.clone(), end));
        Ok(signer)
    }
}

impl Signer {
    fn of(credentials: Credentials) -> Self {
        let account = credentials.account_id().map(|account| account.as_str().to_owned());
        Self { identity: credentials.into(), account }
    }
}
