//! Simulated time, on tokio's paused clock.

use std::cell::Cell;
use std::future::Future;
use std::time::Duration;

use ampt_data::model::Millis;
use fastrand::Rng;
use tokio::runtime::Builder;
use tokio::time::{Instant, sleep};

/// When the simulation begins.
const START: Millis = Millis(1_700_000_000_400);

thread_local! {
    static BASE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// The time.
pub fn now() -> Millis {
    START + BASE.get().map_or(Duration::ZERO, |base| base.elapsed())
}

/// Runs a simulation on its own clock.
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
