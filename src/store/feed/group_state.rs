//! What a store tells of the groups that handle its events.

use std::time::Duration;

use crate::model::Millis;

/// How long a lease lasts without renewal.
pub const LEASE: Duration = Duration::from_secs(10);

/// What a store tells of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventGroup {
    /// Its name.
    pub name: String,
    /// The members that are alive. Of a table, the processes that hold leases; a killed one counts until others take them.
    pub members: usize,
    /// The event names that its members want, or have wanted, sorted.
    pub names: Vec<String>,
    /// How many events it has not handled. Only a change log knows.
    pub waiting: Option<u64>,
    /// When the oldest event was made that it has not handled; of a table, the time up to which all events are known to be
    /// handled. `None` if no event waits.
    pub since: Option<Millis>,
    /// The collections whose next event has failed and is retried.
    pub failing: u64,
}

/// What became of a group that is to be forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forgotten {
    /// Whether there was such a group.
    pub existed: bool,
    /// The events that it had not handled. Only a change log knows.
    pub events: Option<u64>,
}
