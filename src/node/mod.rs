//! The boundary: the only code that names napi.
//!
//! A class with one line per verb, an executor on the event loop, and texts that cross as cheaply
//! as V8 allows. Objects, errors and promises are made by `index.js`.

mod argument;
mod events;
mod executor;
mod opening;
mod reply;
mod store;
mod subscriptions;
mod wake;
