//! An event on its way to the handlers of a group.

use std::sync::Arc;

use crate::model::{Event, Millis};

/// The number of a change in its feed. Later changes have greater numbers. The change log stores its numbers; the
/// reader of a shard assigns them anew each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ChangeNumber(pub u64);

impl ChangeNumber {
    /// Before all changes.
    pub const ZERO: Self = Self(0);
    /// After all changes.
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
    /// Its position in its feed.
    pub number: ChangeNumber,
    /// What happened.
    pub event: Arc<Event>,
    /// The state of its handling.
    pub retry: Retry,
}

/// The stored state of an event whose handler failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Retry {
    /// How often the failing handler was tried.
    pub attempts: u32,
    /// When it is retried; [`Millis::ZERO`] for at once.
    pub at: Millis,
    /// Which handlers have succeeded: a fingerprint of them in order, 0 for none.
    pub done: u64,
}
