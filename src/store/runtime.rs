//! The threads for requests to DynamoDB and for the delivery of events.

use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::model::{Error, Result};

/// Threads of the runtime. Two suffice, because they mostly wait.
const THREADS: usize = 2;

/// The runtime of the process. The first use starts it.
pub fn runtime() -> Result<&'static Runtime> {
    static RUNTIME: OnceLock<std::result::Result<Runtime, String>> = OnceLock::new();
    RUNTIME
        .get_or_init(|| {
            Builder::new_multi_thread()
                .worker_threads(THREADS)
                .thread_name("ampt-data")
                .enable_all()
                .build()
                .map_err(|error| error.to_string())
        })
        .as_ref()
        .map_err(|error| {
            Error::refused("NO_THREADS", format!("The threads of ampt-data cannot be started: {error}."))
        })
}

/// Runs work on the runtime's threads: the calling one, if it is one of them. A panic becomes the error of this work.
pub async fn elsewhere<T: Send + 'static>(
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    spread(Box::pin(work)).await
}

/// The same, compiled once for each result and not for each work.
async fn spread<T: Send + 'static>(work: Pin<Box<dyn Future<Output = Result<T>> + Send>>) -> Result<T> {
    let runtime = runtime()?;
    // Another task would cost as much as a small request takes to build.
    if Handle::try_current().is_ok_and(|current| current.id() == runtime.handle().id()) {
        return work.await;
    }
    runtime.spawn(work).await.unwrap_or_else(|_| Err(Error::internal()))
}
