//! Reacting to changes: which handler gets which event, in which order, and how often.
//!
//! `dispatcher` decides, as a pure state machine. `log` and `stream` bring it the changes of the embedded store and
//! of a table, and settle what became of them. A `consumer` is the membership of a handle in a group, and a `session`
//! its life from the first handler to the last.

mod backoff;
mod consumer;
pub mod dispatcher;
mod event_test;
mod group;
mod handlers;
mod lambda;
mod letter;
mod log;
mod name;
mod outcome;
mod report;
mod roster;
mod session;
pub mod stream;
mod unique;

use std::time::Duration;

use tokio::sync::watch;

pub use consumer::Consumer;
pub use event_test::EventTest;
pub use group::{Group, Host};
pub use handlers::Handler;
pub use lambda::{LambdaBatch, LambdaFunction};
pub use name::covers;
pub use outcome::{HandlerError, Run};
pub use report::Report;
pub use session::Sessions;

/// How long to wait after the store has failed.
const PAUSE: Duration = Duration::from_secs(1);
/// How many bytes of events that can be handled are in memory at most.
const HELD: usize = 32 * 1024 * 1024;
/// An event that is retried within this time keeps its process from exiting.
const PATIENCE: Duration = Duration::from_secs(5);

/// Resolves when a consumer is to stop.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone, which also means to stop.
    let _ = stop.wait_for(|stop| *stop).await;
}

#[cfg(test)]
mod tests;
