//! What a dispatcher returns: handlers to run, and what became of events.

use std::sync::Arc;
use std::time::Duration;

use compact_str::CompactString;

use crate::model::Event;
use crate::store::feed::{ChangeNumber, Queue, Retry};

/// A lane: one collection in one feed, whose events are handled in order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LaneId {
    /// The feed: 0 for the change log, [`u32::MAX`] for a member's queue of it, another number for each shard of a
    /// stream.
    pub feed: u32,
    /// The partition key.
    pub collection: CompactString,
}

/// A handler to run now.
#[derive(Debug, Clone)]
pub struct Run {
    /// Identifies the run when its result is reported.
    pub id: u64,
    /// The id of the handler.
    pub handler: u32,
    /// The event to handle.
    pub event: Arc<Event>,
}

/// What became of an event.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The lane of the event.
    pub lane: LaneId,
    /// Its number in its feed.
    pub number: ChangeNumber,
    /// The event.
    pub event: Arc<Event>,
    /// What became of it.
    pub fate: Fate,
}

/// What became of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Every matching handler has succeeded, or no handler matches.
    Done,
    /// A handler failed and will be retried.
    Retry {
        /// What to store for the retry.
        retry: Retry,
        /// The error message.
        error: String,
        /// How long the event waits for the retry.
        delay: Duration,
    },
    /// No handler here matches, so the event goes to another queue of its group.
    Moved(Queue),
    /// No handler here matches. Another member's does, but there is no way to hand the event over.
    Missed,
    /// The event cannot be read, so it is skipped.
    GivenUp,
    /// The event is 24 hours old, and a handler still fails.
    Dropped {
        /// How often the failing handler was tried.
        attempts: u32,
    },
}
