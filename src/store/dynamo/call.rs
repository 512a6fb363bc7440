//! The bounds of a call: how many requests the process sends at a time, when the call times out, and who counts its
//! requests. They are local to the call's task, so no verb passes them on. Consumers of events have none.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::meter::Meter;

tokio::task_local! {
    static BOUNDS: CallBounds;
}

/// The bounds of a call.
#[derive(Clone)]
struct CallBounds {
    connections: Arc<Semaphore>,
    ends: Instant,
    meter: Arc<Meter>,
}

/// Runs a call within its bounds.
pub(super) async fn bounded<T>(
    connections: Arc<Semaphore>,
    timeout: Duration,
    meter: Arc<Meter>,
    call: impl Future<Output = T>,
) -> T {
    BOUNDS.scope(CallBounds { connections, ends: Instant::now() + timeout, meter }, call).await
}

/// When the call times out.
pub(super) fn ends() -> Option<Instant> {
    BOUNDS.try_with(|bounds| bounds.ends).ok()
}

/// What counts the requests of the call.
pub(super) fn meter() -> Option<Arc<Meter>> {
    BOUNDS.try_with(|bounds| Arc::clone(&bounds.meter)).ok()
}

/// Counts something of the call.
pub(super) fn count(count: impl FnOnce(&Meter)) {
    // Nobody counts the requests of consumers of events.
    let _ = BOUNDS.try_with(|bounds| count(&bounds.meter));
}

/// Waits for a free connection; `Err` if the call times out before.
pub(super) async fn connection() -> Result<Option<OwnedSemaphorePermit>, ()> {
    let Ok(bounds) = BOUNDS.try_with(Clone::clone) else { return Ok(None) };
    let permit = timeout_at(bounds.ends, bounds.connections.acquire_owned()).await;
    // Nobody closes the semaphore.
    permit.map_err(|_| ()).map(Result::ok)
}
