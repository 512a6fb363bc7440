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
    /// The handlers that will not try it again.
    pub given_up: Vec<GivenUp>,
}

/// Why a handler failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandlerError {
    /// The message.
    pub message: String,
    /// The `code` of what was thrown, if it is text.
    pub code: Option<String>,
}

impl<T: Into<String>> From<T> for HandlerError {
    fn from(message: T) -> Self {
        Self { message: message.into(), code: None }
    }
}

/// An event that a handler will not try again. The handlers after it go on with the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUp {
    /// How often the handler tried.
    pub attempts: u32,
    /// Why it failed, if this process saw that.
    pub error: Option<HandlerError>,
    /// Where the event goes; nowhere if `None`.
    pub dead_letters: Option<Arc<DeadLetters>>,
}

/// The collection for the events that a handler gives up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetters {
    /// Its name.
    pub collection: CompactString,
    /// What identifies the handler in its group, after a restart as well.
    pub handler: String,
    /// The event names of the handler.
    pub names: Vec<String>,
}

/// What became of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Every matching handler has succeeded or given up, or no handler matches.
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
    Unreadable,
}
