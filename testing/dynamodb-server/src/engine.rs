//! Runs dynoxide, the DynamoDB implementation behind this server. Its router is private, so it listens on a port of
//! its own, which only `upstream` uses.

use std::error::Error;
use std::future;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use dynoxide::{Database, server};
use rusqlite::{Connection, OpenFlags};
use tokio::net::TcpListener;
use tokio::task;
use tokio::time::{self, MissedTickBehavior};

use crate::faults::Faults;
use crate::report;

/// The time between two sweeps. It is short, because tests wait for deletions.
const SWEEP_EVERY: Duration = Duration::from_millis(100);

/// Where the empty database gets its index: in memory, shared by the connections of this process.
const SNAPSHOT: &str = "file:/snapshot?vfs=memdb";

/// The order of each stream. Without it dynoxide scans a whole stream to number each record.
const INDEX: &str =
    "CREATE INDEX stream_order ON _stream_records (table_name, CAST(sequence_number AS INTEGER))";

/// Starts an empty in-memory database and returns its address.
pub async fn start() -> Result<(Database, SocketAddr), String> {
    let database = open().map_err(|error| format!("cannot open the database: {error}"))?;
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

/// Opens an empty database with the index. dynoxide's connection is private, so a snapshot brings the index in.
fn open() -> Result<Database, Box<dyn Error>> {
    let database = Database::memory()?;
    let snapshot = Connection::open_with_flags(SNAPSHOT, OpenFlags::default())?;
    database.vacuum_into(SNAPSHOT)?;
    snapshot.execute_batch(INDEX)?;
    database.restore_from(SNAPSHOT)?;
    Ok(database)
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
