//! The time, which tests replace by their own.

use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time in epoch milliseconds.
pub type Clock = fn() -> i64;

/// The time of the machine.
pub fn system_clock() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}
