//! What the calls of a handle have asked of the server of its store.

/// What was asked since the handle was opened. An embedded store has no server.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Usage {
    /// Requests, each repetition included.
    pub requests: u64,
    /// Those that repeated one which had failed.
    pub retries: u64,
    /// Those that the server refused because it was too busy.
    pub throttled: u64,
    /// What they cost, if the store asks for it.
    pub units: Option<Units>,
}

/// What requests cost, as the server tells it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Units {
    /// Read units.
    pub read: f64,
    /// Write units.
    pub write: f64,
}
