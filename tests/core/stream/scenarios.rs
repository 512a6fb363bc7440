//! Schedules for one situation each: starts, stops, crashes and clocks.

use std::time::Duration;

use fastrand::Rng;
use tokio::time::{Instant, sleep};

use super::clock::{now, simulate};
use super::process::Process;
use super::world::{Shared, World};

pub const COLLECTIONS: usize = 8;

pub fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub fn write_all(world: &Shared) {
    for number in 0..COLLECTIONS {
        world.lock().unwrap().write(&format!("n{number}"), 0);
    }
}

/// Waits until everything is handled. Returns how long that took.
async fn handled(world: &Shared) -> Duration {
    let began = now();
    while !world.lock().unwrap().history.undone(began).is_empty() {
        sleep(Duration::from_millis(50)).await;
        assert!(now() < began + seconds(60), "it takes forever");
    }
    now().since(began)
}

/// Two processes at work.
pub async fn two(seed: u64) -> (Shared, Process, Process) {
    let world = World::new(Rng::with_seed(seed), COLLECTIONS);
    let first = Process::start(&world, 20);
    sleep(seconds(1 + seed % 5)).await;
    let second = Process::start(&world, 20);
    write_all(&world);
    sleep(Duration::from_millis(20_000 + seed % 7_000)).await;
    (world, first, second)
}

/// A process that cannot register holds its writes for 2 seconds, may exit after 8, and continues once it can
/// register.
pub fn unreachable(seed: u64) {
    simulate(seed, async {
        let world = World::new(Rng::with_seed(seed), COLLECTIONS);
        let is_silent = seed.is_multiple_of(2);
        world.lock().unwrap().faults.failures = 1000;
        let process = Process::start(&world, 20);
        if is_silent {
            *process.access.frozen.lock().unwrap() = Instant::now() + seconds(30);
        }
        sleep(Duration::from_millis(1_990)).await;
        assert!(process.holds_writes());
        sleep(Duration::from_millis(20)).await;
        assert!(!process.holds_writes());
        sleep(seconds(5)).await;
        assert!(!process.is_cut_off());
        sleep(seconds(3)).await;
        assert!(process.is_cut_off());
        world.lock().unwrap().faults.failures = 0;
        sleep(seconds(30)).await;
        assert!(!process.is_cut_off());
        write_all(&world);
        handled(&world).await;
    });
}

pub fn stop(seed: u64) {
    simulate(seed, async {
        let (world, first, second) = two(seed).await;
        let (stopped, left) = if seed.is_multiple_of(2) { (first, second) } else { (second, first) };
        stopped.stop().await;
        write_all(&world);
        let time = handled(&world).await;
        assert!(time < seconds(7), "{time:?} after a stop in order");
        assert!(!world.lock().unwrap().history.disturbed);
        left.stop().await;
    });
}

/// What a process whose clock is ahead has read proves nothing to its successor, whose clock is behind.
pub fn heir(seed: u64) {
    simulate(seed, async {
        let world = World::new(Rng::with_seed(seed), COLLECTIONS);
        world.lock().unwrap().is_late = true;
        let ahead = Process::start_ahead(&world, 20, 1000);
        sleep(seconds(5)).await;
        let mut behind = Process::start_ahead(&world, 2_000, -1000);
        sleep(Duration::from_millis(10_000 + seed * 7 % 1_000)).await;
        behind.write("n0", 0);
        behind.ask_idle();
        sleep(Duration::from_millis(seed % 900)).await;
        ahead.stop().await;
        handled(&world).await;
        behind.idle().await;
        behind.stop().await;
    });
}

pub fn crash(seed: u64) {
    simulate(seed, async {
        let (world, first, second) = two(seed).await;
        let (crashed, left) = if seed.is_multiple_of(2) { (first, second) } else { (second, first) };
        crashed.crash();
        write_all(&world);
        let time = handled(&world).await;
        assert!(time < seconds(17), "{time:?} after a crash");
        left.stop().await;
    });
}

/// `idle` waits for a write that the stream shows as late as possible.
pub fn late(seed: u64) {
    simulate(seed, async {
        let world = World::new(Rng::with_seed(seed), COLLECTIONS);
        world.lock().unwrap().is_late = true;
        let process = Process::start(&world, 20);
        sleep(seconds(3)).await;
        for number in 0..5 {
            process.write(&format!("n{number}"), 0);
            process.idle().await;
            sleep(Duration::from_millis(seed % 1000)).await;
        }
        process.stop().await;
    });
}

/// A shard without writes for hours, and then with some: `idle` waits for records behind many empty pages.
pub fn sparse(seed: u64) {
    simulate(seed, async {
        let (world, first, second) = two(seed).await;
        first.stop().await;
        second.stop().await;
        sleep(seconds(60 * 60 * (1 + seed % 5))).await;
        write_all(&world);
        sleep(seconds(60 * 60 * (1 + seed % 3))).await;
        let process = Process::start(&world, 20);
        process.idle().await;
        process.stop().await;
        assert_eq!(world.lock().unwrap().history.gaps, 0);
    });
}
