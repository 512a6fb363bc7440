//! The clock of a store, which tests replace and applications may stop.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::StoreFuture;
use crate::model::Millis;

/// Returns the current time.
pub type Clock = fn() -> Millis;

/// The time of the machine.
pub fn system_clock() -> Millis {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::ZERO + elapsed
}

/// A clock of which the application decides the time.
pub trait SettableClock: Send + Sync {
    /// Sets the clock. Resolves when the items that have expired by then are removed.
    fn set(&self, setting: ClockSetting) -> StoreFuture<()>;
}

/// What becomes of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockSetting {
    /// It stops at a time.
    At(Millis),
    /// It stops so much later than it is now.
    Later(Duration),
    /// It runs, and shows the time of the machine.
    Runs,
}

/// A clock that runs until it is stopped.
#[derive(Debug)]
pub(super) struct StoppableClock {
    running: Clock,
    /// The time at which it is stopped; [`RUNS`] if it is not.
    stopped: AtomicI64,
}

/// Earlier than all times that a clock shows.
const RUNS: i64 = i64::MIN;

impl StoppableClock {
    pub(super) fn new(running: Clock) -> Self {
        Self { running, stopped: AtomicI64::new(RUNS) }
    }

    pub(super) fn now(&self) -> Millis {
        match self.stopped.load(Ordering::Acquire) {
            RUNS => (self.running)(),
            at => Millis(at),
        }
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire) != RUNS
    }

    /// The time that it shows once it is set.
    pub(super) fn after(&self, setting: ClockSetting) -> Millis {
        match setting {
            ClockSetting::At(time) => time,
            ClockSetting::Later(by) => self.now() + by,
            ClockSetting::Runs => (self.running)(),
        }
    }

    pub(super) fn set(&self, setting: ClockSetting) {
        let at = match setting {
            ClockSetting::Runs => RUNS,
            ClockSetting::At(_) | ClockSetting::Later(_) => self.after(setting).0,
        };
        self.stopped.store(at, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_stands_still_once_it_is_set() {
        let clock = StoppableClock::new(|| Millis(7));
        assert_eq!((clock.now(), clock.is_stopped()), (Millis(7), false));
        for (setting, time) in [
            (ClockSetting::Later(Duration::from_millis(3)), 10),
            (ClockSetting::Later(Duration::from_millis(3)), 13),
            (ClockSetting::At(Millis(2)), 2),
            (ClockSetting::Later(Duration::MAX), i64::MAX),
        ] {
            assert_eq!(clock.after(setting), Millis(time));
            clock.set(setting);
            assert_eq!((clock.now(), clock.is_stopped()), (Millis(time), true));
        }
        clock.set(ClockSetting::Runs);
        assert_eq!((clock.now(), clock.is_stopped()), (Millis(7), false));
    }
}
