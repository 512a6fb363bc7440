//! `usage`: what a handle has asked of the server of its store.

use super::answer::Answer;
use crate::store::Usage;

/// The answer of `usage`.
pub fn usage(Usage { requests, retries, throttled, units }: Usage) -> Answer {
    Answer::object(|members| {
        members.number("requests", requests);
        members.number("retries", retries);
        members.number("throttled", throttled);
        if let Some(units) = units {
            members.number("readUnits", units.read);
            members.number("writeUnits", units.write);
        }
    })
}
