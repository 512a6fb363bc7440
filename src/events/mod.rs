//! Reacting to changes: which handler gets which event, in which order, how often, and from where.
//!
//! `dispatcher` decides and knows neither time nor store; `log` and `stream` bring it the changes of
//! the embedded store and of a table, and remember what became of them; `consumer` is what
//! JavaScript holds of all that.

mod backoff;
mod batch;
mod consumer;
pub mod dispatcher;
mod group;
mod handlers;
mod line;
mod log;
mod name;
pub mod stream;

pub use batch::{Batch, Batches};
pub use consumer::Consumer;
pub use dispatcher::Run;
pub use group::{Group, Host, Report};
pub use handlers::Handler;

#[cfg(test)]
mod tests;
