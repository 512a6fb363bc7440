//! What bounds the requests of a call: how many are under way at a time, and until when the call goes on. It follows
//! the call's task, so that the verbs need not pass it on. Consumers of events have none.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

tokio::task_local! {
    static CALL: Call;
}

/// A call under way.
#[derive(Clone)]
struct Call {
    connections: Arc<Semaphore>,
    ends: Instant,
}

/// Runs a call within its bounds.
pub(super) async fn bounded<T>(
    connections: Arc<Semaphore>,
    timeout: Duration,
    call: impl Future<Output = T>,
) -> T {
    CALL.scope(Call { connections, ends: Instant::now() + timeout }, call).await
}

/// When the call ends.
pub(super) fn ends() -> Option<Instant> {
    CALL.try_with(|call| call.ends).ok()
}

/// Waits for a connection; `Err` if the call ends before there is one.
pub(super) async fn connection() -> Result<Option<OwnedSemaphorePermit>, ()> {
    let Ok(call) = CALL.try_with(Clone::clone) else { return Ok(None) };
    let permit = timeout_at(call.ends, call.connections.acquire_owned()).await;
    // The semaphore is never closed.
    permit.map_err(|_| ()).map(Result::ok)
}
