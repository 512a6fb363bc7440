//! An event on its way to the handlers of a group.

use std::sync::Arc;

use crate::model::{Event, Millis};

/// The number of a change in its feed: later changes have greater numbers. Those of the change log are the
/// file's, and stay; those of a shard are given by its reader, and end with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ChangeNumber(pub u64);

impl ChangeNumber {
    /// Before all changes.
    pub const ZERO: Self = Self(0);
    /// Behind all changes.
    pub const MAX: Self = Self(u64::MAX);

    /// The number of the next change.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// An event on its way to the handlers of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in its feed.
    pub number: ChangeNumber,
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
    /// When it is tried again; [`Millis::ZERO`] for at once.
    pub at: Millis,
    /// Which handlers have succeeded: a fingerprint of them in their order, 0 for none.
    pub done: u64,
}
