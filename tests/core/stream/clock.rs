//! Simulated time: that of tokio's paused clock.

use std::cell::Cell;
use std::future::Future;
use std::time::Duration;

use fastrand::Rng;
use tokio::runtime::Builder;
use tokio::time::{Instant, sleep};

/// When the simulation begins, in epoch milliseconds.
const START: i64 = 1_700_000_000_400;

thread_local! {
    static BASE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// The time in epoch milliseconds.
pub fn now() -> i64 {
    let elapsed = BASE.get().map_or(Duration::ZERO, |base| base.elapsed());
    START + i64::try_from(elapsed.as_millis()).unwrap()
}

/// Runs a simulation in a time of its own.
pub fn simulate(seed: u64, simulation: impl Future<Output = ()>) {
    fastrand::seed(seed);
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        BASE.set(Some(Instant::now()));
        simulation.await;
    });
}

/// Waits a random time.
pub async fn wait(rng: &mut Rng, longest: u64) {
    sleep(Duration::from_millis(rng.u64(0..=longest))).await;
}
