//! The boundary: the only code that names napi.
//!
//! One line for each verb, an executor on the event loop, and texts that cross as cheaply as V8 allows.
//! `lib/` makes the objects, errors and promises.

mod argument;
mod bound;
mod clock;
mod copy;
mod events;
mod executor;
mod exports;
mod follow;
mod opening;
mod reads;
mod reply;
mod report;
mod seed;
mod store;
mod transaction;
mod verbs;
mod wake;
mod walk;
