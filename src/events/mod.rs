//! Reacting to changes: which handler gets which event, in which order, how often, and from where.
//!
//! `dispatcher` decides and knows neither time nor store; `log` and `stream` bring it the changes of
//! the embedded store and of a table, and remember what became of them; `consumer` is what
//! JavaScript holds of all that.

mod backoff;
mod consumer;
pub mod dispatcher;
mod group;
mod handlers;
mod lambda;
mod log;
mod name;
mod report;
mod roster;
mod session;
pub mod stream;
mod unique;

use std::time::Duration;

use tokio::sync::watch;

pub use consumer::Consumer;
pub use dispatcher::Run;
pub use group::{Group, Host};
pub use handlers::Handler;
pub use lambda::{LambdaBatch, LambdaFunction};
pub use report::Report;
pub use session::Sessions;

/// How long to wait after the store has failed.
const PAUSE: Duration = Duration::from_secs(1);
/// Bytes of events that are held in memory and could be handled.
const HELD: usize = 32 * 1024 * 1024;
/// The feed of a dispatcher that is the queue of a log's group; shards have others.
const LOG: u32 = 0;
/// The feed that is the queue of a member of a log's group; no shard has its number.
const HANDED: u32 = u32::MAX;
/// An event that is tried again within this time keeps its process from ending.
const PATIENCE: Duration = Duration::from_secs(5);

/// Resolves when a consumer is to stop.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // The sender gone is as good as a word of it.
    let _ = stop.wait_for(|stop| *stop).await;
}

#[cfg(test)]
mod tests;
