//! The clock, which tests replace.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::Millis;

/// Returns the current time.
pub type Clock = fn() -> Millis;

/// The time of the machine.
pub fn system_clock() -> Millis {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::ZERO + elapsed
}
