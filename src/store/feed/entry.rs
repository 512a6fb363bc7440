//! An event on its way to the handlers of a group.

use std::sync::Arc;

use crate::model::Event;

/// An event on its way to the handlers of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in its feed: later changes have greater numbers.
    pub number: u64,
    /// What happened.
    pub event: Arc<Event>,
    /// How its handling went so far.
    pub retry: Retry,
}

/// What is remembered of an event whose handling failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Retry {
    /// How often the handler that failed last was tried.
    pub attempts: u32,
    /// When it is tried again, in epoch milliseconds; 0 for at once.
    pub at: i64,
    /// Which handlers have succeeded: a fingerprint of them in their order, 0 for none.
    pub done: u64,
}
