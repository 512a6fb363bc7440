//! The consumer of the embedded store's change log.
//!
//! Every handle with handlers is a member of its group. One of them leads (`lead`): it reads the queue of the group
//! and handles the events that match its handlers. It moves other events to the queue of a member that wants them,
//! which that member handles (`handed`). `own` decides when a process may exit.

mod consumption;
mod handed;
mod joins;
mod lead;
mod membership;
mod own;

use std::time::Duration;

use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

pub(super) use self::joins::Joins;
pub(super) use self::membership::{Membership, consume, joined};
pub(super) use self::own::{idle, watch_own};

/// How often to look for commits of other processes. Each look costs a read transaction.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How often a member renews its entry in the roster.
const SEEN_EVERY: Duration = Duration::from_secs(60 * 60);
/// How many entries of a collection are read at once.
const REFILL: usize = 64;

fn ticks(period: Duration) -> Interval {
    let mut ticks = interval_at(Instant::now() + period, period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}
