//! Moments, by their unit. A length of time is a [`Duration`].

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

/// A moment in whole seconds since the epoch: the unit of an item's dates and of its expiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Seconds(pub i64);

/// A moment in milliseconds since the epoch: the unit of clocks and of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Millis(pub i64);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Seconds {
    /// The first millisecond of the second.
    pub fn millis(self) -> Millis {
        Millis(self.0.saturating_mul(1000))
    }
}

impl Millis {
    /// The epoch, which stands for a time that is not known or has not come about.
    pub const ZERO: Self = Self(0);
    /// Later than all others.
    pub const MAX: Self = Self(i64::MAX);

    /// The second that the moment is in.
    pub fn seconds(self) -> Seconds {
        Seconds(self.0.div_euclid(1000))
    }

    /// How long before this moment another was; no time at all if it was later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl Add<Duration> for Millis {
    type Output = Self;

    fn add(self, time: Duration) -> Self {
        Self(self.0.saturating_add(millis_of(time)))
    }
}

impl Sub<Duration> for Millis {
    type Output = Self;

    fn sub(self, time: Duration) -> Self {
        Self(self.0.saturating_sub(millis_of(time)))
    }
}

/// Whole seconds count; a fraction is dropped.
impl Sub<Duration> for Seconds {
    type Output = Self;

    fn sub(self, time: Duration) -> Self {
        Self(self.0.saturating_sub_unsigned(time.as_secs()))
    }
}

fn millis_of(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_before_the_epoch_is_in_the_second_that_began_before_it() {
        for (millis, second) in [(0, 0), (999, 0), (1000, 1), (-1, -1), (-1000, -1), (-1001, -2)] {
            assert_eq!(Millis(millis).seconds(), Seconds(second));
        }
    }

    #[test]
    fn sums_end_at_the_last_moment_and_no_time_is_negative() {
        let day = Duration::from_hours(24);
        assert_eq!(Millis::MAX + day, Millis::MAX);
        assert_eq!(Millis(i64::MIN) - day, Millis(i64::MIN));
        assert_eq!(Millis(0) + day - day, Millis::ZERO);
        assert_eq!(Millis(5).since(Millis(7)), Duration::ZERO);
        assert_eq!(Millis(7).since(Millis(5)), Duration::from_millis(2));
    }
}
