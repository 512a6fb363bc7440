//! Decides which fault each request gets, and counts the faults.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

use crate::operations;
use crate::random::Random;
use crate::settings::Settings;

/// How a request ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fate {
    Answered,
    Throttled,
    InternalError,
    InternalErrorApplied,
    Conflict,
    ClosedBefore,
    ClosedAfter,
}

/// The decision about a request.
#[derive(Debug)]
pub struct Verdict {
    pub fate: Fate,
    /// Whether a batch is applied in part.
    pub split: bool,
    /// Chooses what the fault leaves open, such as the part of a batch.
    pub random: Random,
    /// The delay of the answer.
    pub slow: Duration,
}

/// How often each fault was injected since the settings were set.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Injected {
    throttle: u64,
    internal_error: u64,
    internal_error_applied: u64,
    conflict: u64,
    cut: u64,
    cut_applied: u64,
    unprocessed: u64,
    close_before: u64,
    close_after: u64,
    slow: u64,
    swept: u64,
}

struct State {
    settings: Settings,
    random: Random,
    injected: Injected,
}

/// The current settings and counters.
pub struct Faults(Mutex<State>);

impl Faults {
    pub fn none() -> Self {
        Self(Mutex::new(State::new(Settings::default())))
    }

    /// Replaces the settings, and restarts the random numbers and the counters.
    pub fn set(&self, settings: Settings) {
        *self.lock() = State::new(settings);
    }

    /// The settings, with the remaining `closeBefore` and `closeAfter`, and the counters.
    pub fn describe(&self) -> Value {
        let state = self.lock();
        json!({ "settings": state.settings, "injected": state.injected })
    }

    pub fn sweeps(&self) -> bool {
        self.lock().settings.sweep
    }

    pub fn count_swept(&self, items: usize) {
        self.lock().injected.swept += u64::try_from(items).unwrap_or(0);
    }

    pub fn count_unprocessed(&self) {
        self.lock().injected.unprocessed += 1;
    }

    /// Decides which fault the next request gets.
    pub fn decide(&self, operation: &str) -> Verdict {
        let state = &mut *self.lock();
        if !state.settings.concern(operation) {
            return Verdict {
                fate: Fate::Answered,
                split: false,
                random: Random::new(0),
                slow: Duration::ZERO,
            };
        }
        let fate = state.fate(operation);
        let random = Random::new(state.random.number());
        let answers = !matches!(fate, Fate::ClosedBefore | Fate::ClosedAfter);
        let slow = if answers { Duration::from_millis(state.settings.slow) } else { Duration::ZERO };
        state.injected.slow += u64::from(slow > Duration::ZERO);
        Verdict { fate, split: state.settings.unprocessed, random, slow }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn new(settings: Settings) -> Self {
        Self { random: Random::new(settings.seed), settings, injected: Injected::default() }
    }

    fn fate(&mut self, operation: &str) -> Fate {
        // Drawn even for closed connections, so that they do not change the fate of later requests.
        let drawn = self.random.share();
        let (settings, injected) = (&mut self.settings, &mut self.injected);
        if settings.close_before > 0 {
            settings.close_before -= 1;
            injected.close_before += 1;
            return Fate::ClosedBefore;
        }
        if settings.close_after > 0 {
            settings.close_after -= 1;
            injected.close_after += 1;
            return Fate::ClosedAfter;
        }
        let mut end = 0.0;
        for (share, counter, fate) in [
            (settings.throttle, &mut injected.throttle, Fate::Throttled),
            (settings.internal_error, &mut injected.internal_error, Fate::InternalError),
            (
                settings.internal_error_applied,
                &mut injected.internal_error_applied,
                Fate::InternalErrorApplied,
            ),
            (settings.conflict, &mut injected.conflict, Fate::Conflict),
            (settings.cut, &mut injected.cut, Fate::ClosedBefore),
            (settings.cut_applied, &mut injected.cut_applied, Fate::ClosedAfter),
        ] {
            end += share;
            if drawn < end {
                if fate == Fate::Conflict && !operations::can_conflict(operation) {
                    return Fate::Answered;
                }
                *counter += 1;
                return fate;
            }
        }
        Fate::Answered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fates(settings: &str, operation: &str, count: usize) -> Vec<Fate> {
        let faults = Faults::none();
        faults.set(Settings::parse(settings.as_bytes()).unwrap());
        (0..count).map(|_| faults.decide(operation).fate).collect()
    }

    #[test]
    fn shares_are_shares_of_all_requests() {
        let settings = r#"{ "seed": 3, "throttle": 0.3, "internalError": 0.2, "internalErrorApplied": 0.1 }"#;
        let drawn = fates(settings, "Query", 10_000);
        let count = |fate| drawn.iter().filter(|drawn| **drawn == fate).count();
        assert!((2800..3200).contains(&count(Fate::Throttled)));
        assert!((1800..2200).contains(&count(Fate::InternalError)));
        assert!((850..1150).contains(&count(Fate::InternalErrorApplied)));
        assert_eq!(drawn, fates(settings, "Query", 10_000));
        let conflicts = fates(r#"{ "conflict": 0.4 }"#, "PutItem", 10_000);
        assert!((3800..4200).contains(&conflicts.iter().filter(|fate| **fate == Fate::Conflict).count()));
        assert!(fates(settings, "CreateTable", 100).iter().all(|fate| *fate == Fate::Answered));
    }

    #[test]
    fn closes_as_often_as_told_and_shifts_nothing() {
        let closing = fates(r#"{ "closeBefore": 2, "closeAfter": 1, "throttle": 0.5 }"#, "PutItem", 50);
        assert_eq!(closing[..3], [Fate::ClosedBefore, Fate::ClosedBefore, Fate::ClosedAfter]);
        let reads = fates(r#"{ "conflict": 1 }"#, "BatchGetItem", 50);
        assert!(reads.iter().all(|fate| *fate == Fate::Answered));
        assert_eq!(closing[3..], fates(r#"{ "throttle": 0.5 }"#, "PutItem", 50)[3..]);
    }
}
