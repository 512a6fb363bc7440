//! What a dispatcher returns: handlers to run, and what became of events.

use std::sync::Arc;
use std::time::Duration;

use compact_str::CompactString;

use crate::model::Event;
use crate::store::feed::{ChangeNumber, Queue, Retry};

/// A feed of a dispatcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FeedId(u32);

impl FeedId {
    /// The queue of a group in the change log.
    pub const LOG: Self = Self(0);
    /// The queue of a member in the change log.
    pub const HANDED: Self = Self(u32::MAX);
    /// The batch of a Lambda function, whose dispatcher has no other feed.
    pub const BATCH: Self = Self(0);

    /// A shard of a stream, by a number that no other shard of the group has had in this process.
    pub fn shard(number: u32) -> Self {
        Self(number)
    }
}

/// A lane: one collection in one feed, whose events are handled in order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LaneId {
    /// The feed.
    pub feed: FeedId,
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
