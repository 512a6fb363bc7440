//! Runs dynoxide, the DynamoDB implementation behind this server. Its router is private, so it listens on a port of
//! its own, which only `upstream` uses.

use std::future;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use dynoxide::{Database, server};
use tokio::net::TcpListener;
use tokio::task;
use tokio::time::{self, MissedTickBehavior};

use crate::faults::Faults;
use crate::report;

/// The time between two sweeps. It is short, because tests wait for deletions.
const SWEEP_EVERY: Duration = Duration::from_millis(100);

/// Starts an empty in-memory database and returns its address.
pub async fn start() -> Result<(Database, SocketAddr), String> {
    let database = Database::memory().map_err(|error| format!("cannot open the database: {error}"))?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let served = database.clone();
    tokio::spawn(async move {
        if let Err(error) = server::serve_with_shutdown(listener, served, future::pending()).await {
            report(&format!("the engine ended: {error}"));
        }
    });
    Ok((database, address))
}

/// Deletes expired items while the settings request it. dynoxide writes the deletions to the stream with the
/// identity of the TTL service, as DynamoDB does.
pub async fn sweep(database: Database, faults: Arc<Faults>) {
    let mut ticks = time::interval(SWEEP_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if !faults.sweeps() {
            continue;
        }
        let database = database.clone();
        match task::spawn_blocking(move || database.sweep_ttl()).await {
            Ok(Ok(deleted)) => faults.count_swept(deleted),
            Ok(Err(error)) => report(&format!("the sweep failed: {error}")),
            Err(error) => report(&format!("the sweep failed: {error}")),
        }
    }
}
