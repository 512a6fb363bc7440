//! What a dispatcher tells: handlers to run, and what became of events.

use std::sync::Arc;
use std::time::Duration;

use compact_str::CompactString;

use crate::model::Event;
use crate::store::feed::{ChangeNumber, Queue, Retry};

/// What is handled in order: a collection, in one feed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LaneId {
    /// The feed: 0 for the embedded store's log, a number for each shard of a stream.
    pub feed: u32,
    /// The partition key.
    pub collection: CompactString,
}

/// A handler that is to be run now.
#[derive(Debug, Clone)]
pub struct Run {
    /// The number under which its end is told.
    pub id: u64,
    /// The handler.
    pub handler: u32,
    /// What it is to handle.
    pub event: Arc<Event>,
}

/// What became of an event.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Where it came from.
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
    /// Every handler that wants it has handled it, or nobody wants it.
    Done,
    /// A handler failed and will run again.
    Retry {
        /// What must be remembered.
        retry: Retry,
        /// What the handler threw.
        error: String,
        /// How long the event waits.
        delay: Duration,
    },
    /// No handler here wants it: it goes to another queue of its group.
    Moved(Queue),
    /// No handler here wants it, another member of the group does, and there is no way to hand it over.
    Missed,
    /// It cannot be read, so no handler will ever handle it.
    GivenUp,
    /// Its 24 hours are over.
    Dropped {
        /// How often the handler that kept failing was tried.
        attempts: u32,
    },
}
